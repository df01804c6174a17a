"""The last safe date of everything in a cycle, worked back from its need-by date. Pure: no Django, no clock.

Weeks and days come from the edition's figures. The contingency lies between the last step and the need-by date, so a
step that ends on its last safe date has all of it behind it.
"""

from __future__ import annotations

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
    same_day_of_month,
    working_days,
)
from principles.figures import TENDERING, TIERS, WITHOUT_AWARD, WORK_STEPS

AWARDING = "do_award_standstill"
MOBILISING = "do_mobilise"
ROUTE_STEP = "route_step"  # takes the place of tender and award where nothing is bought: `route_weeks` of the edition
MEMBERS = frozenset({"executive", ""})  # they decide at a meeting; "" is not known yet
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
    Milestone("route_step", "do", "Start to set up", "start to set up"),
    Milestone("award", "do", "Award", "award"),
    Milestone("standstill_end", "do", "Standstill ends", "see the standstill end"),
    Milestone("mobilise", "do", "Start to mobilise", "start to mobilise"),
    Milestone("do_gate", "do", "Do gate", "pass the Do gate"),
    Milestone("extension_decision", "review", "Extension decision", "decide whether to extend"),
    Milestone("extension_notice", "review", "Extension notice", "give notice of an extension"),
    Milestone("review_gate", "review", "Review gate", "pass the Review gate"),
)
BY_CODE = {milestone.code: milestone for milestone in MILESTONES}
# Other words for the same milestone, by main delivery route: (name, what is to be done by it).
WORDS_BY_ROUTE = {
    "grant": {"tender": ("Open the call", "open the call"), "award": ("Award the grant", "award the grant")},
    "call_off_framework": {"tender": ("Start the call-off", "start the call-off")},
    "in_house": {"route_step": ("Start staff consultation", "start to consult staff and to recruit")},
    "cease": {
        "route_step": ("Start consultation on stopping", "start to consult users and staff"),
        "mobilise": ("Start to wind down", "start to wind down"),
    },
    "direct_payments": {"route_step": ("Start support planning", "start to inform people and to plan their support")},
    "partnership_s75": {"route_step": ("Start the partners’ decisions", "start the partners’ own governance")},
}


def milestone_for(code: str, route: str | None = "") -> Milestone:
    """The milestone in the words of the main delivery route, "" while it is not decided."""
    words = WORDS_BY_ROUTE.get(route or "", {}).get(code)
    return replace(BY_CODE[code], name=words[0], by_then=words[1]) if words else BY_CODE[code]


AFTER_NEED_BY = ("do_gate", "extension_decision", "extension_notice", "review_gate")


@dataclass(frozen=True)
class Basis:
    """What the dates of a cycle follow from. Routes and regime are codes of the edition, "" while not decided.

    `other_routes` are combined with the main one. `regime_route` is the route within the regime, and `drops` are the
    steps of work that it does without. `decider` is executive, councillor, officer or "", of a key decision.
    `next_need_by` is the need-by date of the cycle after this one, where it is known.
    """

    need_by: date
    tier: str
    figures: Mapping[str, Any]
    route: str = ""
    regime: str = ""
    key_decision: bool = False
    other_routes: tuple[str, ...] = ()
    regime_route: str = ""
    drops: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    decider: str = ""
    extension_notice: date | None = None
    next_need_by: date | None = None
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def routes(self) -> tuple[str, ...]:
        return (self.route, *self.other_routes)

    def weeks(self, step: str, route: str = "") -> timedelta:
        """The duration of a step for the tier, by route where the step is the route's own."""
        column = TIERS.index(self.tier)
        if step == ROUTE_STEP:
            return timedelta(weeks=self.figures["route_weeks"].get(route, (0,) * len(TIERS))[column])
        extra = self.figures["mobilise_extra_weeks"] if step == MOBILISING else {}
        longest = max((weeks for flag, weeks in extra.items() if flag in self.flags), default=0)
        return timedelta(weeks=self.figures["durations_weeks"][step][column] + longest)

    def governed_by(self, figure: str) -> int:
        return int(self.figures["governance"][figure])


@dataclass(frozen=True)
class WorkSpan:
    """A step of work: it starts on one day and is over when the next step starts, on `ends`."""

    step: str
    starts: date
    ends: date


