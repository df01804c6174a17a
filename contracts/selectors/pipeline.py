"""The procurements whose tender notice is to be published within the 18 months of a pipeline notice.

Those of live cycles by their planned date; and those that an agreement's end asks for while no cycle prepares them, by
the last safe day to publish. Restricted cycles are never among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, Q

from calendars.selectors import council_calendar
from contracts.models import Agreement, AgreementKind, ProcurementCategory
from contracts.pipeline import PipelineWindow, pipeline_answer, pipeline_window
from contracts.selectors.agreement_states import in_force_or_to_come
from contracts.selectors.coverage import OWN, next_agreement
from contracts.selectors.next_cycles import has_next_cycle
from contracts.selectors.next_dates import next_safe_dates
from contracts.terms import ONE_DAY
from cycles.models import LIVE_STAGES, Cycle, PlannedDate
from cycles.selectors.visibility import unrestricted
from principles.models import Edition
from principles.selectors import edition_in_force

BOUGHT = (AgreementKind.CONTRACT, AgreementKind.FRAMEWORK, AgreementKind.CALL_OFF)
# The pipeline notice is one of the Procurement Act: other regimes have none.
NOT_UNDER_THE_ACT = ("psr_2023", "not_a_procurement")
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


def pipeline_of(year: int, today: date) -> Pipeline:
    """Five statements, whatever the number of procurements."""
    edition = edition_in_force(today)
    window = pipeline_window(edition.figures, year)
    found = [*_of_cycles(window), *_of_agreements(window, edition, today)]
    found = [each for each in found if pipeline_answer(window, each.value, each.notice_on).included]
    found.sort(key=lambda each: (each.notice_on, each.title, each.key))
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


def _of_agreements(window: PipelineWindow, edition: Edition, today: date) -> Iterator[PlannedProcurement]:
    """What comes next is taken to be of the value of what runs."""
    live = unrestricted().filter(stage__in=LIVE_STAGES).order_by()
    ending = Agreement.objects.filter(
        in_force_or_to_come(today) & ~has_next_cycle(live, today) & ~Q(Exists(next_agreement(OWN))),
        kind__in=BOUGHT,
        ended_on__isnull=True,
        value__gt=window.over,
        current_end__gte=window.opens,
        analyse_by__lte=window.until,  # the first safe day of a cycle comes before that of its tender
    ).exclude(regime__in=NOT_UNDER_THE_ACT)
    calendar = council_calendar()
    for agreement in ending.select_related("directorate", "contract_manager"):
        notice_on = next_safe_dates(agreement, edition, calendar).get("tender")
        if notice_on is None or agreement.value is None or agreement.current_end is None:
            continue
        manager = agreement.contract_manager
        reachable = manager if manager and manager.is_active else None
        yield PlannedProcurement(
            key=2 * agreement.pk + 1,
            title=agreement.title,
            description=agreement.description,
            value=agreement.value,
            notice_on=notice_on,
            start=agreement.current_end + ONE_DAY,
            directorate=agreement.directorate.name if agreement.directorate else "",
            category=CATEGORIES.get(agreement.category, ""),
            contact=reachable.name if reachable else "",
            contact_email=reachable.email if reachable else "",
            agreement=agreement.reference,
        )
