"""The contracts register of the walk: what its addresses lead to, and what of it belongs to restricted cycles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contracts.services.agreements import ExtensionInput, LotInput
from contracts.services.documents import DocumentInput, add_document
from contracts.services.ending import end_agreement
from contracts.services.merging import MergeInput, merge_suppliers
from contracts.services.suppliers import SupplierInput
from contracts.services.variations import VariationInput, record_variation
from notices.services import NoticeInput, record_notice_not_required
from tests.access.words import Words
from tests.contracts.law import bring_law_into_force
from tests.contracts.register import agreement, supplier, waiver
from tests.imports.journey import brought_in, checked, rows

if TYPE_CHECKING:
    from tests.access.world import World

# One row is new, one doubtful by its value, one names a supplier that is like another.
REGISTER = rows(
    "CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,1+1,Roads,Place,Priya Nair",
    "CT-2,Gritting,Salt Ltd,1,1/4/2026,31/3/2028,,Roads,Place,",
    "CT-3,Salt,Brightway Care Ltd,9000,1/4/2026,31/3/2028,,,Highways,",
)


def found_register(world: World) -> None:
    """A signed agreement of Place that belongs to no cycle, with all that it may have, and one in each other state."""
    bring_law_into_force(on=True, consent_over=10**9, consent_over_capital=10**9)
    council, at = world.council, world.at
    more: dict[str, Any] = {"actor": council["lead"], "at": at}
    ago = timezone.localdate(at) - timedelta(days=30)
    world.supplier = supplier(council, at=at)
    world.agreement = agreement(council, world.supplier, at=at, extensions=[ExtensionInput(months=12)])
    world.variation = record_variation(world.agreement, VariationInput("More towns", ago, "Legal", ago), **more)
    link = DocumentInput("Signed contract", "https://documents.example.org/contract")
    world.document = add_document(world.agreement, link, **more)
    world.unsigned = agreement(council, at=at, is_signed=False)
    world.expired = agreement(council, at=at, start=ago - timedelta(days=700), first_end=ago)
    world.register_import = checked(council, REGISTER, at=at)
    soon = f"{timezone.localdate(at) + timedelta(days=200):%d/%m/%Y}"
    line = f"CT-9,Bus shelters,Shelter Works Ltd,600000,1/4/2024,{soon},,,Place,"
    world.done_import = brought_in(council, rows(line), "shelters.csv", at=at)
    world.ended = end_agreement(agreement(council, at=at), ago, reason="By agreement.", **more)
    _suppliers(world)


def _suppliers(world: World) -> None:
    """A supplier beside the one of the agreement, one that was merged into another, and a waiver."""
    world.other_supplier = supplier(world.council, "Brightway Care Ltd", at=world.at)
    world.merged_supplier = supplier(world.council, "Fenland Homes CIC", at=world.at)
    kept = supplier(world.council, "Fenland Housing CIC", at=world.at)
    merge = MergeInput(
        kept, world.merged_supplier, SupplierInput(kept.name), kept.version, world.merged_supplier.version
    )
    merge_suppliers(merge, actor=world.council["lead"], at=world.at)
    day = timezone.localdate(world.at)
    world.waiver = waiver(world.council, at=world.at, approved_on=day, starts=day, expires=day + timedelta(days=90))


def plant_in_register(world: World) -> None:
    """What a restricted cycle is to put in place, and everything of the register that names the one or the other.

    Signed agreements, suppliers and waivers are public, so that they have plain words of their own.
    """
    assert world.supplier
    words, place = Words(), world.places["closed"]
    council, at = world.council, world.at
    more: dict[str, Any] = {"actor": council["lead"], "at": at}
    cycle, day = place.open.cycle, timezone.localdate(at)
    draft = world.closed_agreement = agreement(
        council,
        world.supplier,
        at=at,
        kind="framework",
        title=words.of("agreement", "Roads"),
        description=words.of("agreement", "What is to be agreed."),
        council_reference=words.of("agreement", "CT"),
        service=cycle.service,
        cycle=cycle,
        is_signed=False,
        contract_manager=council["lead"],
        lots=[LotInput("1", words.of("lot", "North"))],
        extensions=[ExtensionInput(months=12, decided_by=words.of("option", "Director"))],
    )
    add_document(draft, DocumentInput(words.of("link", "Draft"), "https://documents.example.org/draft"), **more)
    because = words.of("notice", "Nothing is bought.")
    for subject in (cycle, draft):
        record_notice_not_required(subject, NoticeInput("UK2"), because=because, **more)
    signed = agreement(council, world.supplier, at=at, cycle=place.sealed.cycle, framework=draft, title="Resurfacing")
    add_document(signed, DocumentInput(evidence=place.sealed.evidence), **more)
    waiver(
        council,
        at=at,
        agreement=draft,
        service=cycle.service,
        supplier=world.supplier,
        ended_by=cycle,
        approved_on=day,
        starts=day,
        expires=day + timedelta(days=90),
    )
