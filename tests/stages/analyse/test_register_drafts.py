"""Drafts from the contracts register: the arrangement that a cycle replaces and its providers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from contracts.models import Agreement
from contracts.services.agreements import SuppliedByInput, change_agreement, values_of
from contracts.services.merging import MergeInput, merge_suppliers
from contracts.services.replacing import set_replaced_agreement, start_cycle_replacing
from contracts.services.suppliers import SupplierInput
from cycles.models import Cycle
from cycles.services.starting import NewCycleInput, start_next
from demo import play
from stages.analyse.models import CurrentArrangement, Provider, RegisterLink
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord, StoredFinding
from stages.records.services.tables import RowInput, change_table, confirm_draft
from tests.contracts.register import agreement, supplier
from tests.contracts.test_cycle_dates import replacing
from tests.council import NOW, Council

NAME = "Street cleansing (A-0001), Brightways Care Ltd, ends on 31 March 2028"


def rows(cycle: Cycle) -> list[tuple[str, bool]]:
    """Arrangements and providers with whether each is a draft."""
    both = (CurrentArrangement, Provider)
    return [(row.name, row.is_draft) for model in both for row in model.objects.filter(cycle=cycle)]


def changed(council: Council, row: Agreement, **values: Any) -> Agreement:
    """The agreement of the register with other values."""
    fresh = Agreement.objects.get(pk=row.pk)
    wanted = replace(values_of(fresh), **values)
    return change_agreement(fresh, wanted, actor=council["lead"], at=NOW, seen_version=fresh.version)


def confirmed(council: Council, record: StageRecord, code: str) -> None:
    confirm_draft(record, all_kinds()[code], seen_version=record.version, actor=council["lead"], at=NOW)


def page(council: Council, cycle: Cycle, code: str) -> str:
    client = Client()
    client.force_login(council["lead"])
    return client.get(f"/cycles/{cycle.reference}/analyse/{code}/").content.decode()


def test_they_appear_once_when_a_cycle_is_linked(council: Council) -> None:
    row = agreement(council, supplier(council), yearly_value=Decimal("200000.50"))
    cycle = replacing(council, row)
    assert rows(cycle) == [(NAME, True), ("Brightways Care Ltd", True)]
    drafted = CurrentArrangement.objects.get()
    assert (drafted.yearly_cost, drafted.source) == (Decimal("200000.50"), "the register, A-0001")
    assert Provider.objects.get().capacity == "Delivers “Street cleansing” today (A-0001)"
    changed(council, row, description="Of all towns")
    assert len(rows(cycle)) == 2
    assert StoredFinding.objects.get(cycle=cycle, check_name="cost_baseline_confirmed").result == "unknown"


def test_they_appear_when_a_cycle_is_started_for_an_agreement(council: Council) -> None:
    row = agreement(council, supplier(council))
    first = council.cycle_at("plan")
    assert rows(first) == []
    new = NewCycleInput(
        directorate=council.place,
        purpose="Clean streets",
        lead=council["lead"],
        sponsor=council["assistant"],
        need_by=date(2028, 4, 1),
        service_name="Cleaning",
    )
    cycle = start_cycle_replacing(new, row, actor=council["lead"], at=NOW)
    assert rows(cycle) == [(NAME, True), ("Brightways Care Ltd", True)]


def test_the_next_cycle_has_what_the_one_before_put_in_place(council: Council) -> None:
    previous = council.cycle_at("plan")
    agreement(council, supplier(council), cycle=previous, service=previous.service)
    cycle = start_next(previous, need_by=date(2030, 4, 1), actor=council["lead"], at=NOW)
    assert rows(cycle) == [(NAME, True), ("Brightways Care Ltd", True)]


def test_a_draft_follows_and_what_was_dropped_never_comes_back(council: Council) -> None:
    row = agreement(council, supplier(council))
    cycle = replacing(council, row)
    provider = Provider.objects.get()
    change_table(cycle, all_kinds()["market"], [RowInput(None, provider.pk)], actor=council["lead"], at=NOW)
    changed(council, row, first_end=date(2028, 9, 30), yearly_value=Decimal(210_000))
    assert rows(cycle) == [(NAME.replace("31 March", "30 September"), True)]
    assert CurrentArrangement.objects.get().yearly_cost == Decimal(210_000)
    followed = Event.objects.get(chain=cycle.chain, verb="draft_followed")
    assert followed.facts["table"] == "Current arrangement"
    assert "The register now says" not in page(council, cycle, "arrangement")


def test_what_was_confirmed_stays_and_the_page_says_what_the_register_says_now(council: Council) -> None:
    first = supplier(council)
    row = agreement(council, first, yearly_value=Decimal(200_000))
    cycle = replacing(council, row)
    confirmed(council, CurrentArrangement.objects.get(), "arrangement")
    confirmed(council, Provider.objects.get(), "market")
    other = supplier(council, "Fenland Care CIC")
    changed(
        council, row, first_end=date(2028, 9, 30), yearly_value=Decimal(210_000), suppliers=[SuppliedByInput(other)]
    )
    assert rows(cycle) == [(NAME, False), ("Brightways Care Ltd", False), ("Fenland Care CIC", True)]
    says = "The register now says: supplier Fenland Care CIC; value a year £210,000; it ends on 30 September 2028."
    assert says in page(council, cycle, "arrangement")
    assert "The register no longer names it for what this cycle replaces." in page(council, cycle, "market")
    changed(
        council, row, first_end=date(2028, 3, 31), yearly_value=Decimal(200_000), suppliers=[SuppliedByInput(first)]
    )
    assert "The register now says" not in page(council, cycle, "arrangement")
    assert rows(cycle) == [(NAME, False), ("Brightways Care Ltd", False)]


def test_another_agreement_takes_the_drafts_of_the_first_away(council: Council) -> None:
    one = agreement(council, supplier(council))
    two = agreement(council, supplier(council, "Fenland Care CIC"), title="Gritting")
    cycle = replacing(council, one)
    confirmed(council, Provider.objects.get(), "market")
    cycle = link(council, cycle, two)
    assert rows(cycle) == [
        ("Gritting (A-0002), Fenland Care CIC, ends on 31 March 2028", True),
        ("Brightways Care Ltd", False),
        ("Fenland Care CIC", True),
    ]
    cycle = link(council, cycle, None)
    assert rows(cycle) == [("Brightways Care Ltd", False)]
    assert RegisterLink.objects.count() == 0
    dropped = Event.objects.filter(chain=cycle.chain, verb="drafts_dropped")
    assert {row.facts["because"] for row in dropped} == {
        "the cycle no longer replaces the agreement that they came from"
    }


def link(council: Council, cycle: Cycle, row: Agreement | None) -> Cycle:
    fresh = Cycle.objects.get(pk=cycle.pk)
    return set_replaced_agreement(
        fresh, row, "It is what runs", actor=council["lead"], at=NOW, seen_version=fresh.details_version
    )


def test_a_supplier_that_is_merged_into_another_is_the_same_row(council: Council) -> None:
    brightways, kept = supplier(council), supplier(council, "Brightways Group Ltd")
    cycle = replacing(council, agreement(council, brightways))
    merge = MergeInput(kept, brightways, SupplierInput(kept.name), kept.version, brightways.version)
    merge_suppliers(merge, actor=council["lead"], at=NOW)
    assert [name for name, _ in rows(cycle)] == [
        "Street cleansing (A-0001), Brightways Group Ltd, ends on 31 March 2028",
        "Brightways Group Ltd",
    ]


@pytest.mark.parametrize("stage", ["do", "review"])
def test_after_the_plan_gate_nothing_is_drafted_any_more(council: Council, stage: str) -> None:
    cycle = council.cycle_at(stage)
    link(council, cycle, agreement(council, supplier(council)))
    assert rows(cycle) == []


def test_a_pack_leaves_them_out_and_they_follow_while_it_waits(council: Council) -> None:
    row = agreement(council, supplier(council))
    cycle = replacing(council, row)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    changed(council, row, yearly_value=Decimal(210_000))
    assert "tables" not in submission.pack
    assert CurrentArrangement.objects.get().yearly_cost == Decimal(210_000)


def test_many_suppliers_are_named_in_short_and_drafted_each(council: Council) -> None:
    held = [supplier(council, f"Provider {number} Ltd") for number in range(6)]
    cycle = replacing(council, agreement(council, *held, title="Care " * 50))
    name = CurrentArrangement.objects.get().name
    assert name.endswith("… (A-0001), Provider 0 Ltd, Provider 1 Ltd, Provider 2 Ltd and 3 more, ends on 31 March 2028")
    assert Provider.objects.filter(cycle=cycle, is_draft=True).count() == 6
