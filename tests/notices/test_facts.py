"""The same agreements as tests/notices/notice_table.csv, as rows of the register: the same answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement, Variation
from contracts.services.agreements import AgreementInput, record_agreement
from notices.facts import NoticeDue, NoticeDueState, NoticeFacts
from notices.models import ProcurementRecord
from notices.rules import notices_due
from notices.selectors.owed import agreements_that_owe, law_in_force, notices_of
from tests.contracts.law import bring_law_into_force
from tests.council import Council
from tests.notices.agreements import AGREEMENTS, TODAY

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)
ADDED = datetime(2026, 2, 1, 9, tzinfo=UTC)  # before anything of them happened


def kept(council: Council, facts: NoticeFacts) -> Agreement:
    """An entry of the register, with what is known of its procurement, that says what the facts say."""
    values: dict[str, Any] = {
        "title": "Street cleansing",
        "kind": facts.kind,
        "route": facts.route,
        "regime": facts.regime,
        "regime_route": facts.regime_route,
        "category": facts.category,
        "value": facts.value_without_vat,
        "signed_on": facts.signed_on,
        "start": facts.start,
        "first_end": facts.end,
    }
    agreement = record_agreement(AgreementInput(**values), actor=council["lead"], at=NOON)
    Agreement.objects.filter(pk=agreement.pk).update(added_at=ADDED)
    ProcurementRecord.objects.create(
        agreement=agreement,
        value_with_vat=facts.value_with_vat,
        engaged_on=facts.engagement_on,
        tender_on=facts.tender_on,
        award_on=facts.award_on,
        advertised=facts.advertised,
        kpis_published=facts.kpis_published,
        urgent=facts.urgent,
        large_payments=False,
    )
    for change in facts.changes:
        assert change.value is not None
        Variation.objects.create(
            agreement=agreement,
            kind="variation",
            what="More towns",
            value=change.value,
            starts=change.on,
            approver="Director",
            approved_on=change.on,
            recorded_by=council["lead"],
            recorded_at=NOON,
        )
    return agreement


def owed(agreement: Agreement, *, everything: bool = True) -> list[NoticeDue]:
    rows = [row for row in agreements_that_owe(Agreement.objects.all()) if row.pk == agreement.pk]
    return [row.notice for row in notices_of(rows, [], law_in_force(TODAY), TODAY, everything=everything)]


@pytest.mark.parametrize("name", [name for name in AGREEMENTS if name != "in_house"])
def test_rows_of_the_register_owe_what_the_table_says(bench: Council, name: str) -> None:
    bring_law_into_force()
    facts = AGREEMENTS[name]
    agreement = kept(bench, facts)
    changes = tuple(
        replace(change, key=f"V{row.pk}") for change, row in zip(facts.changes, Variation.objects.all(), strict=True)
    )
    plain = notices_due(replace(facts, changes=changes, payments=()), law_in_force(TODAY), TODAY)
    found = owed(agreement)
    late_before = [row.code for row in found if row.state is NoticeDueState.EARLIER]
    assert [row.code for row in found] == [row.code for row in plain]
    assert [row for row in found if row.code not in late_before] == [
        row for row in plain if row.code not in late_before
    ]
    required = [row for row in found if row.state is not NoticeDueState.NOT_REQUIRED]
    short = owed(agreement, everything=False)
    assert [row for row in short if row.state is not NoticeDueState.NOT_REQUIRED] == required
    assert late_before == (["PCR_award"] if name == "legacy" else [])


def test_facts_of_many_cost_what_those_of_one_do(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_law_into_force()
    figures = law_in_force(TODAY)
    for count in (1, 3):
        while Agreement.objects.count() < count:
            kept(bench, AGREEMENTS["standard"])
        with django_assert_num_queries(4):
            notices_of(list(agreements_that_owe(Agreement.objects.all())), [], figures, TODAY)
