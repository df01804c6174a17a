"""The computed checks that the dates of a cycle can answer. A check says UNKNOWN where the records say nothing."""

from __future__ import annotations

from datetime import date

from approvals.selectors.gate_facts import undecided_values
from calendars.days import add_working_days, clear_days_before, in_force
from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from cycles.models import Cycle, CycleStage, PlannedDate
from cycles.timetable import slack
from ui.wording import counted, day, listed

NOT_KEY = "This is not a key decision."


def schedule_has_float(cycle: Cycle, today: date) -> Finding:
    """Whether every step to come up to the Do gate is planned by the rules and by its last safe date, none overdue.

    The last safe dates are the back-schedule: they are worked back from the need-by date.
    """
    dates = [row for row in _dates(cycle).values() if row.kind.stage != "review" and row.milestone != "start_analyse"]
    to_come = [row for row in dates if row.done_on is None]
    if not to_come:
        return Finding(UNKNOWN, "No step to come has a date.")
    if broken := next((row for row in to_come if row.breach), None):
        return Finding(FAILS, broken.breach, tuple(_shown(row) for row in to_come))
    tightest = min(to_come, key=lambda row: (row.last_safe - max(today, row.planned), row.last_safe))
    name, looked_at = tightest.kind.name, tuple(_shown(row) for row in to_come)
    if tightest.planned > tightest.last_safe:
        sentence = (
            f"{name} is planned for {day(tightest.planned)}, after its last safe date, {day(tightest.last_safe)}."
        )
        return Finding(FAILS, sentence, looked_at)
    if today > tightest.last_safe:
        return Finding(FAILS, f"{name} has not happened by its last safe date, {day(tightest.last_safe)}.", looked_at)
    spare = counted(slack(today, tightest.planned, tightest.last_safe), "working day")
    return Finding(HOLDS, f"Every step is planned in time: {name} has the least to spare, {spare}.", looked_at)


def decision_route_set(cycle: Cycle, today: date) -> Finding:
    """Whether the plan says when the decision is likely: a key decision on its own date, another at the Plan gate."""
    row = _dates(cycle).get("decision" if cycle.key_decision else "plan_gate")
    route = "a key decision" if cycle.key_decision else "decided at the Plan gate"
    if row is None:
        return Finding(FAILS, f"This is expected to be {route}, but the plan has no date for it.")
    decided_by = f" Decision maker: {cycle.decided_by}." if cycle.key_decision else ""
    if row.done_on:
        return Finding(HOLDS, f"This is {route}, on {day(row.done_on)}.{decided_by}", (_shown(row),))
    if row.planned < today:
        sentence = f"This is expected to be {route}, but the day planned for it, {day(row.planned)}, has passed."
        return Finding(FAILS, sentence, (_shown(row),))
    return Finding(
        HOLDS, f"This is expected to be {route}, planned for {day(row.planned)}.{decided_by}", (_shown(row),)
    )


def regime_and_manager_set(cycle: Cycle, today: date) -> Finding:
    """Whether delivery route, legal regime, its route where it has some, and a contract manager are on the cycle."""
    missing = undecided_values(cycle, CycleStage.PLAN)
    if cycle.contract_manager_id is None:
        missing.append("the contract manager")
    chosen = (cycle.delivery_route, cycle.legal_regime, cycle.regime_route)
    looked_at = tuple(str(row) for row in chosen if row)
    if missing:
        return Finding(FAILS, f"The cycle does not say yet: {listed(missing)}.", looked_at)
    return Finding(HOLDS, "The delivery route, the legal regime and the contract manager are set.", looked_at)


def key_decision_notice_given(cycle: Cycle, today: date) -> Finding:
    """Whether the notice's own date lies the statutory clear days before the key decision's (SI 2012/2089 reg 9).

    A decision that is still to come is on its planned day, and not before today.
    """
    if not cycle.key_decision:
        return Finding(UNKNOWN, NOT_KEY)
    dates = _dates(cycle)
    notice, decision = dates.get("notice"), dates.get("decision")
    if notice is None or decision is None:
        return Finding(UNKNOWN, "The plan has no dates for the notice and the key decision.")
    looked_at = (_shown(notice), _shown(decision))
    if notice.done_on is None:
        return Finding(FAILS, "The forward plan notice is not recorded as published.", looked_at)
    needed = cycle.edition.figures["governance"]["key_decision_notice_clear_days"]
    decided = decision.done_on or max(decision.planned, today)
    clear = max((decided - notice.done_on).days - 1, 0)
    when = f"the key decision {'of' if decision.done_on else 'planned for'} {day(decided)}"
    sentence = f"The forward plan notice of {day(notice.done_on)} came {counted(clear, 'clear day')} before {when}"
    if notice.done_on <= clear_days_before(decided, needed):
        return Finding(HOLDS, f"{sentence}.", looked_at)
    return Finding(FAILS, f"{sentence}: {needed} are needed.", looked_at)


def decision_in_force(cycle: Cycle, today: date) -> Finding:
    """Whether the key decision is taken, its call-in has ended, and its first day in force has come.

    The day of publication is not recorded: it is taken to be as late as the edition allows.
    Of another decision the dates hold nothing.
    """
    if not cycle.key_decision:
        return Finding(UNKNOWN, NOT_KEY)
    dates = _dates(cycle)
    decision, call_in = dates.get("decision"), dates.get("call_in_end")
    if decision is None or call_in is None:
        return Finding(UNKNOWN, "The plan has no dates for the key decision and its call-in.")
    looked_at = (_shown(decision), _shown(call_in))
    if decision.done_on is None:
        return Finding(FAILS, "The key decision is not recorded as taken.", looked_at)
    taken = f"The key decision was taken on {day(decision.done_on)}"
    if call_in.done_on is None:
        return Finding(FAILS, f"{taken}, but its call-in is not recorded as ended.", looked_at)
    governance = cycle.edition.figures["governance"]
    until_over = governance["publication_lag_working_days"] + governance["call_in_working_days"]
    effective = max(in_force(decision.done_on, until_over), add_working_days(call_in.done_on, 1))
    if today < effective:
        return Finding(FAILS, f"{taken} and is not in force before {day(effective)}.", looked_at)
    return Finding(HOLDS, f"{taken} and is in force since {day(effective)}.", looked_at)


def next_step_decided_in_time(cycle: Cycle, today: date) -> Finding:
    """Whether the Review gate, which decides the next step, is passed by its last safe date.

    Where nothing says when the next arrangement must start, the last safe date of an extension's decision counts.
    """
    dates = _dates(cycle)
    row = dates.get("review_gate") or dates.get("extension_decision")
    if row is None:
        return Finding(UNKNOWN, "Nothing says when this arrangement ends, so the next step has no last safe date.")
    decided = row.done_on or today
    until = f"the last safe date to decide the next step, {day(row.last_safe)}"
    if decided <= row.last_safe:
        return Finding(HOLDS, f"{until[0].upper()}{until[1:]}, has not passed.", (_shown(row),))
    return Finding(FAILS, f"{until[0].upper()}{until[1:]}, has passed.", (_shown(row),))


def _dates(cycle: Cycle) -> dict[str, PlannedDate]:
    return {row.milestone: row for row in cycle.dates.all() if row.applies}


def _shown(row: PlannedDate) -> str:
    if row.done_on:
        return f"{row.kind.name}: {day(row.done_on)}"
    return f"{row.kind.name}: planned for {day(row.planned)}, last safe date {day(row.last_safe)}"