def steps_of(basis: Basis, route: str) -> list[str]:
    """The steps of work of one delivery route, in order.

    Where nothing is bought, one step of the route's own takes the place of tender, evaluation and award. A direct
    award, and the routes of a regime that drop steps, keep the notices and the award.
    """
    if route in WITHOUT_AWARD:
        steps = [step for step in WORK_STEPS if step not in (*TENDERING, AWARDING)]
        return [*steps[: steps.index(MOBILISING)], ROUTE_STEP, *steps[steps.index(MOBILISING) :]]
    dropped = TENDERING if route == "direct_award" else basis.drops
    return [step for step in WORK_STEPS if step not in dropped]


def spans(basis: Basis, route: str | None = None) -> list[WorkSpan]:
    """Every step of work at its latest, in order: of one route, or of the one that must start first."""
    if route is None:
        return min((spans(basis, each) for each in basis.routes), key=lambda steps: steps[0].starts)
    steps = steps_of(basis, route)
    edges = [basis.need_by - basis.weeks("contingency")]
    for step in reversed(steps):
        edges.append(edges[-1] - basis.weeks(step, route))
    return [WorkSpan(step, starts, ends) for step, (starts, ends) in zip(steps, pairwise(reversed(edges)), strict=True)]


def total_duration(basis: Basis) -> timedelta:
    """From the start of Analyse to the need-by date, contingency included."""
    return basis.need_by - spans(basis)[0].starts


def last_safe_dates(basis: Basis) -> dict[str, date]:
    """Each milestone of the cycle, by code and in order, with the last working day on which it is in time.

    Of several routes the earliest date counts. A key decision is taken on the day of its meeting, which may be a
    weekend or a bank holiday.
    """
    by_route = [_dates_of_route(basis, route) for route in basis.routes]
    return {
        kind.code: min(dates[kind.code] for dates in by_route if kind.code in dates)
        for kind in MILESTONES
        if any(kind.code in dates for dates in by_route)
    }


def _dates_of_route(basis: Basis, route: str) -> dict[str, date]:
    steps = {span.step: span for span in spans(basis, route)}
    mobilise = on_or_before(steps[MOBILISING].starts)
    awarding = _award(basis, route, mobilise) if AWARDING in steps else {}
    decided_by = min(steps["plan_decision"].ends, awarding.get("award", date.max))  # a long standstill moves both
    dates = {
        "start_analyse": steps["analyse_work"].starts,
        "analyse_gate": steps["analyse_gate"].ends,
        "plan_gate": decided_by,
        **awarding,
        "mobilise": mobilise,
        "do_gate": basis.need_by + timedelta(weeks=basis.figures["do_gate_after_need_by_weeks"]),
    }
    if basis.key_decision:
        dates |= _key_decision(basis, decided_by)
        dates["start_analyse"] = min(dates["start_analyse"], dates["notice"])
    if "do_tender_open" in steps:
        dates["tender"] = steps["do_tender_open"].starts
    if ROUTE_STEP in steps:
        dates["route_step"] = steps[ROUTE_STEP].starts
    if basis.extension_notice:
        weeks = basis.governed_by("extension_decided_weeks_before_notice")
        dates["extension_decision"] = basis.extension_notice - timedelta(weeks=weeks)
        dates["extension_notice"] = basis.extension_notice
    if basis.next_need_by:
        dates["review_gate"] = spans(replace(basis, need_by=basis.next_need_by), route)[0].starts
    return {code: day if code == "decision" else on_or_before(day) for code, day in dates.items()}


def _key_decision(basis: Basis, in_force_by: date) -> dict[str, date]:
    """Worked back from the day on which the decision must be in force: between lie its publication and its call-in.

    Both count working days: what is taken on the days off after a working day is in force no later. Members decide at
    a meeting with an agenda; an Executive Councillor or an officer decides on a working day.
    """
    until_over = days_until_over(basis.figures)
    next_working_day = add_working_days(published_by(in_force_by, until_over), 1)
    last_day = next_working_day - timedelta(days=1)
    at_meeting = basis.decider in MEMBERS
    decision = basis.calendar.last_decision_day(last_day) if at_meeting else on_or_before(last_day)
    dates = {
        "notice": clear_days_before(decision, basis.governed_by("key_decision_notice_clear_days")),
        "decision": decision,
        "call_in_end": add_working_days(decision, until_over),
    }
    if at_meeting:
        dates["agenda"] = clear_working_days_before(decision, basis.governed_by("agenda_clear_working_days"))
    return dates


