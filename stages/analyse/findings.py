"""What the tables of Analyse say to the checks of its gate: `settings.STORED_CHECKS`. Drafts count for nothing."""

from __future__ import annotations

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from cycles.models import Cycle
from stages.analyse.models import CurrentArrangement, IntendedOutcome, Lesson, LessonUse, NeedFinding
from stages.analyse.presenters.demand_facts import EXAMPLE, facts_of
from stages.analyse.selectors.demand import COMMITMENT_YEARS, commitment_of, main_series
from stages.records.presenters.wording import first_and_more
from ui.wording import counted, day, listed, month


def outcomes_have_baselines(cycle: Cycle) -> Finding:
    """Whether every intended outcome has an indicator and a dated baseline; none is without its ambition."""
    rows = list(IntendedOutcome.objects.filter(cycle=cycle, is_draft=False))
    if not rows:
        return Finding(UNKNOWN, "No intended outcome is recorded yet.")
    looked_at = tuple(row.result for row in rows)
    for lacking, what in (
        ([row.result for row in rows if not row.indicator], "an indicator"),
        ([row.result for row in rows if row.baseline is None], "a baseline"),
    ):
        if lacking:
            return Finding(
                FAILS, f"{first_and_more(lacking)} {'has' if len(lacking) == 1 else 'have'} not {what}.", looked_at
            )
    newest = max(row.baseline_on for row in rows if row.baseline_on)
    number = counted(len(rows), "outcome")
    if len(rows) == 1:
        return Finding(HOLDS, f"One outcome, with its baseline of {month(newest)}.", looked_at)
    return Finding(HOLDS, f"{number}, all with baselines; the newest is of {month(newest)}.", looked_at)


def evidence_sourced(cycle: Cycle) -> Finding:
    """Whether every finding can be traced to a dated source, from the large tier on with its gaps written down."""
    rows = list(NeedFinding.objects.filter(cycle=cycle, is_draft=False))
    if not rows:
        return Finding(UNKNOWN, "No finding about the need is recorded yet.")
    looked_at = tuple(row.what for row in rows)
    for lacking, what in (
        ([row.what for row in rows if not row.basis or row.dated is None], "no dated source"),
        (
            [row.what for row in rows if not row.gap and cycle.tier not in ("S", "M")],
            "nothing about what is missing or uncertain",
        ),
    ):
        if lacking:
            return Finding(
                FAILS, f"{first_and_more(lacking)} {'has' if len(lacking) == 1 else 'have'} {what}.", looked_at
            )
    oldest = min(row.dated for row in rows if row.dated)
    return Finding(
        HOLDS, f"{counted(len(rows), 'finding')}, each with its source; the oldest is of {month(oldest)}.", looked_at
    )


def cost_baseline_confirmed(cycle: Cycle) -> Finding:
    """Whether cost and activity of everything that runs today are known and Finance has confirmed them.

    Of the small tier no confirmation is asked.
    """
    rows = list(CurrentArrangement.objects.filter(cycle=cycle, is_draft=False))
    if not rows:
        return Finding(UNKNOWN, "Nothing is recorded about what runs today.")
    looked_at = tuple(row.name for row in rows)
    unpriced = [row.name for row in rows if row.yearly_cost is None or not row.activity]
    if unpriced:
        return Finding(FAILS, f"Cost or activity in a year is not known of {first_and_more(unpriced)}.", looked_at)
    unconfirmed = [row.name for row in rows if row.confirmed_by_finance is None]
    costs = listed([row.unit_cost_in_words for row in rows])
    if unconfirmed and cycle.tier == "S":
        return Finding(HOLDS, f"{costs}.", looked_at)
    if unconfirmed:
        return Finding(FAILS, f"Finance has not confirmed the cost of {first_and_more(unconfirmed)} yet.", looked_at)
    latest = max(row.confirmed_by_finance for row in rows if row.confirmed_by_finance)
    return Finding(HOLDS, f"{costs}. Finance confirmed it on {day(latest)}.", looked_at)


def demand_projected(cycle: Cycle) -> Finding:
    """Whether current demand is stated, projected for as long as the intended commitment, and what it costs.

    Current demand is a counted year, or a projected one up to the year in which the new arrangement is needed.
    """
    series = main_series(cycle)
    if series is None:
        return Finding(UNKNOWN, "No demand is projected yet.")
    commitment = commitment_of(cycle)
    facts = facts_of(series, commitment)
    need = f"Demand for {series.need}"
    end = (
        f"{commitment.year}, {COMMITMENT_YEARS} years after it is needed"
        if commitment.is_assumed
        else f"{commitment.year}, when the new arrangement ends"
    )
    looked_at = tuple(filter(None, (f"{series.name}, {series.area}", series.basis, f"Commitment until {end}")))
    if facts is None:
        return Finding(FAILS, f"{need} is not projected. {series.refusal}", looked_at)
    if facts.today_year > cycle.need_by.year:
        return Finding(
            FAILS, f"{need} is projected from {facts.today_year} only: it is not stated what it is now.", looked_at
        )
    if series.last_year < commitment.year:
        return Finding(FAILS, f"{need} is projected to {series.last_year} only. Project it to {end}.", looked_at)
    if not facts.cost_of_doing_nothing:
        return Finding(
            FAILS, f"{facts.projected}; what doing nothing costs is not known without the cost of one unit.", looked_at
        )
    example = f" {EXAMPLE}" if series.is_invented else ""
    return Finding(HOLDS, f"{facts.projected}; {facts.cost_of_doing_nothing} by then.{example}", looked_at)


def lessons_disposed(cycle: Cycle) -> Finding:
    """Whether each lesson is adopted, adapted or rejected."""
    rows = list(Lesson.objects.filter(cycle=cycle))  # drafts too: a lesson carried over waits for its answer
    if not rows:
        return Finding(UNKNOWN, "No lesson is recorded yet.")
    looked_at = tuple(row.what for row in rows)
    open_ones = [row.what for row in rows if row.use == LessonUse.OPEN or row.is_draft]
    if open_ones:
        return Finding(FAILS, f"It is not decided what becomes of {first_and_more(open_ones)}.", looked_at)
    uses = [(use.label.lower(), sum(row.use == use for row in rows)) for use in LessonUse]
    said = listed([f"{number} to {label}" for label, number in uses if number])
    return Finding(HOLDS, f"{counted(len(rows), 'lesson')}: {said}.", looked_at)
