"""Ranking and sensitivity without a database: examples worked by hand, and fractions as a second computation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stages.plan.ranking import RankedOption, ScoreMatrix, cost_scores, firsts, ranked
from stages.plan.sensitivity import (
    ScoreFlip,
    TurningPoint,
    WeightRange,
    cost_rise,
    firsts_by_scenario,
    firsts_by_weight,
    score_flips,
    weight_range,
)

D = Decimal
A, B, C, E = 1, 2, 3, 4
EPSILON = Fraction(1, 10**8)  # two turning points of whole weights and scores are further apart


def matrix(weights: tuple[int, ...], *rows: tuple[object, ...]) -> ScoreMatrix:
    """Criteria and options are numbered from 1."""
    return ScoreMatrix(
        {key: D(weight) for key, weight in enumerate(weights, start=1)},
        {
            option: {key: D(str(score)) for key, score in enumerate(row, start=1)}
            for option, row in enumerate(rows, start=1)
        },
    )


# The first example: 30 x 5 + 20 x 4 + 40 x 3 + 10 x 4 = 390 of 500, and so on.
FIRST = matrix((30, 20, 40, 10), (5, 4, 3, 4), (3, 4, 4, 2), (2, 3, 3, 5), (0, 0, 5, 0))
# Four equal weights; A and B tie, and differ on the first two criteria.
EQUAL = matrix((25, 25, 25, 25), (4, 2, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2))
# The second criterion is cost: A 100, B 80, C not known.
COSTED = matrix((50, 50), (5, "4.00"), (3, "5.00"), (5, 0))


def test_the_first_example_by_hand() -> None:
    assert FIRST.totals == {A: D(78), B: D(70), C: D(58), E: D(40)}
    assert ranked(FIRST.totals) == [
        RankedOption(A, D(78), 1, False),
        RankedOption(B, D(70), 2, False),
        RankedOption(C, D(58), 3, False),
        RankedOption(E, D(40), 4, False),
    ]
    # 78 + x (60 - 78) = 70 + x (80 - 70): x = 8/28, t = 40 + 60 x 2/7
    assert weight_range(FIRST, 3) == WeightRange(3, D(40), None, TurningPoint(D(40) + 60 * (D(8) / 28), (B,)))
    # 78 - y (100 - 78) = 70 - y (60 - 70): y = 1/4, t = 30 - 70/4
    assert weight_range(FIRST, 1) == WeightRange(1, D(30), TurningPoint(D("12.5"), (B,)), None)
    # the second criterion is met alike by the first two: they meet only where it is all
    assert weight_range(FIRST, 2) == WeightRange(2, D(20), None, None)
    # at 80 the last option has 40 + 60 x 2/3 = 80, the second 70 + 10 x 2/3
    by_weight = {**dict.fromkeys(range(0, 60, 10), (A,)), 60: (B,), 70: (B,), 80: (E,), 90: (E,), 100: (E,)}
    assert firsts_by_weight(FIRST, 3) == list(by_weight.items())
    # 8 points apart: only 40 x 1/5 is enough, and then they tie
    assert score_flips(FIRST, {1: 0, 2: 0, 3: 0, 4: 0}) == [
        ScoreFlip(A, 3, -1, (A, B)),
        ScoreFlip(B, 3, 1, (A, B)),
    ]


def test_ties_and_equal_weights_by_hand() -> None:
    assert ranked(EQUAL.totals) == [
        RankedOption(A, D(60), 1, True),
        RankedOption(B, D(60), 1, True),
        RankedOption(C, D(40), 3, False),
    ]
    assert firsts(EQUAL.totals) == (A, B)
    assert weight_range(EQUAL, 1) == WeightRange(1, D(25), TurningPoint(D(25), (B,)), TurningPoint(D(25), (A,)))
    assert weight_range(EQUAL, 2) == WeightRange(2, D(25), TurningPoint(D(25), (A,)), TurningPoint(D(25), (B,)))
    assert weight_range(EQUAL, 3) == WeightRange(3, D(25), None, None)
    assert firsts_by_weight(EQUAL, 1) == [(step, (B,) if step < 25 else (A,)) for step in range(0, 101, 10)]
    assert firsts_by_weight(EQUAL, 3) == [(step, (A, B)) for step in range(0, 101, 10)]
    assert len(score_flips(EQUAL, {1: 0})) == 4  # A and B, up and down; C stays 20 points behind
    assert cost_rise(EQUAL, 1, {A: D(1), B: D(2)}) is None


def test_cost_by_hand() -> None:
    costs = {A: D(100), B: D(80)}
    assert cost_scores({A: 0, B: 0, C: 0}, costs) == {A: D("4.00"), B: D("5.00"), C: D(0)}
    assert COSTED.totals == {A: D(90), B: D(80), C: D(50)}
    # below 80 once the score of A is 2.99: 400 / cost < 2.995, so from 133.56 on
    assert cost_rise(COSTED, 2, costs) == TurningPoint(D("33.56"), (B,))
    scenarios = {"low": {A: D(60), B: D(80)}, "central": costs, "high": {A: D(200), B: D(80)}}
    assert firsts_by_scenario(COSTED, 2, scenarios) == {"low": (A,), "central": (A,), "high": (B,)}
    assert firsts_by_scenario(COSTED, None, scenarios) == {"low": (A,), "central": (A,), "high": (A,)}


def test_what_costs_nothing_or_is_not_known() -> None:
    assert cost_scores({A: 0, B: 0}, {A: D(0), B: D(80)}) == {A: D(5), B: D(0)}
    assert cost_scores({A: 0, B: 0}, {}) == {A: D(0), B: D(0)}
    assert cost_scores({A: 0}, {A: D("0.01"), B: D("0.001")}) == {A: D(5)}
    far = matrix((99, 1), (5, 5), (0, 0))
    assert cost_rise(far, 2, {A: D(80), B: D(100)}) is None
    assert cost_rise(COSTED, 2, {B: D(80)}) is None


def test_one_criterion_has_all_the_weight() -> None:
    alone = matrix((100,), (5,), (3,))
    assert weight_range(alone, 1) == WeightRange(1, D(100), None, None)
    assert firsts_by_weight(alone, 1) == []


@st.composite
def matrices(draw: st.DrawFn) -> ScoreMatrix:
    number = draw(st.integers(2, 4))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=number - 1, max_size=number - 1, unique=True)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    row = st.tuples(*[st.integers(0, 5)] * number)
    return matrix(tuple(weights), *draw(st.lists(row, min_size=1, max_size=5)))


def firsts_at(one: ScoreMatrix, criterion: int, weight: Fraction) -> tuple[int, ...]:
    """The second computation: scale the other weights, add up anew, take the largest."""
    now = Fraction(one.weights[criterion])
    scaled = {
        key: weight if key == criterion else Fraction(old) * (100 - weight) / (100 - now)
        for key, old in one.weights.items()
    }
    totals = {
        option: sum(Fraction(score) * 20 * scaled[key] / 100 for key, score in row.items())
        for option, row in one.scores.items()
    }
    return tuple(option for option, total in totals.items() if total == max(totals.values()))


@given(matrices())
@settings(max_examples=150, deadline=None)
def test_weights_against_a_second_computation(one: ScoreMatrix) -> None:
    now = firsts(one.totals)
    for key, old in one.weights.items():
        assert now == firsts_at(one, key, Fraction(old))
        assert firsts_by_weight(one, key) == [(step, firsts_at(one, key, Fraction(step))) for step in range(0, 101, 10)]
        found = weight_range(one, key)
        lowest = Fraction(found.below.at) if found.below else Fraction(0)
        highest = Fraction(found.above.at) if found.above else Fraction(100)
        assert lowest <= old <= highest
        for percent in range(101):
            if lowest + EPSILON < percent < highest - EPSILON:
                assert set(now) <= set(firsts_at(one, key, Fraction(percent)))
        if found.above:
            assert firsts_at(one, key, highest + EPSILON) == found.above.firsts != now
        if found.below:
            assert firsts_at(one, key, lowest - EPSILON) == found.below.firsts != now


@given(matrices())
@settings(max_examples=100, deadline=None)
def test_scores_against_a_second_computation(one: ScoreMatrix) -> None:
    now, flips = firsts(one.totals), []
    for option, row in one.scores.items():
        for key, score in row.items():
            for change in (1, -1):
                if 0 <= score + change <= 5:
                    scores = {**one.scores, option: {**row, key: score + change}}
                    then = firsts(ScoreMatrix(one.weights, scores).totals)
                    flips += [ScoreFlip(option, key, change, then)] * (then != now)
    assert score_flips(one, one.weights) == flips


@given(matrices(), st.lists(st.integers(1, 500), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_costs_against_a_second_computation(one: ScoreMatrix, pence: list[int]) -> None:
    costs = {option: D(cost) / 100 for option, cost in zip(one.scores, pence, strict=False)}
    one = one.with_scores(1, cost_scores(one.scores, costs))
    (leader, *joint) = firsts(one.totals)
    found = cost_rise(one, 1, costs)

    def stays(cost: Decimal) -> bool:
        return leader in firsts(one.with_scores(1, cost_scores(one.scores, {**costs, leader: cost})).totals)

    if joint:
        assert found is None
    elif found is None:
        assert stays(D(10**9))
    else:
        goes = (costs[leader] * (1 + found.at / 100)).quantize(D("0.01"))
        assert (stays(goes), stays(goes - D("0.01"))) == (False, True)
