"""An import in the site's own processes: asked for, written by workers that may be killed, and looked at."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit.services import verify_all
from contracts.models import Agreement, AgreementSupplier, Supplier
from imports.models import ImportState, RegisterImport
from imports.services.bringing_in import bring_in_waiting, request_bringing_in
from notifications.models import Notification
from tests.council import found_council
from tests.imports.journey import checked, rows


@transaction.atomic
def ask(number: str) -> None:
    """So many new agreements, each with a supplier of its own, wait for a worker."""
    council = found_council()
    lines = [
        f"CT-{one},Work {one},Supplier {one} of {one} Ltd,{one}000,1/4/2026,31/3/2029,1+1,,Place,Priya Nair"
        for one in range(1, int(number) + 1)
    ]
    started = checked(council, rows(*lines), at=timezone.now())
    request_bringing_in(started, actor=council["lead"], at=timezone.now())


def work(minutes: str) -> None:
    """A worker whose clock is so many minutes ahead: leases of workers that are gone have run out."""
    bring_in_waiting(lambda: timezone.now() + timedelta(minutes=int(minutes)))


def press_again(minutes: str) -> None:
    """After too many workers were killed over it the import is given up, and its author asks once more."""
    at = timezone.now() + timedelta(minutes=int(minutes))
    bring_in_waiting(lambda: at)
    started = RegisterImport.objects.get(state=ImportState.FAILED)
    request_bringing_in(started, actor=started.by, at=at)


def look() -> None:
    """Print what there is."""
    found = {
        "state": RegisterImport.objects.get().state,
        "agreements": Agreement.objects.count(),
        "supplied": AgreementSupplier.objects.count(),
        "suppliers": Supplier.objects.count(),
        "told": Notification.objects.filter(kind="import_done").count(),
        "broken": len(list(verify_all())),
    }
    print(json.dumps(found))
