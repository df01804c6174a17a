"""The procurements whose tender notice is to be published within the 18 months of a pipeline notice.

Those of live cycles by their planned date; and those that an agreement's end asks for while no cycle prepares them, by
the last safe day to publish. Restricted cycles are never among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, F, Q, QuerySet, Value, When

from calendars.days import ONE_DAY
from contracts.models import Agreement, AgreementKind, ProcurementCategory
from contracts.selectors.agreement_states import in_force_or_to_come
from contracts.selectors.coverage import next_agreement
from contracts.selectors.next_cycles import IS_PREPARED
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.visibility import unrestricted
from notices.pipeline import PipelineWindow, pipeline_answer, pipeline_window
from principles.selectors import edition_in_force
from ui.sorting import sort_key

BOUGHT = (AgreementKind.CONTRACT, AgreementKind.FRAMEWORK, AgreementKind.CALL_OFF)
# The pipeline notice is one of the Procurement Act: other regimes have none.
NOT_UNDER_THE_ACT = ("psr_2023", "not_a_procurement")
OF_AGREEMENT = (
    *("pk", "reference", "title", "description", "value", "tender_by", "current_end", "directorate__name", "category"),
)
CATEGORIES = {value: str(label) for value, label in ProcurementCategory.choices}


@dataclass(frozen=True)
class PlannedProcurement:
    """One procurement of the pipeline. `cycle` or `agreement` is the reference of what it follows from, "" the other.

    `is_settled`: the date is planned; else it is the last safe day.
    """

    key: int  # of both tables together
    title: str
    description: str
    value: Decimal
    notice_on: date
    start: date
    directorate: str
    category: str = ""
    contact: str = ""
    contact_email: str = ""
    cycle: str = ""
    agreement: str = ""
    is_settled: bool = False


@dataclass(frozen=True)
class Pipeline:
    """The procurements in the order of their notices, with the window and the value above which they belong."""

    year: int
    first: date
    last: date
    over: Decimal
    procurements: list[PlannedProcurement]

    @property
    def value(self) -> Decimal:
        return sum((each.value for each in self.procurements), Decimal(0))


def pipeline_of(year: int, today: date) -> Pipeline | None:
    """None where the edition in force asks for no pipeline notice. Four statements, whatever the number of rows."""
    edition = edition_in_force(today)
    window = pipeline_window(edition.figures, year)
    if window is None:
        return None
    found = [*_of_cycles(window), *_of_agreements(window, today)]
    found = [each for each in found if pipeline_answer(window, each.value, each.notice_on).included]
    found.sort(key=lambda each: (each.notice_on, sort_key(each.title), each.key))
    return Pipeline(year, window.opens, window.until, window.over, found)


def cycle_key(pk: int) -> int:
    """Its key among both tables; agreements have the odd ones."""
    return 2 * pk


def _of_cycles(window: PipelineWindow) -> Iterator[PlannedProcurement]:
    """A planned date that breaks a rule is told to nobody as one: the last safe day stands in its place."""
    dates = PlannedDate.objects.filter(
        Q(planned__range=(window.opens, window.until)) | Q(last_safe__range=(window.opens, window.until)),
        milestone="tender",
        applies=True,
        done_on__isnull=True,
        cycle__in=unrestricted().filter(stage__in=LIVE_STAGES).values("pk"),
        cycle__whole_life_value__isnull=False,
    )
    rows = dates.exclude(cycle__legal_regime__code__in=NOT_UNDER_THE_ACT).annotate(
        email=F("cycle__lead__email"), category=F("cycle__replaced_agreement__agreement__category")
    )
    for row in rows.select_related("cycle__service", "cycle__directorate", "cycle__lead"):
        cycle: Cycle = row.cycle
        assert cycle.whole_life_value is not None
        yield PlannedProcurement(
            key=cycle_key(cycle.pk),
            title=cycle.service.name,
            description=cycle.purpose,
            value=cycle.whole_life_value + (cycle.vat or Decimal(0)),
            notice_on=row.last_safe if row.breach else row.planned,
            start=cycle.need_by,
            directorate=cycle.directorate.name,
            category=CATEGORIES.get(row.category or "", ""),
            contact=cycle.lead.name,
            contact_email=cycle.lead.email,
            cycle=cycle.reference,
            is_settled=not row.breach,
        )


def _of_agreements(window: PipelineWindow, today: date) -> Iterator[PlannedProcurement]:
    """What comes next is taken to be of the value of what runs."""
    ending = Agreement.objects.filter(
        in_force_or_to_come(today) & ~IS_PREPARED & ~Q(Exists(next_agreement())),
        kind__in=BOUGHT,
        ended_on__isnull=True,
        value__gt=window.over,
        tender_by__range=(window.opens, window.until),
    ).exclude(regime__in=NOT_UNDER_THE_ACT)
    reachable = Q(contract_manager__is_active=True)
    rows: QuerySet[Any] = ending.order_by().annotate(
        contact=Case(When(reachable, then=F("contract_manager__name")), default=Value("")),
        contact_email=Case(When(reachable, then=F("contract_manager__email")), default=Value("")),
    )
    for row in rows.values_list(*OF_AGREEMENT, "contact", "contact_email", named=True):
        yield PlannedProcurement(
            key=2 * row.pk + 1,
            title=row.title,
            description=row.description,
            value=row.value,
            notice_on=row.tender_by,
            start=row.current_end + ONE_DAY,
            directorate=row.directorate__name or "",
            category=CATEGORIES.get(row.category, ""),
            contact=row.contact,
            contact_email=row.contact_email,
            agreement=row.reference,
        )
