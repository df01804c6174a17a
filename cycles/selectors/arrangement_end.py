"""When what a service has now ends: the one rule for lists, files, filters and figures."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, DateField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast

from calendars.days import ONE_DAY
from cycles.models import CycleStage


def arrangement_end(on: date, prefix: str = "") -> Case:
    """The day before the next arrangement is needed, or the last of the one that the cycle itself put in place.

    None where nobody has said when that one ends. `prefix` leads from the rows to their cycle: "cycle__".
    """
    before = ExpressionWrapper(F(f"{prefix}need_by") - ONE_DAY, output_field=DateField())
    own = When(has_own_in_place(on, prefix), then=F(f"{prefix}arrangement_ends"))
    return Case(own, default=Cast(before, DateField()), output_field=DateField())


def has_own_in_place(on: date, prefix: str = "") -> Q:
    """What the cycle itself prepared has begun."""
    stage, need_by = f"{prefix}stage", f"{prefix}need_by"
    over = Q(**{f"{stage}__in": (CycleStage.REVIEW, CycleStage.CLOSED)})
    return over | Q(**{stage: CycleStage.DO, f"{need_by}__lte": on})
