"""The last safe date of everything in a cycle, worked back from its need-by date. Pure: no Django, no clock.

Weeks and days come from the edition's figures. The contingency lies between the last step and the need-by date, so a
step that ends on its last safe date has all of it behind it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from calendars.days import (
    Calendar,
    add_working_days,
    clear_days_before,
    clear_working_days_before,
    on_or_after,
    on_or_before,
    published_by,
    working_days,
)
from principles.figures import TIERS, WORK_STEPS

TENDERING = ("do_tender_open", "do_evaluate")
WITHOUT_AWARD = frozenset({"in_house", "cease", "direct_payments", "partnership_s75"})
WITHOUT_TENDER = WITHOUT_AWARD | {"direct_award"}  # drop TENDERING; a direct award keeps its notices and standstill
EXTENSION_DECIDED = timedelta(weeks=12)  # before its notice
WITH_SUPPLIER = frozenset({"procure", "call_off_framework", "direct_award", ""})  # a standstill; "" is not decided yet


@dataclass(frozen=True)
class Milestone:
    """A kind of date that a cycle works to: the stage it belongs to, its name, and what is to be done by it."""

    code: str
    stage: str
    name: str
    by_then: str

    @property
    def is_gate(self) -> bool:
        return self.code.endswith("_gate")


MILESTONES = (
    Milestone("start_analyse", "analyse", "Start Analyse", "start Analyse"),
    Milestone("analyse_gate", "analyse", "Analyse gate", "pass the Analyse gate"),
    Milestone("notice", "plan", "Forward plan notice", "publish the forward plan notice"),
    Milestone("agenda", "plan", "Agenda published", "publish the agenda"),
    Milestone("decision", "plan", "Key decision", "take the key decision"),
    Milestone("call_in_end", "plan", "Call-in ends", "see the call-in period end"),
    Milestone("plan_gate", "plan", "Plan gate", "pass the Plan gate"),
    Milestone("tender", "do", "Start tender", "start the tender"),
    Milestone("award", "do", "Award", "award"),
    Milestone("standstill_end", "do", "Standstill ends", "see the standstill end"),
    Milestone("mobilise", "do", "Start to mobilise", "start to mobilise"),
    Milestone("do_gate", "do", "Do gate", "pass the Do gate"),
    Milestone("extension_decision", "review", "Extension decision", "decide whether to extend"),
    Milestone("extension_notice", "review", "Extension notice", "give notice of an extension"),
    Milestone("review_gate", "review", "Review gate", "pass the Review gate"),
)
BY_CODE = {milestone.code: milestone for milestone in MILESTONES}


@dataclass(frozen=True)
class Basis:
    """What the dates of a cycle follow from. `route` and `regime` are codes of the edition, "" while not decided.

    `next_need_by` is the need-by date of the cycle after this one, where it is known.
    """

    need_by: date
    tier: str
    figures: Mapping[str, Any]
    route: str = ""
    regime: str = ""
    key_decision: bool = False
    extension_notice: date | None = None
    next_need_by: date | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def weeks(self, step: str) -> timedelta:
        return timedelta(weeks=self.figures["durations_weeks"][step][TIERS.index(self.tier)])

    def governed_by(self, figure: str) -> int:
        return int(self.figures["governance"][figure])


@dataclass(frozen=True)
class WorkSpan:
    """A step of work: it starts on one day and is over when the next step starts, on `ends`."""

    step: str
    starts: date
    ends: date


def spans(basis: Basis) -> list[WorkSpan]:
    """Every step of work at its latest, in order."""
    steps = [step for step in WORK_STEPS if step not in TENDERING or basis.route not in WITHOUT_TENDER]
    edges = [basis.need_by - basis.weeks("contingency")]
    for step in reversed(steps):
        edges.append(edges[-1] - basis.weeks(step))
    return [WorkSpan(step, starts, ends) for step, (starts, ends) in zip(steps, pairwise(reversed(edges)), strict=True)]


def total_duration(basis: Basis) -> timedelta:
    """From the start of Analyse to the need-by date, contingency included."""
    return basis.need_by - spans(basis)[0].starts


def last_safe_dates(basis: Basis) -> dict[str, date]:
    """Each milestone of the cycle, by code and in order, with the last working day on which it is in time.

    A key decision is taken on the day of its meeting, which may be a weekend or a bank holiday.
    """
    steps = {span.step: span for span in spans(basis)}
    mobilise = on_or_before(steps["do_mobilise"].starts)
    dates = {
        "start_analyse": steps["analyse_work"].starts,
        "analyse_gate": steps["analyse_gate"].ends,
        "plan_gate": steps["plan_decision"].ends,
        "mobilise": mobilise,
        "do_gate": basis.need_by + timedelta(weeks=basis.figures["do_gate_after_need_by_weeks"]),
    }
    if basis.key_decision:
        dates |= _key_decision(basis, steps["plan_decision"].ends)
    if "do_tender_open" in steps:
        dates["tender"] = steps["do_tender_open"].starts
    if basis.route not in WITHOUT_AWARD:
        dates |= _award(basis, mobilise)
    if basis.extension_notice:
        dates["extension_decision"] = basis.extension_notice - EXTENSION_DECIDED
        dates["extension_notice"] = basis.extension_notice
    if basis.next_need_by:
        dates["review_gate"] = spans(replace(basis, need_by=basis.next_need_by))[0].starts
    on_working_days = {code: day if code == "decision" else on_or_before(day) for code, day in dates.items()}
    return {kind.code: on_working_days[kind.code] for kind in MILESTONES if kind.code in dates}


def _key_decision(basis: Basis, in_force_by: date) -> dict[str, date]:
    """Worked back from the day on which the decision must be in force: between lie its publication and its call-in.

    Both count working days: what is taken on the days off after a working day is in force no later.
    """
    lag, call_in = basis.governed_by("publication_lag_working_days"), basis.governed_by("call_in_working_days")
    next_working_day = add_working_days(published_by(in_force_by, lag + call_in), 1)
    decision = basis.calendar.last_decision_day(next_working_day - timedelta(days=1))
    return {
        "notice": clear_days_before(decision, basis.governed_by("key_decision_notice_clear_days")),
        "agenda": clear_working_days_before(decision, basis.governed_by("agenda_clear_working_days")),
        "decision": decision,
        "call_in_end": add_working_days(decision, lag + call_in),
    }


def _award(basis: Basis, mobilise: date) -> dict[str, date]:
    """No contract is entered before the standstill is over: mobilisation, on a working day, starts on the next one."""
    last = award = on_or_before(mobilise - timedelta(days=1))
    rule = standstill_rule(basis.figures, basis.route, basis.regime)
    if rule is None:
        return {"award": last}
    while standstill_end(rule, award) > last:
        award = add_working_days(award, -1)
    return {"award": award, "standstill_end": last}


def standstill_rule(figures: Mapping[str, Any], route: str, regime: str) -> Mapping[str, Any] | None:
    """The edition's rule for the route, or else for the regime; None where an award has no standstill.

    The first regime of the edition stands in for one that is not decided yet.
    """
    rules = {rule["code"]: rule for rule in figures["standstills"]}
    rule = rules.get(route) or rules.get(regime) or figures["standstills"][0]
    return rule if route in WITH_SUPPLIER and "basis" in rule else None


def standstill_end(rule: Mapping[str, Any], published: date) -> date:
    """The last day of the standstill of an award that is published on a working day.

    The Procurement Act 2023 counts the day of publication (s51). The Public Contracts Regulations 2015 do not, and end
    on a working day (reg 87). That of the Provider Selection Regime begins on the day after, and is over at the end of
    the eighth working day after the day on which it begins (SI 2023/1348 reg 12).
    """
    if rule["calendar_days"]:
        end = published + timedelta(days=rule["calendar_days"] - rule["counts_publication"])
        return on_or_after(end) if rule["ends_on_working_day"] else end
    begins = published + timedelta(days=1) if rule["begins"] else published
    return add_working_days(begins, rule["working_days"] - rule["counts_publication"])


def first_plan(basis: Basis, started: date) -> dict[str, date]:
    """The dates that a cycle is planned for until its team plans others: every step at once, from the day it started.

    What comes after the need-by date is planned so that the cycle is on track.
    """
    planned = last_safe_dates(replace(basis, need_by=started + total_duration(basis), calendar=Calendar()))
    latest = last_safe_dates(basis)
    spare = int(basis.figures["slack_on_track_from"][basis.tier])
    after: dict[str, date] = {
        code: add_working_days(latest[code], -spare)
        for code in ("do_gate", "extension_decision", "extension_notice", "review_gate")
        if code in latest
    }
    return {code: after.get(code) or planned[code] for code in latest}


def review_due(figures: Mapping[str, Any], need_by: date, today: date) -> date:
    """When to review unless the Do gate says otherwise: so many months after the start, or after today if later."""
    months = max(need_by, today).year * 12 + max(need_by, today).month - 1 + figures["review_after_need_by_months"]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(max(need_by, today).day, monthrange(year, month + 1)[1]))


def slack(today: date, planned: date, last_safe: date) -> int:
    """Working days from the later of today and the planned date to the last safe one; below 0 when it has passed."""
    later = max(today, planned)
    return working_days(later, last_safe) if later <= last_safe else -working_days(last_safe, later)


def status(figures: Mapping[str, Any], tier: str, slack_days: int) -> str:
    """ "on_track" from the figure of the edition for the tier, "at_risk" while none is lacking, or "off_track"."""
    if slack_days >= figures["slack_on_track_from"][tier]:
        return "on_track"
    return "at_risk" if slack_days >= 0 else "off_track"


def next_undone(latest: Mapping[str, date], stage: str, done: Collection[str]) -> str:
    """The milestone with the earliest last safe date that is not done and not of a stage that has passed.

    `latest` holds the last safe date of each milestone; of two on one day the first in MILESTONES comes first.
    """
    stages = ("analyse", "plan", "do", "review")
    undone = [
        one.code
        for one in MILESTONES
        if one.code in latest
        and one.code not in done
        and one.code != "start_analyse"
        and stages.index(one.stage) >= stages.index(stage)
    ]
    return min(undone, key=latest.__getitem__, default="")
