"""When what a service has now ends: the one rule for lists, files, filters and figures."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, DateField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast

from cycles.days import ONE_DAY
from cycles.models import CycleStage


def arrangement_end(on: date, prefix: str = "") -> Case:
    """The day before the next arrangement is needed, or the last of the one that the cycle itself put in place.

    None where nobody has said when that one ends. `prefix` leads from the rows to their cycle: "cycle__".
    """
    stage, need_by = f"{prefix}stage", f"{prefix}need_by"
    in_place = Q(**{f"{stage}__in": (CycleStage.REVIEW, CycleStage.CLOSED)}) | Q(
        **{stage: CycleStage.DO, f"{need_by}__lte": on}
    )
    day_before = Cast(ExpressionWrapper(F(need_by) - ONE_DAY, output_field=DateField()), DateField())
    return Case(When(in_place, then=F(f"{prefix}arrangement_ends")), default=day_before, output_field=DateField())
