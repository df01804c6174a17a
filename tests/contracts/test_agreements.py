"""Adding agreements to the register and changing them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement
from contracts.services.agreements import (
    AgreementInput,
    ExtensionInput,
    LotInput,
    SuppliedByInput,
    change_agreement,
    record_agreement,
    values_of,
)
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council


def test_an_agreement_is_added_with_what_follows_from_it(bench: Council) -> None:
    row = agreement(
        bench,
        supplier(bench),
        council_reference="PL26-021",
        notice_months=3,
        extensions=[ExtensionInput(months=12), ExtensionInput(months=12)],
    )
    row = Agreement.objects.get(pk=row.pk)
    assert row.reference == "A-0001"
    assert (row.current_end, row.last_end) == (date(2028, 3, 31), date(2030, 3, 31))
    assert (row.notice_by, row.decide_by) == (date(2027, 12, 31), date(2027, 10, 8))
    assert row.analyse_by is not None
    assert row.missing == ["service", "review_on", "procedure", "regime", "contract_manager", "risk_class"]
    assert row.completeness == 50
    assert row.words == "a-0001 pl26-021  street cleansing  brightways care ltd"
    assert [each.sentence for each in entries(Event.objects.filter(chain=row.chain))] == [
        "Added A-0001 Street cleansing to the register"
    ]


def test_a_framework_has_lots_and_many_suppliers(bench: Council) -> None:
    first, second = supplier(bench), supplier(bench, "Fenland Homes CIC")
    row = agreement(
        bench,
        kind="framework",
        lots=[LotInput("1", "North"), LotInput("2", "South")],
        suppliers=[SuppliedByInput(first, "1"), SuppliedByInput(second, "1"), SuppliedByInput(second, "2")],
    )
    assert [str(each) for each in row.supplied_by.all()] == [
        "Brightways Care Ltd (Lot 1: North)",
        "Fenland Homes CIC (Lot 1: North)",
        "Fenland Homes CIC (Lot 2: South)",
    ]


def test_a_change_is_recorded_field_by_field(bench: Council) -> None:
    row = agreement(bench, supplier(bench))
    changed = replace(values_of(row), title="Streets", review_on=date(2027, 4, 1))
    row = change_agreement(row, changed, actor=bench["other"], at=NOW, seen_version=row.version)
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, sorted(entry.changes)) == (
        "Changed A-0001 Streets",
        [("Review on", "nothing", "1 April 2027"), ("Title", "Street cleansing", "Streets")],
    )
    change_agreement(row, changed, actor=bench["other"], at=NOW)
    assert Event.objects.filter(chain=row.chain).count() == 2


def test_what_was_changed_meanwhile_is_not_overwritten(bench: Council) -> None:
    row = agreement(bench)
    seen = row.version
    change_agreement(row, replace(values_of(row), title="Streets"), actor=bench["lead"], at=NOW, seen_version=seen)
    with pytest.raises(Stale):
        change_agreement(row, values_of(row), actor=bench["lead"], at=NOW, seen_version=seen)


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"first_end": date(2025, 3, 31)}, {"first_end": ["The end must be on or after the start, 1 April 2025"]}),
        ({"title": " "}, {"title": ["Enter a title"]}),
        (
            {"is_rolling": True},
            {"first_end": ["It goes on until notice is given, so it has no end: clear one of the two"]},
        ),
        (
            {"is_signed": False, "signed_on": date(2025, 3, 1)},
            {"signed_on": ["It is not signed yet, so no day can be given"]},
        ),
    ],
)
def test_contradictions_are_refused_by_field(
    bench: Council, more: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as refused:
        agreement(bench, **more)
    assert refused.value.message_dict == faults
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner", "nobody"])
def test_others_do_not_keep_the_register(bench: Council, name: str) -> None:
    with pytest.raises(Refused):
        record_agreement(AgreementInput("Streets"), actor=bench[name], at=NOW)


def test_the_record_names_nothing_of_a_restricted_cycle(bench: Council) -> None:
    """All officers read the history of a signed agreement."""
    hidden = bench.cycle(restricted=True, service_name="Closing of a home")
    framework = agreement(bench, kind="framework", title="Homes", cycle=hidden, is_signed=False)
    row = agreement(bench)
    values = replace(values_of(row), framework=framework, service=hidden.service)
    change_agreement(row, values, actor=bench["lead"], at=NOW)
    event = Event.objects.filter(chain=row.chain).latest("seq")
    assert event.facts["before"] == {"framework": None, "service": None}
    assert event.facts["after"] == {
        "framework": "one that is not signed yet",
        "service": "one of a restricted cycle",
    }
