"""The contracts register of a filled council: an agreement for every tenth cycle, with suppliers, lots and options."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from bench.council.names import COMMON, RARE, service_names
from contracts.models import (
    Agreement,
    AgreementKind,
    AgreementSupplier,
    Extension,
    Lot,
    ReplacedAgreement,
    Supplier,
)
from contracts.services.derived import renew_derived
from contracts.services.suppliers import supplier_words
from contracts.supplier_names import supplier_key
from contracts.terms import move_last_day
from cycles.models import LIVE_STAGES, Cycle, CycleStage

CYCLES_EACH = 10  # cycles for each agreement
LEAST = 100  # new agreements of a council of so many: they fill the pages, so that growth is that of the council
AGREEMENTS_EACH = 4  # agreements for each supplier
HELD_BY_ONE = 40  # agreements of the first supplier, at every size: its page shows the same
LOTS = 3  # of every framework
OPTIONS = 2  # of twelve months each
TERM = 36  # months
ENDING = range(-150, 1_350)  # days from today, over which the ends are spread
BATCH = 500
DERIVED = (
    *("current_end", "last_end", "notice_by", "decide_by", "analyse_by", "tender_by", "value_a_year"),
    *("words", "missing", "completeness"),
)


@transaction.atomic
def fill_register(size: int) -> None:
    """As many agreements as `size` cycles ask for, less those that were played."""
    asked = size // CYCLES_EACH
    missing = asked - Agreement.objects.count()
    if asked >= LEAST:
        missing = max(missing, LEAST)
    if missing <= 0:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    today = timezone.localdate()
    suppliers = Supplier.objects.bulk_create(_suppliers(max(missing // AGREEMENTS_EACH, 2)), batch_size=BATCH)
    agreements = Agreement.objects.bulk_create(_agreements(missing, today), batch_size=BATCH)
    lots = [Lot(agreement=row, number=str(lot)) for row in agreements for lot in _lots(row)]
    Lot.objects.bulk_create(lots, batch_size=BATCH)
    AgreementSupplier.objects.bulk_create(_held(agreements, suppliers, lots), batch_size=BATCH)
    Extension.objects.bulk_create(
        [
            Extension(agreement=row, number=number, months=12, notice_months=3)
            for row in agreements
            if row.first_end and row.serial % 3
            for number in range(1, OPTIONS + 1)
        ],
        batch_size=BATCH,
    )
    ReplacedAgreement.objects.bulk_create(
        [
            ReplacedAgreement(agreement=row, cycle=cycle)
            for row, cycle in zip(agreements, _cycles(missing), strict=True)
            if cycle.stage in LIVE_STAGES and row.cycle_id is None and row.serial % 2
        ],
        batch_size=BATCH,
    )
    for row in agreements:
        renew_derived(row, today)
    Agreement.objects.bulk_update(agreements, DERIVED, batch_size=BATCH)


def _suppliers(count: int) -> Iterator[Supplier]:
    now = timezone.now()
    for number, (subject, place) in enumerate(islice(service_names("accw"), count), start=1):
        supplier = Supplier(name=f"{place} {subject} {number} Ltd", company_number=f"{number:08}", added_at=now)
        supplier.key, supplier.words = supplier_key(supplier.name), supplier_words(supplier, [])
        yield supplier


def _cycles(count: int) -> list[Cycle]:
    """The last cycle of so many services, the latest copies first."""
    last = Cycle.objects.filter(restricted=False, successor__isnull=True).order_by("-service_id", "-number")
    return list(last.distinct("service_id").select_related("service")[:count])


def _agreements(count: int, today: date) -> Iterator[Agreement]:
    """One in eight a framework, one in twenty rolling, one in twenty-five unsigned, one in thirty without an end."""
    serial, now = (Agreement.objects.aggregate(last=Max("serial"))["last"] or 0) + 1, timezone.now()
    names = islice(service_names("place"), count)
    for number, (cycle, (subject, place)) in enumerate(zip(_cycles(count), names, strict=True), start=serial):
        is_rolling, is_signed = number % 20 == 0, number % 25 != 0
        end = today + timedelta(days=ENDING[number * 37 % len(ENDING)])
        value = cycle.whole_life_value or Decimal(120_000)
        yield Agreement(
            serial=number,
            reference=f"A-{number:04d}",
            council_reference=f"LCC-{number:06d}",
            kind=AgreementKind.CONTRACT if number % 8 else AgreementKind.FRAMEWORK,
            title=f"{subject} {COMMON}, {RARE if number - serial < 3 else place}",
            directorate_id=cycle.directorate_id,
            service=cycle.service,
            cycle=cycle if cycle.stage in (CycleStage.REVIEW, CycleStage.CLOSED) else None,
            value=value,
            yearly_value=value / 4 if number % 10 else None,
            is_signed=is_signed,
            start=move_last_day(end, -TERM),
            first_end=None if is_rolling or number % 30 == 0 else end,
            is_rolling=is_rolling,
            notice_months=3,
            contract_manager_id=cycle.lead_id,
            added_at=now,
            changed_at=now,
        )


def _lots(row: Agreement) -> range:
    return range(1, LOTS + 1) if row.kind == AgreementKind.FRAMEWORK else range(0)


def _held(agreements: list[Agreement], suppliers: list[Supplier], lots: list[Lot]) -> Iterator[AgreementSupplier]:
    """The first agreements by the first supplier, the others by the rest in turn; each lot by another one."""
    first, *others = suppliers
    for place, row in enumerate(agreements):
        holder = first if place < HELD_BY_ONE else others[place % len(others)]
        yield AgreementSupplier(agreement=row, supplier=holder)
    for place, lot in enumerate(lots):
        yield AgreementSupplier(agreement_id=lot.agreement_id, lot=lot, supplier=others[place % len(others)])
