"""Which agreements of the register the figures count, what follows each, and whether it could lapse.

Restricted cycles follow nothing here and end nothing: an agreement that only a restricted cycle replaces counts as one
that nothing replaces, so that no figure and no list of those that could lapse tells of the cycle (docs/adr/0031).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractQuarter, ExtractYear

from calendars.days import ONE_DAY
from contracts.models import Agreement, AgreementKind
from cycles.models import Cycle, CycleStage
from cycles.selectors.arrangement_end import has_own_in_place
from cycles.selectors.latest_cycle import is_latest
from cycles.selectors.preparing import LookupPath, is_dropped, is_live, last_day_before

OWN = LookupPath("")
AHEAD = timedelta(days=487)  # sixteen months: what ends later is not yet counted as one that could lapse
HANDOVER = timedelta(days=92)  # a next agreement may begin so long before the end of the one that it follows
LAPSE, IN_TIME, NOT_KNOWN = OUTCOMES = ("lapse", "in_time", "not_known")
COVERED, UNCOVERED, TO_END = "covered", "uncovered", "to_end"


def has_begun(path: LookupPath, today: date) -> Q:
    """Signed agreements whose start has come, or is not known."""
    begun = Q(**{path("start__isnull"): True}) | Q(**{path("start__lte"): today})
    return Q(**{path("is_signed"): True}) & begun


def is_counted(path: LookupPath, today: date) -> Q:
    """Agreements that run, and those whose end has passed while nobody has recorded that they are over."""
    goes_on = Q(**{path("ended_on__isnull"): True}) | Q(**{path("ended_on__gte"): today})
    return has_begun(path, today) & goes_on


def is_to_end(path: LookupPath, today: date) -> Q:
    """Of those counted the ones that end some day: a rolling agreement has no end until one is recorded."""
    return is_counted(path, today) & (Q(**{path("is_rolling"): False}) | Q(**{path("ended_on__isnull"): False}))


def is_in_register(agreements: Q) -> Q:
    """Cycles whose service has an agreement that meets the condition, or that replace one or put one in place."""
    found = Agreement.objects.filter(agreements)
    return (
        Q(Exists(found.filter(service=OuterRef("service"))))
        | Q(Exists(found.filter(cycle=OuterRef("pk"))))
        | Q(Exists(found.filter(replaced_in__cycle=OuterRef("pk"))))
    )


def is_typed(today: date) -> Q:
    """Cycles whose own words are all there is of what runs: the register has had no agreement of it so far."""
    return ~is_in_register(has_begun(OWN, today))


def preparing_cycles(today: date, live: QuerySet[Cycle]) -> tuple[QuerySet[Cycle], QuerySet[Cycle]]:
    """Those of the `live` cycles that prepare what comes after an agreement, the first of the first that has one.

    The cycle that says so, of several the most urgent; or else of its service the first whose own arrangement has not
    begun.
    """
    named = live.filter(replaced_agreement__agreement=OuterRef("pk"))
    of_service = live.filter(~_is_in_place(today), service=OuterRef("service"))
    return named.order_by(F("slack").asc(nulls_last=True), "pk"), of_service.order_by("number")


def following_cycle(today: date) -> Coalesce:
    """The key of the live cycle that looks after what comes after an agreement; NULL without one.

    That is the one that prepares it; or else the last of the service that put one in place; or else the one that put
    the agreement itself in place.
    """
    live = Cycle.objects.filter(is_live(OWN))
    in_place = live.filter(_is_in_place(today), service=OuterRef("service"))
    candidates = (
        *preparing_cycles(today, live),
        in_place.order_by("-number"),
        live.filter(pk=OuterRef("cycle")).order_by(),
    )
    return Coalesce(*(Subquery(cycles.values("pk")[:1]) for cycles in candidates))


def _is_in_place(today: date) -> Q:
    """Cycles whose own arrangement has begun, the agreement itself or another of the service: a later one follows."""
    return has_own_in_place(today) | Q(pk=Coalesce(OuterRef("cycle"), Value(0)))


def next_agreement() -> QuerySet[Agreement]:
    """The signed agreements of its service that follow an agreement directly, the first to begin first.

    One begins after it, by the day after its current end, and ends later. One that begins more than HANDOVER before
    that runs beside it, and what is bought under a framework is no successor of the framework.
    """
    day_after = ExpressionWrapper(OuterRef("current_end") + Value(ONE_DAY), output_field=DateField())
    earliest = ExpressionWrapper(OuterRef("current_end") - Value(HANDOVER), output_field=DateField())
    later = Q(current_end__isnull=True) | Q(current_end__gt=OuterRef("current_end"))
    return (
        Agreement.objects.filter(
            later,
            service=OuterRef("service"),
            is_signed=True,
            start__gt=Coalesce(OuterRef("start"), Value(date.min, DateField())),
            start__gte=Cast(earliest, DateField()),
            start__lte=Cast(day_after, DateField()),
        )
        .exclude(framework__isnull=False, framework=OuterRef("pk"))
        .order_by("start", "serial")
    )


def counted_value(today: date) -> Case:
    """The yearly value that sums add: 0 for a framework of which a call-off is counted, by its own value."""
    call_offs = Agreement.objects.filter(is_counted(OWN, today), framework=OuterRef("pk"))
    of_call_offs = When(Q(kind=AgreementKind.FRAMEWORK) & Q(Exists(call_offs)), then=Value(0))
    amount = DecimalField(max_digits=14, decimal_places=2)
    return Case(of_call_offs, default=F("yearly_value"), output_field=amount)


def may_end() -> Q:
    """Agreements of a service that its last Review decided to end, unless somebody says that they run on.

    An agreement that began after that Review is another matter.
    """
    since = Coalesce(OuterRef("start"), Value(date.min, DateField()))
    ended = Cycle.objects.filter(
        is_latest(), ~Q(is_dropped(OWN)), stage=CycleStage.CLOSED, restricted=False, ended_at__date__gte=since
    )
    of_service, itself = ended.filter(service=OuterRef("service")), ended.filter(pk=OuterRef("cycle"))
    return Q(running_on_since__isnull=True) & (Q(Exists(of_service)) | Q(Exists(itself)))


def agreement_dims(path: LookupPath, today: date) -> dict[str, Any]:
    """Annotations of the rows of `is_counted`, from what is stored: AgreementOutlook."""
    ends, outlook = path("current_end"), path("outlook")
    return {
        "ends": F(ends),
        "over": Case(When(**{f"{ends}__lt": today}, then=True), default=False),
        "year": Case(When(over=False, then=ExtractYear("ends")), default=0),
        "quarter": Case(When(over=False, then=ExtractQuarter("ends")), default=0),
        "follower": F(f"{outlook}__follower"),
        "next_agreement": F(f"{outlook}__next_agreement"),
        "counted_value": F(f"{outlook}__counted_value"),
        "decided": F(f"{outlook}__is_decided"),
        "coverage": F(f"{outlook}__coverage"),
        "outcome": F(f"{outlook}__outcome"),
    }


def computed_outlook(today: date) -> dict[str, Any]:
    """Annotations of agreements: what AgreementOutlook stores, each under its name after "new_".

    `coverage`: whether a live cycle looks after it; TO_END where it is to end, so that none needs to. `outcome`: it
    could lapse when it has ended, when its cycle is too late, or when none prepares what comes next and the last safe
    day to start one has passed, unless a signed agreement follows it and nobody says that it runs on all the same.
    Where its end is not known, neither is that.
    """
    follower = Cycle.objects.annotate(day_before=last_day_before(OWN)).filter(pk=OuterRef("new_follower"))
    in_place = _is_in_place(today)
    too_late = (in_place & Q(slack__lt=0)) | (~in_place & Q(day_before__gt=OuterRef("current_end")))
    prepared = Q(new_follower__isnull=False) & ~Q(Exists(follower.filter(in_place, is_dropped(OWN))))
    preparing = [Q(Exists(cycles)) for cycles in preparing_cycles(today, Cycle.objects.filter(is_live(OWN)))]
    is_over = Q(current_end__lt=today)
    return {
        "new_follower": following_cycle(today),
        "new_next_agreement": Subquery(next_agreement().values("reference")[:1]),
        "new_counted_value": counted_value(today),
        "new_is_decided": Case(When(may_end() | Q(ended_on__isnull=False), then=True), default=False),
        "new_is_prepared": Case(When(preparing[0] | preparing[1], then=True), default=False),
        "new_ends": Case(When(is_signed=True, then=F("current_end"))),
        "new_ended_on": F("ended_on"),
        "new_runs_on": Case(When(running_on_since__isnull=False, then=True), default=False),
        "new_coverage": Case(
            When(new_follower__isnull=False, then=Value(COVERED)),
            When(new_is_decided=True, then=Value(TO_END)),
            default=Value(UNCOVERED),
            output_field=CharField(),
        ),
        "new_outcome": Case(
            When(current_end__isnull=True, then=Value(NOT_KNOWN)),
            When(new_coverage=TO_END, then=Value(IN_TIME)),
            When(running_on_since__isnull=True, new_next_agreement__isnull=False, then=Value(IN_TIME)),
            When(is_over, then=Value(LAPSE)),
            When(Exists(follower.filter(too_late)), then=Value(LAPSE)),
            When(Q(analyse_by__lt=today) & ~prepared, then=Value(LAPSE)),
            default=Value(IN_TIME),
            output_field=CharField(),
        ),
    }


def in_divisions(divisions: Q) -> Q:
    """The agreements of an area, of which `divisions` are: by the latest cycle of their service, restricted ones aside.

    One without a cycle, like one whose cycle is for the whole county, belongs to every area.
    """
    latest = latest_cycles(OuterRef("service"))
    there = Cycle.divisions.through.objects.filter(divisions, cycle=OuterRef("pk"))
    return ~Q(Exists(latest)) | Q(Exists(latest.filter(Q(all_divisions=True) | Q(Exists(there)))))


def latest_cycles(service: OuterRef) -> QuerySet[Cycle]:
    """The latest cycle of a service, restricted ones aside: one row, or none."""
    later = Cycle.objects.filter(service=OuterRef("service"), restricted=False, number__gt=OuterRef("number"))
    return Cycle.objects.filter(~Exists(later), service=service, restricted=False)


def could_lapse(today: date) -> Q:
    """The agreements that the figures count as ones that could lapse: the same for every reader."""
    return is_to_end(OWN, today) & Q(current_end__lte=today + AHEAD, outlook__outcome=LAPSE)
