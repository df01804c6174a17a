"""What the planned dates of a cycle must keep: the law's spans between them, and their order. Pure: no Django.

The last safe dates of `cycles.timetable` keep every rule by themselves. A planned date that breaks one is saved with a
reason only, and the cycle is off track.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from calendars.days import (
    add_working_days,
    clear_days_before,
    clear_working_days_before,
    is_working_day,
    on_or_before,
    working_days,
)
from calendars.pre_election import pre_election_warning
from cycles.timetable import MEMBERS, MILESTONES, Basis, days_until_over, milestone_for, standstill_end, standstill_of
from ui.wording import counted, day

# Of each pair the second may not come before the first.
ORDER = (
    ("start_analyse", "analyse_gate"),
    ("analyse_gate", "plan_gate"),
    ("plan_gate", "tender"),
    ("plan_gate", "route_step"),
    ("plan_gate", "award"),
    ("tender", "award"),
    ("route_step", "mobilise"),
    ("mobilise", "do_gate"),
    ("extension_decision", "extension_notice"),
)


@dataclass(frozen=True)
class Plan:
    """The dates of a cycle: `planned` of the milestones to come, `done` of those that have happened, by code."""

    basis: Basis
    planned: Mapping[str, date]
    done: Mapping[str, date]
    today: date

    def day_of(self, code: str) -> date | None:
        """When it happened, or will at the earliest: what has not happened can't be before today."""
        planned = self.planned.get(code)
        return self.done.get(code) or (max(planned, self.today) if planned else None)

    @property
    def call_in_over(self) -> date | None:
        """The last day of the call-in at the earliest."""
        decision = self.day_of("decision")
        return add_working_days(decision, days_until_over(self.basis.figures)) if decision else None

    @property
    def standstill_over(self) -> date | None:
        """The last day of the standstill of the award; the day of the award where it has none."""
        award, rule = self.day_of("award"), standstill_of(self.basis)
        return standstill_end(rule, award) if award and rule else award

    def is_on_its_day(self) -> bool:
        """Whether the key decision is planned for a day on which whoever takes it decides.

        Members decide at a meeting. Outside the list of meetings every working day counts as one.
        """
        decision, calendar = self.planned["decision"], self.basis.calendar
        if self.basis.decider in MEMBERS and decision in calendar.meetings:
            return True
        return is_working_day(decision) and not (self.basis.decider in MEMBERS and calendar.lists(decision))


def breaches(plan: Plan) -> dict[str, str]:
    """By milestone to come, the first rule that its planned date breaks, in a sentence."""
    by_milestone = {
        "decision": _breach_of_decision(plan),
        "call_in_end": _too_early(plan, "call_in_end", plan.call_in_over, "the call-in can be over on {}"),
        "plan_gate": _not_after(plan, "plan_gate", plan.call_in_over, "the key decision is in force: its call-in ends"),
        "standstill_end": _too_early(plan, "standstill_end", plan.standstill_over, "the standstill can be over on {}"),
        "mobilise": _not_after(
            plan,
            "mobilise",
            plan.standstill_over,
            "a contract can be entered: the standstill ends"
            if standstill_of(plan.basis)
            else "a contract can be entered: the award is",
        ),
    }
    for first, then in ORDER:
        before, after = plan.day_of(first), plan.day_of(then)
        if then in plan.planned and before and after and after < before and not by_milestone.get(then):
            earlier = milestone_for(first, plan.basis.route).name
            by_milestone[then] = f"{_planned(plan, then)}, before {earlier} on {day(before)}."
    return {
        kind.code: sentence
        for kind in MILESTONES
        if kind.code in plan.planned and (sentence := by_milestone.get(kind.code))
    }


def _planned(plan: Plan, code: str) -> str:
    return f"{milestone_for(code, plan.basis.route).name} is planned for {day(plan.planned[code])}"


