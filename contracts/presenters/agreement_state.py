"""What state an agreement is in and what has to happen next, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.agreement_states import NAMES, AgreementState, ends_soon, state_of
from contracts.models import Agreement
from contracts.presenters.agreement_terms import notice_in_words
from cycles.models import Cycle
from ui.wording import day

# How the mark of each state looks: kinds of ui/status_tags.py.
MARKS = {
    AgreementState.NOT_SIGNED: "draft",
    AgreementState.NOT_STARTED: "not_started",
    AgreementState.RUNS: "active",
    AgreementState.EXPIRED: "late",
    AgreementState.RUNS_ON: "at_risk",
    AgreementState.ENDED: "inactive",
}
PAST = (AgreementState.EXPIRED, AgreementState.RUNS_ON, AgreementState.ENDED)


@dataclass(frozen=True)
class AgreementStateText:
    """The state with its mark. `now` says how it stands and everybody reads it; `next_steps` are for officers."""

    code: AgreementState
    name: str
    mark: str
    now: str
    next_steps: list[str]


@dataclass(frozen=True)
class LastSafeDay:
    """A day on which something happens, or by which it has to be done."""

    what: str
    day: date
    is_deadline: bool


def agreement_state(agreement: Agreement, replaced_in: Sequence[Cycle], today: date) -> AgreementStateText:
    """`replaced_in` are the cycles that prepare what comes next, as far as the reader sees them."""
    code = state_of(agreement, today)
    name, mark = NAMES[code], MARKS[code]
    if code == AgreementState.RUNS and ends_soon(agreement, today):
        name, mark = "Ends within a year", "warning"
    has_passed = code in PAST
    next_steps = [] if has_passed else [*_to_extend(agreement, today), *_to_replace(agreement, replaced_in, today)]
    if code == AgreementState.EXPIRED:
        next_steps = ["Say what happened: it has ended, it runs on without an agreement, or an extension was taken."]
    if code == AgreementState.RUNS_ON:
        next_steps = ["Put it right: end it, or record the extension or the variation by which it goes on."]
    return AgreementStateText(code, name, mark, _now(agreement, code), next_steps)


def last_safe_days(agreement: Agreement, code: AgreementState, replaced_in: Sequence[Cycle]) -> list[LastSafeDay]:
    """What is still to come or is late, in the order of the days. Of an agreement that is over there are none."""
    is_prepared = any(cycle.is_live for cycle in replaced_in)
    if code in PAST:
        return []
    days = [
        ("Decide whether to extend", agreement.decide_by, True),
        ("Give notice of the extension", agreement.notice_by, True),
        ("Start the next Analyse", None if is_prepared else agreement.analyse_by, True),
        ("Review it", agreement.review_on, False),
        ("The council may end it early from", agreement.break_from, False),
        ("Its last day", agreement.current_end, False),
    ]
    rows = [LastSafeDay(what, on, is_deadline) for what, on, is_deadline in days if on is not None]
    return sorted(rows, key=lambda row: row.day)


def _now(agreement: Agreement, code: AgreementState) -> str:
    start, end = agreement.start, agreement.current_end
    match code:
        case AgreementState.NOT_SIGNED:
            term = f" It is to run from {day(start)} to {day(end)}." if start and end else ""
            said = f"It is not signed yet, so only officers see it.{term}"
        case AgreementState.ENDED if agreement.ended_on:
            said = f"Ended on {day(agreement.ended_on)}."
        case AgreementState.EXPIRED if end:
            said = f"Its end has passed: it was to end on {day(end)}, and nobody has said what happened."
        case AgreementState.RUNS_ON if end and agreement.running_on_since:
            said = f"Its end, {day(end)}, has passed: it has run on since {day(agreement.running_on_since)}."
        case AgreementState.NOT_STARTED if start:
            said = f"Starts on {day(start)} and runs {_until(agreement)}."
        case _:
            said = f"Runs {_until(agreement)}."
    return said


def _until(agreement: Agreement) -> str:
    """Of one that is not over."""
    if agreement.ended_on:
        return f"until {day(agreement.ended_on)}, when it ends early"
    if agreement.current_end:
        return f"until {day(agreement.current_end)}"
    if agreement.is_rolling:
        notice = notice_in_words(agreement.notice_months, agreement.notice_days)
        return f"until notice is given, of {notice}" if notice else "until notice is given"
    return "to an end that is not known"


def _to_extend(agreement: Agreement, today: date) -> list[str]:
    decide_by, notice_by = agreement.decide_by, agreement.notice_by
    if decide_by is None or notice_by is None:
        if agreement.last_end and agreement.current_end and agreement.last_end > agreement.current_end:
            return ["It can be extended. Enter its notice period: the last safe days to decide follow from it."]
        return []
    if notice_by < today:
        return [
            f"It can be extended, but the last day to give notice was {day(notice_by)}: ask what is still possible."
        ]
    if decide_by < today:
        return [f"Decide now whether to extend it: the last safe day was {day(decide_by)}. Notice by {day(notice_by)}."]
    return [f"Decide whether to extend by {day(decide_by)}; notice by {day(notice_by)}."]


def _to_replace(agreement: Agreement, replaced_in: Sequence[Cycle], today: date) -> list[str]:
    live = [cycle for cycle in replaced_in if cycle.is_live]
    if live:
        return [f"{live[0].reference} prepares what comes next."]
    if agreement.analyse_by is None:
        return []
    if agreement.analyse_by < today:
        return [f"Start the next Analyse now: the last safe day was {day(agreement.analyse_by)}."]
    return [f"Start the next Analyse by {day(agreement.analyse_by)}."]
