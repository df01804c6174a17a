"""Everybody at the same suppliers at once: called in the site's own process."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.refusals import Refused, Stale
from audit.models import Event
from contracts.models import Agreement, AgreementSupplier, Supplier, Waiver
from contracts.services import agreements, merging, waivers
from contracts.services.agreements import SuppliedByInput, change_agreement, values_of
from contracts.services.merging import MergeInput, merge_suppliers
from contracts.services.suppliers import SupplierInput, add_supplier, change_supplier
from tests.contracts.register import agreement, supplier, waiver
from tests.council import Council, found_council

Act = Callable[[], Any]


def race(rounds: str, how: str) -> None:
    """So many times eight people at two suppliers; prints what came of it. `how` is "unlocked" for the control."""
    council, at = found_council(), timezone.now()
    if how == "unlocked":
        unlock()
    outcomes: Counter[str] = Counter()
    for number in range(int(rounds)):
        one, other = supplier(council, f"One {number}", at=at), supplier(council, f"Other {number}", at=at)
        held = [agreement(council, each, at=at) for each in (one, other)]
        waiver(council, supplier=one, at=at)
        run_at_once(acts(council, one, other, held), outcomes)
    merged = Supplier.objects.filter(merged_into__isnull=False)
    events = Event.objects.filter(verb="supplier_merged", facts__has_key="undo")
    ledger = {
        "rounds": int(rounds),
        "merges": merged.count(),
        "recorded": events.count(),
        "most": max(Counter(events.values_list("chain", flat=True)).values(), default=0),
        "still named": AgreementSupplier.objects.filter(supplier__in=merged).count()
        + Waiver.objects.filter(supplier__in=merged).count(),
        "twins": sum(count - 1 for count in Counter(Supplier.objects.values_list("key", flat=True)).values()),
        "outcomes": outcomes,
    }
    print(json.dumps(ledger))


def acts(council: Council, one: Supplier, other: Supplier, held: list[Agreement]) -> list[Act]:
    """Two merge the same pair each way; two name the suppliers; one renames one; two add the same new name."""
    at = timezone.now()

    def merge(kept: Supplier, merged: Supplier) -> Act:
        given = MergeInput(kept, merged, SupplierInput(kept.name), kept.version, merged.version)
        return lambda: merge_suppliers(given, actor=council["lead"], at=at)

    def name_both(row: Agreement) -> Act:
        suppliers = [SuppliedByInput(one), SuppliedByInput(other)]
        return lambda: change_agreement(row, replace(values_of(row), suppliers=suppliers), actor=council["lead"], at=at)

    def rename() -> Supplier:
        values = SupplierInput(f"{one.name} renamed")
        return change_supplier(one, values, actor=council["other"], at=at, seen_version=one.version)

    def add() -> Supplier:
        return add_supplier(SupplierInput(f"New beside {one.name}"), actor=council["member"], at=at)

    return [
        merge(one, other),
        merge(other, one),
        name_both(held[0]),
        name_both(held[1]),
        lambda: waiver(council, supplier=other, at=at),
        rename,
        add,
        add,
    ]


def run_at_once(acts: list[Act], outcomes: Counter[str]) -> None:
    start = Barrier(len(acts))

    def work(act: Act) -> None:
        start.wait()
        try:
            act()
            outcome = "done"
        except (Refused, Stale):
            outcome = "refused"
        except DatabaseError as error:
            outcome = f"{type(error).__name__}: {error}"
        except Exception as error:  # a name that is in the register already
            outcome = type(error).__name__
        outcomes[outcome] += 1
        connection.close()

    threads = [Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def unlock() -> None:
    """For the control alone: suppliers are read without their lock, names compared without theirs."""
    from contracts.services import suppliers

    def live(keys: Any) -> dict[int, int]:
        return {pk: pk for pk in keys}

    def rows(keys: list[int]) -> list[Supplier]:
        return list(Supplier.objects.filter(pk__in=keys))

    for module in (agreements, waivers):
        vars(module)["lock_live_suppliers"] = live
    vars(merging)["_locked_suppliers"] = rows
    vars(suppliers)["_lock_names"] = lambda: None