def days_until_over(figures: Mapping[str, Any]) -> int:
    """Working days from a decision to the end of its call-in: until it is published, and the call-in itself."""
    governance = figures["governance"]
    return int(governance["publication_lag_working_days"] + governance["call_in_working_days"])


def _award(basis: Basis, route: str, mobilise: date) -> dict[str, date]:
    """No contract is entered before the standstill is over: mobilisation, on a working day, starts on the next one."""
    last = award = on_or_before(mobilise - timedelta(days=1))
    rule = standstill_rule(basis.figures, route, basis.regime, basis.regime_route)
    if rule is None:
        return {"award": last}
    while standstill_end(rule, award) > last:
        award = add_working_days(award, -1)
    return {"award": award, "standstill_end": last}


def standstill_rule(
    figures: Mapping[str, Any], route: str, regime: str, regime_route: str = ""
) -> Mapping[str, Any] | None:
    """The edition's rule for the route, or else for the regime; None where an award has no standstill.

    The first regime of the edition stands in for one that is not decided yet. Some routes of a regime have none.
    """
    rules = {rule["code"]: rule for rule in figures["standstills"]}
    rule: Mapping[str, Any] = rules.get(route) or rules.get(regime) or figures["standstills"][0]
    if route not in WITH_SUPPLIER or "basis" not in rule or regime_route in rule["not_for"]:
        return None
    return rule


def standstill_of(basis: Basis) -> Mapping[str, Any] | None:
    """The rule of the first of the cycle's routes that has a standstill."""
    rules = (standstill_rule(basis.figures, route, basis.regime, basis.regime_route) for route in basis.routes)
    return next((rule for rule in rules if rule), None)


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

    They are the last safe dates of a need-by date as early as the start allows, so they keep every rule, and a cycle
    begun on its last safe start is at risk at worst. What comes after the need-by date is planned so that the cycle is
    on track.
    """
    spare = int(basis.figures["slack_on_track_from"][basis.tier])
    codes = last_safe_dates(basis).keys() - {"start_analyse"}
    planned = _planned_for(basis, started + total_duration(basis), started, codes, spare)
    return planned | {"start_analyse": started}


def plan_with_spare(basis: Basis, today: date, spare: int, codes: Collection[str]) -> dict[str, date]:
    """Milestones to come, planned at least so many working days before their last safe dates, but not before today.

    They keep every rule. Where there is no time for all of them, the first is planned for as soon as possible.
    """
    latest, need_by = last_safe_dates(basis), add_working_days(basis.need_by, -spare)
    up_to_then = [code for code in codes if code not in AFTER_NEED_BY]
    while up_to_then:  # meetings are far apart: an earlier need-by date may have the same one
        planned = last_safe_dates(replace(basis, need_by=need_by))
        if all(slack(today, planned[code], latest[code]) >= spare for code in up_to_then):
            break
        earlier = last_safe_dates(replace(basis, need_by=need_by - timedelta(weeks=1)))
        if min(earlier[code] for code in up_to_then) < today:
            break
        need_by -= timedelta(weeks=1)
    planned = _planned_for(basis, need_by, today, codes, spare)
    return {code: day for code, day in planned.items() if code in codes}


def _planned_for(basis: Basis, need_by: date, not_before: date, codes: Collection[str], spare: int) -> dict[str, date]:
    """The last safe dates of the first need-by date from this one on for which none of the codes is too early."""
    latest, early = last_safe_dates(basis), replace(basis, need_by=need_by)
    planned, after = last_safe_dates(early), [code for code in AFTER_NEED_BY if code in latest]
    while min((planned[code] for code in codes if code not in after), default=not_before) < not_before:
        later = early.need_by + timedelta(weeks=1)
        early = replace(early, need_by=basis.need_by if early.need_by < basis.need_by < later else later)
        planned = last_safe_dates(early)
    for code in after:
        planned[code] = max(add_working_days(latest[code], -spare), on_or_after(not_before))
    planned["do_gate"] = max(planned["do_gate"], planned["mobilise"])
    if "extension_notice" in planned:
        planned["extension_notice"] = max(planned["extension_notice"], planned["extension_decision"])
    return {code: planned[code] for code in latest}


def review_due(figures: Mapping[str, Any], need_by: date, today: date) -> date:
    """When to review unless the Do gate says otherwise: so many months after the start, or after today if later."""
    return same_day_of_month(max(need_by, today), figures["review_after_need_by_months"])


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