def _breach_of_decision(plan: Plan) -> str:
    if "decision" not in plan.planned:
        return ""
    decision, says = max(plan.planned["decision"], plan.today), _planned(plan, "decision")
    notice, agenda, governed_by = plan.day_of("notice"), plan.day_of("agenda"), plan.basis.governed_by
    needed = governed_by("key_decision_notice_clear_days")
    if notice and decision <= notice:
        return f"{says}, not after its forward plan notice of {day(notice)}: {needed} clear days must lie between."
    if notice and notice > clear_days_before(decision, needed):
        clear = counted((decision - notice).days - 1, "clear day")
        return f"{says}, {clear} after its forward plan notice of {day(notice)}: {needed} are needed."
    needed = governed_by("agenda_clear_working_days")
    clear_days = working_days(agenda, decision - timedelta(days=1)) if agenda else needed
    if agenda and clear_days < needed:
        clear = counted(clear_days, "clear working day")
        return f"{says}, {clear} after its agenda of {day(agenda)}: {needed} are needed."
    return _breach_of_meeting(plan, says)


def _breach_of_meeting(plan: Plan, says: str) -> str:
    """That the day is none on which whoever takes the decision decides; a day that has gone is late already."""
    decision = plan.planned["decision"]
    if decision < plan.today or plan.is_on_its_day():
        return ""
    if not is_working_day(decision):
        return f"{says}, which is not a working day."
    following = plan.basis.calendar.meeting_after(decision)
    return f"{says}, when no meeting is listed{f': the next one is on {day(following)}' if following else ''}."


def _too_early(plan: Plan, code: str, over: date | None, words: str) -> str:
    if code not in plan.planned or over is None or max(plan.planned[code], plan.today) >= over:
        return ""
    return f"{_planned(plan, code)}, before {words.format(day(over))}."


def _not_after(plan: Plan, code: str, over: date | None, words: str) -> str:
    if code not in plan.planned or over is None or max(plan.planned[code], plan.today) > over:
        return ""
    return f"{_planned(plan, code)}, before {words} on {day(over)}."


def warning(plan: Plan, code: str, last_safe: date) -> str:
    """What is to be known of a planned date that breaks no rule, in a sentence; "" for nothing.

    After the last meeting that is listed, a decision of members has no meeting yet. A pre-election period limits
    publicity, not decisions: it is a choice.
    """
    if code != "decision" or code not in plan.planned:
        return ""
    calendar, by_members = plan.basis.calendar, plan.basis.decider in MEMBERS
    listed = calendar.listed_until
    sentences = []
    if by_members and (listed is None or plan.planned[code] > listed):
        sentences.append("No meeting is listed yet for this day.")
    days = calendar if by_members else replace(calendar, meetings=())
    elections = pre_election_warning(days, plan.planned[code], last_safe, _after_notice_and_agenda(plan) or plan.today)
    if elections:
        sentences.append(elections.sentence)
    return " ".join(sentences)


def moves(plan: Plan, moved: str) -> dict[str, date]:
    """The other dates to come that have to move with one that was moved, so that no rule is broken, by code.

    What comes before it moves to an earlier day, though not before today; what comes after it, to a later one. Empty
    where nothing has to move.
    """
    place = [kind.code for kind in MILESTONES].index(moved)
    before, after = ([kind.code for kind in part] for part in (MILESTONES[:place], MILESTONES[place + 1 :]))
    return _settled(plan, before, after)


def fitted(plan: Plan, new: Collection[str]) -> dict[str, date]:
    """The dates of milestones that are new to the cycle, by code, where they have to move to keep the rules."""
    return _settled(plan, new, new)


def pushed(plan: Plan) -> dict[str, date]:
    """The dates that have to move to a later day, so that they keep the rules towards what comes before, by code."""
    return _settled(plan, (), plan.planned)


