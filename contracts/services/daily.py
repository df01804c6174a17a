"""The daily run over the stored dates of agreements that follow from the edition in force and the council's days."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from contracts.models import Agreement, DatesBasis
from contracts.selectors.dates_basis import basis_code, stored_basis
from contracts.services.derived import DerivedBasis, decided_before_notice, derived_basis, next_procurement_days
from principles.models import Edition

BATCH = 500  # agreements locked at a time
STORED = ("decide_by", "analyse_by", "tender_by")
READ = (*STORED, "current_end", "ended_on", "notice_by", "value", "route", "regime")


def renew_all_agreement_dates(today: date) -> int:
    """Store the last safe days anew where the edition or a council day changed; the number of changed ones.

    A run that is interrupted is begun again by the next.
    """
    if not Edition.objects.filter(valid_from__lte=today).exists():
        return 0
    basis = derived_basis(today)
    code = basis_code(basis.edition, basis.calendar)
    if stored_basis() == code:
        return 0
    count, last = 0, 0
    while True:
        changed, read_to = _renew_batch(last, basis)
        count += changed
        if read_to is None:
            break
        last = read_to
    DatesBasis.objects.update_or_create(pk=1, defaults={"code": code})
    return count


@transaction.atomic
def _renew_batch(after: int, basis: DerivedBasis) -> tuple[int, int | None]:
    """Of the agreements with the next keys; how many changed, and the last key, None after the last batch."""
    rows = list(Agreement.objects.select_for_update().filter(pk__gt=after).order_by("pk").only(*READ)[:BATCH])
    changed, before_notice = [], decided_before_notice(basis)
    for row in rows:
        before = row.decide_by, row.analyse_by, row.tender_by
        row.decide_by = row.notice_by and row.notice_by - before_notice
        row.analyse_by, row.tender_by = next_procurement_days(row, basis)
        if before != (row.decide_by, row.analyse_by, row.tender_by):
            changed.append(row)
    Agreement.objects.bulk_update(changed, STORED)
    return len(changed), rows[-1].pk if len(rows) == BATCH else None
