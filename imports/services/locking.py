"""Locking everything that an import writes before any of it is written, in the order that the register keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from contracts.models import Agreement, AgreementSupplier
from contracts.services.suppliers import lock_live_suppliers


def lock_rows(agreements: Collection[int], suppliers: Iterable[int]) -> None:
    """Until the caller's transaction ends; with the suppliers that the agreements name already.

    Row by row, one agreement's suppliers would be locked before the next agreement, and a merge waits the other way
    round. Raises Refused where a supplier is gone.
    """
    list(Agreement.objects.select_for_update(no_key=True).filter(pk__in=agreements).order_by("pk").values_list("pk"))
    held = AgreementSupplier.objects.filter(agreement__in=agreements).values_list("supplier", flat=True)
    lock_live_suppliers({*suppliers, *held})
