"""Which agreements of the register the figures count, what follows each, and whether it could lapse.

Restricted cycles follow nothing here and end nothing: an agreement that only a restricted cycle replaces counts as one
that nothing replaces, so that no figure tells of the cycle (docs/adr/0031).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear

from contracts.models import Agreement
from cycles.models import Cycle, CycleStage
from cycles.selectors.arrangement_end import has_own_in_place
from cycles.selectors.latest_cycle import is_latest
from dashboard.figures import IN_TIME, LAPSE, NOT_KNOWN
from dashboard.selectors.area_groups import LookupPath
from dashboard.selectors.filters import is_dropped, is_live, last_day_before

OWN = LookupPath("")
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


def is_in_register(path: LookupPath, agreements: Q) -> Q:
    """Cycles whose service has an agreement of that kind, or that replace one or put one in place.

    `path` leads to the cycle, `agreements` is a condition of agreements.
    """
    found = Agreement.objects.filter(agreements)
    return (
        Q(Exists(found.filter(service=OuterRef(path("service")))))
        | Q(Exists(found.filter(cycle=OuterRef(path("pk")))))
        | Q(Exists(found.filter(replaced_in__cycle=OuterRef(path("pk")))))
    )


def is_typed(path: LookupPath, today: date) -> Q:
    """Cycles whose own words are all there is of what runs: the register has had no agreement of it so far."""
    return ~is_in_register(path, has_begun(OWN, today))


def following_cycle(path: LookupPath, today: date) -> Coalesce:
    """The key of the live cycle that prepares what comes after an agreement; NULL without one.

    That is the cycle that says so, of several the most urgent; or else of its service the first whose own arrangement
    has not begun, or the last that put one in place; or else the one that put the agreement itself in place.
    """
    live, in_place = Cycle.objects.filter(is_live(OWN)), _is_in_place(path, today)
    of_service = live.filter(service=OuterRef(path("service")))
    urgent = live.filter(replaced_agreement__agreement=OuterRef(path("pk"))).order_by(F("slack").asc(nulls_last=True))
    candidates = (
        urgent,
        of_service.filter(~in_place).order_by("number"),
        of_service.filter(in_place).order_by("-number"),
        live.filter(pk=OuterRef(path("cycle"))).order_by(),
    )
    return Coalesce(*(Subquery(cycles.values("pk")[:1]) for cycles in candidates))


def _is_in_place(path: LookupPath, today: date) -> Q:
    """Cycles whose own arrangement has begun, the agreement itself or another of the service: a later one follows."""
    return has_own_in_place(today) | Q(pk=Coalesce(OuterRef(path("cycle")), Value(0)))


def may_end(path: LookupPath) -> Q:
    """Agreements of a service that its last Review decided to end, unless somebody says that they run on.

    An agreement that began after that Review is another matter.
    """
    since = Coalesce(OuterRef(path("start")), Value(date.min, DateField()))
    ended = Cycle.objects.filter(
        is_latest(), ~Q(is_dropped(OWN)), stage=CycleStage.CLOSED, restricted=False, ended_at__date__gte=since
    )
    of_service, itself = ended.filter(service=OuterRef(path("service"))), ended.filter(pk=OuterRef(path("cycle")))
    return Q(**{path("running_on_since__isnull"): True}) & (Q(Exists(of_service)) | Q(Exists(itself)))


def agreement_dims(path: LookupPath, today: date) -> dict[str, Any]:
    """Annotations of the rows of `is_counted`.

    `coverage`: whether a live cycle looks after it; TO_END where it is to end, so that none needs to. `outcome`: it
    could lapse when it has ended, when its cycle is too late, or when none prepares what comes next and the last safe
    day to start one has passed. Where its end is not known, neither is that.
    """
    follower = Cycle.objects.annotate(day_before=last_day_before(OWN)).filter(pk=OuterRef("follower"))
    in_place = _is_in_place(path, today)
    too_late = (in_place & Q(slack__lt=0)) | (~in_place & Q(day_before__gt=OuterRef("ends")))
    prepared = Q(follower__isnull=False) & ~Q(Exists(follower.filter(in_place, is_dropped(OWN))))
    ended = Q(**{path("ended_on__isnull"): False})
    return {
        "ends": F(path("current_end")),
        "over": Case(When(ends__lt=today, then=True), default=False),
        "year": Case(When(over=False, then=ExtractYear("ends")), default=0),
        "quarter": Case(When(over=False, then=ExtractQuarter("ends")), default=0),
        "follower": following_cycle(path, today),
        "decided": Case(When(may_end(path) | ended, then=True), default=False),
        "coverage": Case(
            When(follower__isnull=False, then=Value(COVERED)),
            When(decided=True, then=Value(TO_END)),
            default=Value(UNCOVERED),
            output_field=CharField(),
        ),
        "outcome": Case(
            When(ends__isnull=True, then=Value(NOT_KNOWN)),
            When(coverage=TO_END, then=Value(IN_TIME)),
            When(over=True, then=Value(LAPSE)),
            When(Exists(follower.filter(too_late)), then=Value(LAPSE)),
            When(Q(**{path("analyse_by__lt"): today}) & ~prepared, then=Value(LAPSE)),
            default=Value(IN_TIME),
            output_field=CharField(),
        ),
    }
