"""The options appraisal in sentences: its steps, the ranking, and how firm the first place is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone

from stages.plan.models import Criterion, Option
from stages.plan.ranking import Firsts, RankedOption, ScoreMatrix, firsts, ranked
from stages.plan.selectors.appraisal import CENTRAL, AppraisalRecords
from stages.plan.sensitivity import (
    TurningPoint,
    cost_rise,
    firsts_by_scenario,
    firsts_by_weight,
    score_flips,
    weight_range,
)
from ui.wording import counted, day, listed, money

NEAREST = 3  # turning points that the sentence names
TENTH = Decimal("0.1")
SCENARIO_NAMES = {"low": "Low demand", "central": "Central demand", "high": "High demand"}


@dataclass(frozen=True)
class AppraisalStep:
    title: str
    url: str
    words: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class ResultRow:
    """One option of the ranking."""

    option: Option
    number: int  # its place in the table of options
    rank: RankedOption
    total: str
    width: float  # of its bar, out of 100
    cost: str
    cost_range: str  # at low and at high demand
    cost_a_point: str
    strongest: str
    weakest: str
    is_chosen: bool

    @property
    def place(self) -> str:
        """1, or 1= for those that tie."""
        return f"{self.rank.place}{'=' if self.rank.is_joint else ''}"


@dataclass(frozen=True)
class WeightTable:
    """Who comes first at each weight of one criterion."""

    criterion: Criterion
    sentence: str
    rows: Sequence[tuple[int, str, bool]]  # weight, names, whether it is the first place of today
    segments: Sequence[tuple[str, float, float]]  # of its bar: fill, left, width
    now: float


@dataclass(frozen=True)
class AppraisalResult:
    rows: Sequence[ResultRow]
    cells: Sequence[tuple[Criterion, Sequence[tuple[ResultRow, str]]]]  # the matrix, in the order of the options
    first: str  # "Open list is first with 78."
    turning: str  # "It stays first unless Cost weighs more than 57.1% (now 40%)."
    weights: Sequence[WeightTable]
    flips: Sequence[str]
    cost_sentence: str
    scenarios: Sequence[tuple[str, str, bool]]  # scenario, who is first, whether it is the first place of today

    @property
    def by_number(self) -> list[ResultRow]:
        """In the order of the table of options."""
        return sorted(self.rows, key=lambda row: row.number)


def appraisal_steps(records: AppraisalRecords, here: str) -> list[AppraisalStep]:
    reference, appraisal = records.cycle.reference, records.appraisal
    ruled_out = len(records.options) - len(records.scored_options)
    options = counted(len(records.options), "option") + (f", {ruled_out} ruled out" if ruled_out else "")
    total = sum(criterion.weight for criterion in records.criteria)
    criteria = f"{counted(len(records.criteria), 'criterion', 'criteria')}, {total}%" if records.criteria else ""
    if appraisal.locked_at:
        criteria = f"Locked on {day(timezone.localdate(appraisal.locked_at))}"
    asked = len(records.scored_options) * len(records.typed_criteria)
    scores = f"{asked - len(records.missing)} of {asked} in" if appraisal.locked_at else "After the criteria are locked"
    result = "Ready to read" if records.is_scored else "After every score is in"
    chosen = f"Chosen: {records.chosen}" if records.chosen else result
    steps = (
        ("Options", "options", options if records.options else "", bool(records.options)),
        ("Criteria and weights", "criteria", criteria, appraisal.locked_at is not None),
        ("Scores", "option-scores", scores, records.is_scored),
        ("Result", "option-result", chosen, records.chosen is not None),
        ("Sensitivity", "option-result", result, records.is_scored),
    )
    return [
        AppraisalStep(
            title,
            reverse(name, args=[reference]) + ("#sensitivity" if title == "Sensitivity" else ""),
            words or "Nothing yet",
            is_done,
            name == here and title != "Sensitivity",
        )
        for title, name, words, is_done in steps
    ]


def result_of(records: AppraisalRecords) -> AppraisalResult | None:
    """None until every option is scored."""
    matrix = records.matrix
    if matrix is None:
        return None
    rows = _result_rows(records, matrix)
    in_order = sorted(rows, key=lambda row: row.number)
    now = firsts(matrix.totals)
    names, total = _names(records, now), plain(matrix.total(now[0]), TENTH)
    cost_key = records.cost_criterion.pk if records.cost_criterion else None
    scenarios = firsts_by_scenario(matrix, cost_key, records.costs_by_scenario)
    return AppraisalResult(
        rows,
        [
            (criterion, [(row, plain(matrix.scores[row.option.pk][criterion.pk])) for row in in_order])
            for criterion in records.criteria
        ],
        f"{names} {'are joint first' if len(now) > 1 else 'is first'} with {total}.",
        turning_sentence(records, matrix),
        [_weight_table(records, matrix, criterion, now) for criterion in records.criteria if len(records.criteria) > 1],
        _flip_sentences(records, matrix),
        _cost_sentence(records, matrix),
        [(SCENARIO_NAMES[name], _names(records, found), found == now) for name, found in scenarios.items()],
    )


def turning_sentence(records: AppraisalRecords, matrix: ScoreMatrix) -> str:
    """How far weights may move: the nearest turning points, in words."""
    now = firsts(matrix.totals)
    words = _nearest_words(records, matrix)
    if len(now) > 1:
        return (
            "They tie, so any change of the weights can decide between them." if words else "They tie at any weights."
        )
    return f"It stays first unless {words}." if words else "It stays first whatever a single criterion weighs."


def plain(value: Decimal, step: Decimal = Decimal("0.01")) -> str:
    """78, 77.5 or 4.25: rounded, without noughts at the end."""
    text = f"{value.quantize(step, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _result_rows(records: AppraisalRecords, matrix: ScoreMatrix) -> list[ResultRow]:
    options, criteria = _by_pk(records.options), {row.pk: row for row in records.criteria}
    numbers = {option.pk: number for number, option in enumerate(records.scored_options, start=1)}
    costs = records.costs_in(CENTRAL)
    rows = []
    for rank in ranked(matrix.totals):
        scores, cost = matrix.scores[rank.option], costs.get(rank.option)
        low, high = (records.costs_in(scenario).get(rank.option) for scenario in ("low", "high"))
        # by what the score adds to the total, or takes from what it could add
        strongest = max(criteria, key=lambda key: scores[key] * matrix.weights[key])
        weakest = max(criteria, key=lambda key: (5 - scores[key]) * matrix.weights[key])
        rows.append(
            ResultRow(
                options[rank.option],
                numbers[rank.option],
                rank,
                plain(rank.total, TENTH),
                float(rank.total),
                "" if cost is None else money(cost),
                "" if low is None or high is None or low == high else f"{money(low)} to {money(high)}",
                "" if cost is None or not rank.total else money((cost / rank.total).quantize(Decimal(1))),
                f"{criteria[strongest]} ({plain(scores[strongest])})" if scores[strongest] else "None",
                f"{criteria[weakest]} ({plain(scores[weakest])})" if scores[weakest] < 5 else "None",
                rank.option == records.appraisal.chosen_id,
            )
        )
    return rows


def _nearest_words(records: AppraisalRecords, matrix: ScoreMatrix) -> str:
    """Cost weighs more than 57.1% (now 40%) or Quality weighs less than 12% (now 20%); "" where nothing turns."""
    turns = []
    for criterion in records.criteria:
        found = weight_range(matrix, criterion.pk)
        for point, word in ((found.above, "more"), (found.below, "less")):
            if point is not None:
                words = f"{criterion} weighs {word} than {plain(point.at, TENTH)}% (now {criterion.weight}%)"
                turns.append((abs(point.at - found.now), words))
    turns.sort(key=lambda turn: turn[0])
    named = [words for _, words in turns[:NEAREST]]
    if len(turns) > NEAREST:
        named.append(f"one of {len(turns) - NEAREST} others moves further than below")
    return listed(named, "or")


def _weight_table(records: AppraisalRecords, matrix: ScoreMatrix, criterion: Criterion, now: Firsts) -> WeightTable:
    found = weight_range(matrix, criterion.pk)
    left = float(found.below.at) if found.below else 0.0
    right = float(found.above.at) if found.above else 100.0
    segments = (("rest", 0.0, left), ("done", left, right - left), ("rest", right, 100.0 - right))
    turns = [
        f"{_names(records, point.firsts)} would be {'joint ' if len(point.firsts) > 1 else ''}first with {word} than "
        f"{plain(point.at, TENTH)}%"
        for point, word in ((found.below, "less"), (found.above, "more"))
        if point is not None
    ]
    if turns:
        sentence = f"{criterion} weighs {criterion.weight}% now. {listed(turns)}."
    else:
        verb = "stay joint first" if len(now) > 1 else "stays first"
        sentence = f"{_names(records, now)} {verb} whatever {criterion} weighs (now {criterion.weight}%)."
    return WeightTable(
        criterion,
        sentence,
        [(step, _names(records, winners), winners == now) for step, winners in firsts_by_weight(matrix, criterion.pk)],
        [(fill, round(start, 1), round(width, 1)) for fill, start, width in segments if width > 0],
        float(found.now),
    )


def _flip_sentences(records: AppraisalRecords, matrix: ScoreMatrix) -> list[str]:
    typed = {criterion.pk: criterion for criterion in records.typed_criteria}
    options = _by_pk(records.options)
    sentences = []
    for flip in score_flips(matrix, typed):
        score = matrix.scores[flip.option][flip.criterion]
        joint = "are joint first" if len(flip.firsts) > 1 else "comes first"
        sentences.append(
            f"{options[flip.option]} with {plain(score + flip.change)} instead of {plain(score)} for"
            f" {typed[flip.criterion]}: {_names(records, flip.firsts)} {joint}."
        )
    return sentences


def _cost_sentence(records: AppraisalRecords, matrix: ScoreMatrix) -> str:
    now, costs = firsts(matrix.totals), records.costs_in(CENTRAL)
    criterion = records.cost_criterion
    if criterion is None:
        return "Cost does not enter the ranking: no criterion is scored from it."
    if len(now) > 1:
        return "Several options are first, so no single cost decides."
    name = _names(records, now)
    if now[0] not in costs:
        return f"The whole-life cost of {name} is not known yet, so it scores 0 for {criterion}."
    rise: TurningPoint | None = cost_rise(matrix, criterion.pk, costs)
    if rise is None:
        return f"{name} stays first however much its whole-life cost rises."
    percent = plain(rise.at, TENTH)
    percent = "less than 0.1" if percent == "0" else percent
    return f"{_names(records, rise.firsts)} would come first if the whole-life cost of {name} rose by {percent}%."


def _names(records: AppraisalRecords, pks: Firsts) -> str:
    options = _by_pk(records.options)
    return listed([str(options[pk]) for pk in pks])


def _by_pk(options: Sequence[Option]) -> Mapping[int, Option]:
    return {option.pk: option for option in options}
