"""A file brought in while others merge its suppliers and extend its agreements: called in the site's own process."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from time import sleep
from typing import Any

from django.utils import timezone

from audit.services import verify_all
from contracts.models import Agreement, AgreementSupplier, Supplier
from contracts.services.agreements import ExtensionInput, change_agreement, values_of
from contracts.services.extensions import ExtensionDecisionInput, take_extension
from contracts.services.merging import MergeInput, merge_suppliers
from contracts.services.suppliers import SupplierInput, change_supplier
from imports.models import RegisterImport
from imports.services import bringing_in
from imports.services.bringing_in import bring_in_waiting, request_bringing_in
from imports.services.taking_back import take_back
from tests.contracts.register import agreement, supplier
from tests.council import Council, found_council
from tests.imports.journey import checked, rows
from tests.races.merging import Act, run_at_once

AGREEMENTS = 12


def race(rounds: str, how: str) -> None:
    """So many times a file against seven people; prints what came of it. `how` is "unlocked" for the control."""
    council = found_council()
    if how == "unlocked":
        vars(bringing_in)["lock_rows"] = lambda agreements, suppliers: None
    outcomes: Counter[str] = Counter()
    for number in range(int(rounds)):
        run_at_once(_acts(council, number), outcomes)
    merged = Supplier.objects.filter(merged_into__isnull=False)
    ledger = {
        "outcomes": outcomes,
        "states": Counter(RegisterImport.objects.values_list("state", flat=True)),
        "still named": AgreementSupplier.objects.filter(supplier__in=merged).count(),
        "half": Agreement.objects.filter(version=0).count(),
        "broken": len(list(verify_all())),
    }
    print(json.dumps(ledger))


def _acts(council: Council, number: int) -> list[Act]:
    """The file names agreements and suppliers from the last to the first; two merges, two extensions, two entries,
    a rename and the taking back of an earlier file go the other way."""
    at, actor = timezone.now(), council["lead"]
    suppliers = [supplier(council, f"Works {number} of {one}", at=at) for one in range(4)]
    held = [
        agreement(
            council,
            suppliers[one % 4],
            suppliers[(one + 1) % 4],
            at=at,
            council_reference=f"CT-{number}-{one}",
            title=f"Work {one} of {number}",
            extensions=[ExtensionInput(months=12)],
        )
        for one in range(AGREEMENTS)
    ]
    for name, lines in (("first", _lines(suppliers, held, 700)), ("second", _lines(suppliers, held, 800))):
        started = checked(council, rows(*lines), f"{name} {number}.csv", at=at)
        request_bringing_in(started, actor=actor, at=at)
        if name == "first":
            bring_in_waiting(timezone.now)
            first = RegisterImport.objects.get(pk=started.pk)
    decision = ExtensionDecisionInput("Director", timezone.localdate(at), "It is needed.")

    def merge(kept: Supplier, gone: Supplier) -> Act:
        values = MergeInput(kept, gone, SupplierInput(kept.name), kept.version, gone.version)
        return lambda: merge_suppliers(values, actor=council["member"], at=at)

    def extend(row: Agreement) -> Act:
        return lambda: take_extension(row, 1, decision, actor=council["other"], at=at)

    def change(row: Agreement) -> Act:
        row.refresh_from_db()
        return lambda: change_agreement(row, replace(values_of(row), value=Decimal(5)), actor=actor, at=at)

    def rename() -> Any:
        values = SupplierInput(f"{suppliers[3].name} renamed")
        return change_supplier(suppliers[3], values, actor=actor, at=at, seen_version=suppliers[3].version)

    def later(act: Act) -> Act:
        """In each round at another time while the file is being written."""

        def wait() -> Any:
            sleep(0.05 * number)
            return act()

        return wait

    others = [
        merge(suppliers[0], suppliers[1]),
        merge(suppliers[2], suppliers[3]),
        extend(held[0]),
        extend(held[-1]),
        change(held[1]),
        rename,
    ]
    if number % 2:
        others.append(lambda: take_back(first, actor=actor, at=at))
    return [lambda: bring_in_waiting(timezone.now), *map(later, others)]


def _lines(suppliers: list[Supplier], held: list[Agreement], value: int) -> list[str]:
    """From the last agreement to the first, each with a new supplier beside its own."""
    lines = []
    for place, row in reversed(list(enumerate(held))):
        names = [suppliers[(place + 1) % 4].name, suppliers[place % 4].name, f"New {value} beside {row.title}"]
        cells = (row.council_reference, row.title, "; ".join(names), f"{value}{place:02d}000", "1/4/2025", "31/3/2028")
        lines.append(",".join([*cells, "", "", "Place", ""]))
    return lines