def _settled(plan: Plan, earlier: Collection[str], later: Collection[str]) -> dict[str, date]:
    """The dates that move: first `earlier` ones back from the last, then `later` ones on from the first."""
    planned, codes = dict(plan.planned), [kind.code for kind in MILESTONES if kind.code in plan.planned]
    for code in reversed(codes):
        latest = _latest(replace(plan, planned=planned), code) if code in earlier else None
        if latest and plan.today <= latest < planned[code]:
            planned[code] = latest
    for code in codes:
        earliest = _earliest(replace(plan, planned=planned), code) if code in later else None
        if earliest and planned[code] < earliest:
            planned[code] = earliest
    return {code: to for code, to in planned.items() if to != plan.planned[code]}


def _latest(plan: Plan, code: str) -> date | None:
    """The last day for a milestone that keeps the rules towards what comes after it."""
    basis, days = plan.basis, []
    decision = plan.planned.get("decision")
    if code == "notice" and decision:
        days.append(on_or_before(clear_days_before(decision, basis.governed_by("key_decision_notice_clear_days"))))
    if code == "agenda" and decision:
        days.append(clear_working_days_before(decision, basis.governed_by("agenda_clear_working_days")))
    if code == "call_in_end" and (gate := plan.planned.get("plan_gate")):
        days.append(add_working_days(gate, -1))
    if code == "decision" and (over := plan.planned.get("call_in_end")):
        last = add_working_days(on_or_before(over), -days_until_over(basis.figures))
        before_next_working_day = add_working_days(last, 1) - timedelta(days=1)  # a meeting may be held on a Saturday
        days.append(basis.calendar.last_decision_day(before_next_working_day) if basis.decider in MEMBERS else last)
    if code == "standstill_end" and (mobilise := plan.planned.get("mobilise")):
        days.append(add_working_days(mobilise, -1))
    if code == "award" and (rule := standstill_of(basis)) and (over := plan.planned.get("standstill_end")):
        award = on_or_before(over)
        while standstill_end(rule, award) > over:
            award = add_working_days(award, -1)
        days.append(award)
    elif code == "award" and (mobilise := plan.planned.get("mobilise")):
        days.append(add_working_days(mobilise, -1))
    days += [plan.planned[then] for first, then in ORDER if first == code and then in plan.planned]
    return min(days, default=None)


def _earliest(plan: Plan, code: str) -> date | None:
    """The first day for a milestone that keeps the rules towards what comes before it."""
    basis, days = plan.basis, []
    if code == "decision":
        days.append(_earliest_decision(plan))
    if code == "call_in_end":
        days.append(plan.call_in_over)
    if code == "plan_gate":
        days.append(_working_day_after(plan.call_in_over, plan.day_of("call_in_end")))
    if code == "standstill_end" and standstill_of(basis):
        days.append(plan.standstill_over)
    if code == "mobilise":
        days.append(_working_day_after(plan.standstill_over, plan.day_of("standstill_end")))
    days += [plan.day_of(first) for first, then in ORDER if then == code]
    return max((each for each in days if each), default=None)


def _working_day_after(*days: date | None) -> date | None:
    last = max(filter(None, days), default=None)
    return add_working_days(last, 1) if last else None


def _after_notice_and_agenda(plan: Plan) -> date | None:
    """The first day that leaves notice and agenda their clear days; None where neither has a day."""
    notice, agenda, basis = plan.day_of("notice"), plan.day_of("agenda"), plan.basis
    after_notice = notice and notice + timedelta(days=basis.governed_by("key_decision_notice_clear_days") + 1)
    after_agenda = agenda and add_working_days(agenda, basis.governed_by("agenda_clear_working_days") + 1)
    return max(filter(None, (after_notice, after_agenda)), default=None)


def _earliest_decision(plan: Plan) -> date | None:
    """The first day after notice and agenda on which whoever takes the decision decides."""
    first = _after_notice_and_agenda(plan)
    if first is None or plan.planned["decision"] >= first:
        return None
    while not replace(plan, planned={**plan.planned, "decision": first}).is_on_its_day():
        first += timedelta(days=1)
    return first
