"""Ranking options by weighted scores. Pure: Decimal and no Django.

An option's score out of 100 is the sum of score x 20 x weight / 100 over the criteria.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TOP_SCORE = 5
HUNDREDTH = Decimal("0.01")

Firsts = tuple[int, ...]  # the options in first place, in their order; several where they tie
Costs = Mapping[int, Decimal]  # by option


@dataclass(frozen=True)
class ScoreMatrix:
    """`weights` by criterion, in percent, make 100; `scores` by option and criterion, 0 to 5."""

    weights: Mapping[int, Decimal]
    scores: Mapping[int, Mapping[int, Decimal]]

    def total(self, option: int) -> Decimal:
        """Out of 100."""
        scores = self.scores[option]
        return sum((scores[key] * weight / TOP_SCORE for key, weight in self.weights.items()), Decimal(0))

    @property
    def totals(self) -> dict[int, Decimal]:
        return {option: self.total(option) for option in self.scores}

    def with_scores(self, criterion: int, scores: Mapping[int, Decimal]) -> ScoreMatrix:
        """The same with other scores against one criterion."""
        changed = {option: {**row, criterion: scores[option]} for option, row in self.scores.items()}
        return ScoreMatrix(self.weights, changed)


@dataclass(frozen=True)
class RankedOption:
    option: int
    total: Decimal
    place: int  # from 1; those that tie share one, and the next places are left out
    is_joint: bool


def ranked(totals: Mapping[int, Decimal]) -> list[RankedOption]:
    """Best first; those that tie stand in their own order."""
    values = list(totals.values())
    rows = [
        RankedOption(option, total, 1 + sum(value > total for value in values), values.count(total) > 1)
        for option, total in totals.items()
    ]
    return sorted(rows, key=lambda row: row.place)


def firsts(totals: Mapping[int, Decimal]) -> Firsts:
    best = max(totals.values(), default=Decimal(0))
    return tuple(option for option, total in totals.items() if total == best)


def cost_scores(options: Mapping[int, object], costs: Costs) -> dict[int, Decimal]:
    """5 x lowest cost / cost of each option, to 2 places; 0 where its cost is not known, 5 where it costs nothing."""
    known = [costs[option] for option in options if option in costs]
    lowest = min(known, default=Decimal(0))
    scores = {}
    for option in options:
        cost = costs.get(option)
        if cost is None:
            scores[option] = Decimal(0)
        elif cost == 0:
            scores[option] = Decimal(TOP_SCORE)
        else:
            scores[option] = (TOP_SCORE * lowest / cost).quantize(HUNDREDTH, ROUND_HALF_UP)
    return scores
