"""How far weights, scores and costs may move before another option comes first. Pure: Decimal and no Django.

When one criterion's weight w becomes t, the others keep their proportions. With x = (t - w) / (100 - w), the score of
an option is then V + x M, where V is its score now and M = 20 x its score against that criterion - V.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from stages.plan.ranking import TOP_SCORE, Costs, Firsts, ScoreMatrix, cost_scores, firsts

FULL = Decimal(100)
STEPS = tuple(range(0, 101, 10))  # percent
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class TurningPoint:
    """The value beyond which `firsts` come first instead."""

    at: Decimal
    firsts: Firsts


@dataclass(frozen=True)
class WeightRange:
    """Between which weights of a criterion the first place stays as it is; None where it stays to the end."""

    criterion: int
    now: Decimal
    below: TurningPoint | None
    above: TurningPoint | None


@dataclass(frozen=True)
class ScoreFlip:
    """A score that is one point higher or lower would change who is first."""

    option: int
    criterion: int
    change: int  # +1 or -1
    firsts: Firsts


def weight_range(matrix: ScoreMatrix, criterion: int) -> WeightRange:
    """As exact as one division of Decimal is. A criterion that has all the weight has no range."""
    weight, totals = matrix.weights[criterion], matrix.totals
    if weight == FULL:
        return WeightRange(criterion, weight, None, None)
    moves = {option: matrix.scores[option][criterion] * 20 - total for option, total in totals.items()}
    above = _turn(totals, moves, Decimal(1))
    falls = {option: -move for option, move in moves.items()}
    below = _turn(totals, falls, weight / (FULL - weight))
    return WeightRange(
        criterion,
        weight,
        below and TurningPoint(weight - (FULL - weight) * below.at, below.firsts),
        above and TurningPoint(weight + (FULL - weight) * above.at, above.firsts),
    )


def firsts_by_weight(matrix: ScoreMatrix, criterion: int) -> list[tuple[int, Firsts]]:
    """Who comes first at each weight from 0 to 100 in steps of 10; nothing for a criterion that has all the weight."""
    weight, totals = matrix.weights[criterion], matrix.totals
    if weight == FULL:
        return []
    return [
        (
            step,
            # multiplied by 100 - w: without a division ties stay ties
            firsts(
                {
                    option: total * (FULL - weight) + (step - weight) * (matrix.scores[option][criterion] * 20 - total)
                    for option, total in totals.items()
                }
            ),
        )
        for step in STEPS
    ]


def score_flips(matrix: ScoreMatrix, typed: Mapping[int, object]) -> list[ScoreFlip]:
    """Which scores against the `typed` criteria change the first place when they move by one point."""
    totals = matrix.totals
    now = firsts(totals)
    flips = []
    for option, scores in matrix.scores.items():
        rest = {other: total for other, total in totals.items() if other != option}
        best, best_rest = max(rest.values(), default=Decimal(-1)), firsts(rest)
        for criterion in typed:
            for change in (1, -1):
                if not 0 <= scores[criterion] + change <= TOP_SCORE:
                    continue
                total = totals[option] + change * matrix.weights[criterion] / TOP_SCORE
                then = (option,) if total > best else best_rest
                if total == best:
                    then = tuple(one for one in totals if one == option or one in best_rest)
                if then != now:
                    flips.append(ScoreFlip(option, criterion, change, then))
    return flips


def cost_rise(matrix: ScoreMatrix, criterion: int, costs: Costs) -> TurningPoint | None:
    """By how much the whole-life cost of the first option must rise, in percent, for another to come first.

    To the penny: `at` is the least rise at which it is first no more. None where it stays first however much it costs,
    where several are first, or where its cost is not known or is nothing.
    """
    now = firsts(matrix.totals)
    (leader, *joint) = now
    cost = costs.get(leader)
    if joint or not cost:
        return None

    def firsts_at(pence: int) -> Firsts:
        scores = cost_scores(matrix.scores, {**costs, leader: pence * PENNY})
        return firsts(matrix.with_scores(criterion, scores).totals)

    stays = int(cost / PENNY)
    # at 2000 times the highest cost its score is 0.00, and everybody else's no longer depends on it
    goes = int(max(costs.values()) / PENNY) * 2000
    if leader in firsts_at(goes):
        return None
    while goes - stays > 1:
        middle = (stays + goes) // 2
        if leader in firsts_at(middle):
            stays = middle
        else:
            goes = middle
    return TurningPoint((goes * PENNY / cost - 1) * 100, firsts_at(goes))


def firsts_by_scenario(matrix: ScoreMatrix, criterion: int | None, costs: Mapping[str, Costs]) -> dict[str, Firsts]:
    """Who comes first in each scenario; without a criterion that is scored from cost it is always the same."""
    if criterion is None:
        return dict.fromkeys(costs, firsts(matrix.totals))
    return {
        name: firsts(matrix.with_scores(criterion, cost_scores(matrix.scores, found)).totals)
        for name, found in costs.items()
    }


def _turn(totals: Mapping[int, Decimal], moves: Mapping[int, Decimal], furthest: Decimal) -> TurningPoint | None:
    """The least x from 0 to before `furthest` beyond which those with the most total + x move are not those of now."""
    now = firsts(totals)
    leaders = firsts({option: moves[option] for option in now})  # just beyond 0
    if leaders != now:
        return TurningPoint(Decimal(0), leaders)
    value, move = totals[now[0]], moves[now[0]]
    crossings = {option: (value - totals[option]) / (moves[option] - move) for option in totals if moves[option] > move}
    at = min(crossings.values(), default=furthest)
    if at >= furthest:
        return None
    met = [option for option, crossing in crossings.items() if crossing == at]
    return TurningPoint(at, firsts({option: moves[option] for option in met}))
