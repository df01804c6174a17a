"""When the present arrangement of a service ends, for lists, files, filters and figures."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, DateField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast

from calendars.days import ONE_DAY
from cycles.models import CycleStage


def arrangement_end(on: date, prefix: str = "") -> Case:
    """The day before the need-by date, or the last day of the arrangement that the cycle itself put in place.

    NULL where the end of that arrangement is not known. `prefix` leads from the rows to their cycle: "cycle__".
    """
    before = ExpressionWrapper(F(f"{prefix}need_by") - ONE_DAY, output_field=DateField())
    own = When(has_own_in_place(on, prefix), then=F(f"{prefix}arrangement_ends"))
    return Case(own, default=Cast(before, DateField()), output_field=DateField())


def has_own_in_place(on: date, prefix: str = "") -> Q:
    """Cycles whose own new arrangement has begun."""
    stage, need_by = f"{prefix}stage", f"{prefix}need_by"
    after_do = Q(**{f"{stage}__in": (CycleStage.REVIEW, CycleStage.CLOSED)})
    return after_do | Q(**{stage: CycleStage.DO, f"{need_by}__lte": on})
