"""What a reorganisation of councils asks of pages, the Do gate and commitments; nothing until it is switched on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.refusals import Refused
from approvals.selectors.gate_facts import evaluate_gate, failing_checks
from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from contracts.models import Agreement
from contracts.policies.reorganisation import may_commit
from contracts.presenters.change_limit import ChangeLimit, change_limit
from contracts.presenters.reorganisation_rows import agreement_flag
from contracts.reorganisation import ReorganisationFacts
from contracts.reorganisation_checks import reorganisation_consent
from contracts.selectors.reorganisation import facts_of_agreement
from contracts.services.agreements import ExtensionInput
from contracts.services.ending import sign_agreement
from cycles.models import Cycle
from notices.selectors.owed import law_in_force
from tests.contracts.files import lines_of
from tests.contracts.law import bring_law_into_force
from tests.contracts.register import agreement
from tests.council import LARGE, NOW, Council
from tests.overview.texts import text_of

pytestmark = pytest.mark.usefixtures("time_stands")
TODAY = NOW.date()
PAST = date(2029, 3, 31)
ADDRESS = "/contracts/reorganisation/"
RUNS = "It runs past vesting day, 1 April 2028."
NEEDED = f"{RUNS} It is a non-capital agreement over £100,000: the written consent of the successor council is needed."


def client_of(bench: Council, name: str) -> Client:
    client = Client()
    client.force_login(bench[name])
    return client


def consented(row: Agreement) -> Agreement:
    Agreement.objects.filter(pk=row.pk).update(consented_on=date(2026, 11, 2), consent="Greater Lincolnshire, letter 7")
    return Agreement.objects.get(pk=row.pk)


def test_off_by_default_nothing_changes(bench: Council, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bring_law_into_force()
    row, cycle = agreement(bench, first_end=PAST), bench.cycle_at("do", LARGE)
    lead = client_of(bench, "lead")
    assert [lead.get(f"{ADDRESS}{page}").status_code for page in ("", "export.csv", "export.xlsx")] == [404] * 3
    assert agreement_flag(row, law_in_force(TODAY)) is None
    assert may_commit(row, facts_of_agreement(row), TODAY)
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert cycle.edition.code
    with django_assert_num_queries(0):
        assert failing_checks(cycle, "do", TODAY) == []


def test_the_page_lists_what_goes_on_past_vesting_day(bench: Council) -> None:
    bring_law_into_force(on=True)
    agreement(bench, title="Ends before")
    agreement(bench, title="Over it", first_end=PAST, is_signed=False)
    consented(agreement(bench, title="Agreed", first_end=PAST))
    agreement(bench, title="Small", first_end=PAST, value=Decimal(90_000))
    cycle = bench.cycle_at("do", LARGE)
    text = text_of(client_of(bench, "lead").get(ADDRESS))
    assert "2 of them need a consent of the successor council that is not recorded." in text
    assert "Not decided 3 Not signed yet 1" in text
    assert "Ends before" not in text
    assert f"Over it A-0002 31 March 2029 £600,000 Not decided Consent needed {NEEDED}" in text
    assert "Agreed A-0003 31 March 2029 £600,000 Not decided Consent of 2 November 2026" in text
    assert "Small A-0004 31 March 2029 £90,000 Not decided No consent needed" in text
    assert f"Street cleansing {cycle.reference} Not known, or none £2m Not signed yet Consent needed" in text
    assert "Nothing says that it ends before vesting day, 1 April 2028." in text
    assert client_of(bench, "councillor").get(ADDRESS).status_code == 403
    lines = lines_of(client_of(bench, "lead").get(f"{ADDRESS}export.csv"))
    assert [line[0] for line in lines[-4:]] == ["A-0002", "A-0003", "A-0004", cycle.reference]


def test_a_restricted_cycle_is_not_on_it(bench: Council) -> None:
    bring_law_into_force(on=True)
    cycle = bench.cycle_at("do", LARGE, restricted=True)
    assert cycle.reference in text_of(client_of(bench, "lead").get(ADDRESS))
    assert cycle.reference not in text_of(client_of(bench, "other").get(ADDRESS))


def test_the_page_costs_the_same_for_many(bench: Council, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bring_law_into_force(on=True)
    lead = client_of(bench, "lead")
    for count in (1, 3):
        while Agreement.objects.count() < count:
            agreement(bench, first_end=PAST)
            bench.cycle(LARGE)
        lead.get(ADDRESS)
        with django_assert_num_queries(6):
            lead.get(ADDRESS)


def test_the_do_gate_waits_for_the_consent(bench: Council) -> None:
    bring_law_into_force(on=True)
    cycle = bench.cycle_at("do", LARGE)
    gaps = [gap for gap in evaluate_gate(cycle, "do", TODAY, signing=False).gaps if gap.kind == "law"]
    unknown = "Nothing says that it ends before vesting day, 1 April 2028."
    asked = f"{NEEDED.replace(RUNS, unknown)} Enter its agreement in the register, and the consent there."
    assert [gap.sentence for gap in gaps] == [f"{asked} Waiting for Priya Nair, since 23 November 2026."]
    row = agreement(bench, first_end=PAST, cycle=cycle, is_signed=False)
    waits = Finding(FAILS, f"A-0001: {NEEDED} It is not recorded.", ("A-0001 Street cleansing",))
    assert reorganisation_consent(Cycle.objects.get(pk=cycle.pk), TODAY) == waits
    consented(row)
    cycle = Cycle.objects.get(pk=cycle.pk)
    holds = Finding(HOLDS, "A-0001: consent of 2 November 2026.", ("A-0001 Street cleansing",))
    assert reorganisation_consent(cycle, TODAY) == holds
    assert [gap for gap in evaluate_gate(cycle, "do", TODAY, signing=False).gaps if gap.kind == "law"] == []


def test_other_gates_do_not_ask(bench: Council) -> None:
    bring_law_into_force(on=True)
    cycle = bench.cycle_at("plan", LARGE)
    assert failing_checks(cycle, "plan", TODAY) == []


def test_what_is_not_known_blocks_nothing(bench: Council) -> None:
    bring_law_into_force(on=True)
    cycle = bench.cycle_at("do", LARGE)
    agreement(bench, first_end=PAST, cycle=cycle, value=None)
    assert reorganisation_consent(Cycle.objects.get(pk=cycle.pk), TODAY).result == UNKNOWN


@pytest.mark.parametrize(
    ("more", "until", "reason"),
    [
        ({}, date(2028, 3, 31), ""),
        ({}, date(2028, 4, 1), f"{NEEDED} Record the consent in its entry first."),
        ({}, None, f"{NEEDED} Record the consent in its entry first."),
        ({"value": Decimal(100_000)}, PAST, ""),
        ({"is_capital": True}, PAST, ""),
        (
            {"value": None},
            PAST,
            f"{RUNS} Enter its value first: it says whether a successor has to consent.",
        ),
    ],
)
def test_committing_past_vesting_day_needs_the_consent(
    bench: Council, more: dict[str, Any], until: date | None, reason: str
) -> None:
    bring_law_into_force(on=True)
    row = agreement(bench, **more)
    facts = ReorganisationFacts(until, until, row.value, row.is_capital)
    assert may_commit(row, facts, TODAY).reason == reason
    assert bool(may_commit(row, facts, TODAY)) is not bool(reason)
    assert may_commit(consented(row), facts, TODAY)


@pytest.mark.parametrize(
    ("more", "passes"),
    [
        ({"first_end": PAST}, RUNS),
        ({"is_rolling": True, "first_end": None}, RUNS),
        ({"first_end": None}, "Nothing says that it ends before vesting day, 1 April 2028."),
        ({"extensions": [ExtensionInput(months=12)]}, "It can be extended past vesting day, 1 April 2028."),
    ],
)
def test_an_award_past_vesting_day_needs_the_consent(bench: Council, more: dict[str, Any], passes: str) -> None:
    bring_law_into_force(on=True)
    row = agreement(bench, is_signed=False, **more)
    lead = client_of(bench, "lead")
    asked = f"{NEEDED.replace(RUNS, passes)} Record the consent in its entry first."
    assert asked in text_of(lead.get(f"{row.get_absolute_url()}sign/"))
    with pytest.raises(Refused) as refused:
        sign_agreement(row, TODAY, actor=bench["lead"], at=NOW)
    assert str(refused.value) == asked
    assert sign_agreement(consented(row), TODAY, actor=bench["lead"], at=NOW).is_signed


def test_an_award_that_ends_before_is_signed_without(bench: Council) -> None:
    bring_law_into_force(on=True)
    assert sign_agreement(agreement(bench, is_signed=False), TODAY, actor=bench["lead"], at=NOW).is_signed


def test_the_page_of_an_agreement_says_it(bench: Council) -> None:
    bring_law_into_force(on=True)
    past, before = agreement(bench, first_end=PAST), agreement(bench)
    lead, all_of_it = client_of(bench, "lead"), "Everything that goes on past 1 April 2028"
    page = text_of(lead.get(past.get_absolute_url()))
    assert f"When other councils take over Consent needed {NEEDED} It is not decided yet" in page
    assert all_of_it in page
    page = text_of(lead.get(before.get_absolute_url()))
    assert "When other councils take over It is not decided yet" in page
    assert all_of_it in page
    assert all_of_it not in text_of(client_of(bench, "councillor").get(past.get_absolute_url()))


def test_the_sentence_of_the_change_limit(bench: Council) -> None:
    """£60,001 of £600,000 is over 10%; 1 April 2025 to 31 March 2028 are 1,096 days."""
    bring_law_into_force()
    figures = law_in_force(TODAY)
    row = agreement(bench, regime="pa2023_standard", category="goods_services")
    assert change_limit(row, [], [], figures) == ChangeLimit(
        "holds",
        "Within the limits",
        "Above 10% of the value or 10% of the term a change notice (UK10) is due before the change.",
    )
    over = change_limit(row, [], [], figures, value=Decimal(90_000), months=1)
    assert over == ChangeLimit(
        "warning",
        "Change notice due",
        "£90,000 of changes is 15% of £600,000 and 30 days longer is 2.7% of 1,096 days; that is above 10% of the value"
        " or 10% of the term, so a change notice (UK10) is due before the change.",
    )
    assert change_limit(agreement(bench, regime="psr_2023"), [], [], figures) is None
