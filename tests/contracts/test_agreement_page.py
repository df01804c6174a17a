"""The page of one agreement: what each reader sees, in each state, and with how many statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement, ReplacedAgreement
from contracts.services.agreements import ExtensionInput, LotInput, SuppliedByInput
from contracts.services.documents import DocumentInput, add_document
from contracts.services.ending import end_agreement, say_running_on
from contracts.services.extensions import ExtensionDecisionInput, take_extension
from contracts.services.variations import VariationInput, record_variation
from demo import play
from tests.contracts.register import agreement, supplier
from tests.contracts.test_agreement_people import switch_on_reorganisation
from tests.council import NOW, Council

pytestmark = pytest.mark.usefixtures("time_stands")
STATEMENTS = 14  # of one with every kind of rows; 10 of one with suppliers and options alone
DECISION = ExtensionDecisionInput("Assistant Director of Place", date(2026, 11, 20), "It performs well.")


@pytest.fixture
def read(bench: Council) -> Callable[[Agreement, str], str]:
    """The words of the page as that person reads them."""

    def words(row: Agreement, name: str = "other") -> str:
        client = Client()
        client.force_login(bench[name])
        response = client.get(row.get_absolute_url())
        assert response.status_code == 200
        html = response.content.decode().split("<main", 1)[1].split("</main", 1)[0]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))

    return words


def full(bench: Council, count: int) -> Agreement:
    """An agreement with so many rows of everything."""
    suppliers = [supplier(bench, f"Brightways Number{place} Ltd") for place in range(count)]
    row = agreement(
        bench,
        kind="framework",
        notice_months=3,
        lots=[LotInput(str(place), "North") for place in range(count)],
        suppliers=[SuppliedByInput(each, str(place)) for place, each in enumerate(suppliers)],
        extensions=[ExtensionInput(months=12) for _ in range(count)],
    )
    for place in range(count):
        values = VariationInput(f"Town {place}", date(2027, 1, 4), "Legal", date(2026, 11, 16), value=Decimal(15_000))
        record_variation(row, values, actor=bench["lead"], at=NOW)
        link = DocumentInput(f"Paper {place}", "https://documents.example.org/paper")
        add_document(row, link, actor=bench["lead"], at=NOW)
        agreement(bench, kind="call_off", framework=row, title=f"Call-off {place}")
        cycle = bench.cycle(service_name=f"Service {place}")
        ReplacedAgreement.objects.create(cycle=cycle, agreement=row)
    return row


def test_an_officer_reads_how_it_stands_and_what_comes_next(bench: Council, read: Callable[..., str]) -> None:
    text = read(full(bench, 2))
    for sentence in (
        (
            "Runs until 31 March 2028. Decide whether to extend by 8 October 2027; notice by 31 December 2027."
            " C-0002 prepares what comes next."
        ),
        "Its last day is 31 March 2028, or 31 March 2030 with both extensions.",
        "Brightways Number0 Ltd 0 Not known",
        "A-0002 Call-off 0",
        "In all £30,000, 5% of the value as awarded.",
        "With its variations £630,000",
        "6 of 12 facts. Missing:",
        "Contract manager. Somebody has to be reminded before it ends.",
        "Paper 1 Remove Paper 1",
        "Record the decision on extension 1",
        "Added the link “Paper 1” to the documents of A-0001",
    ):
        assert sentence in text
    assert "Record the decision on extension 2" not in text


def test_a_councillor_reads_the_published_fields_only(bench: Council, read: Callable[..., str]) -> None:
    row = full(bench, 1)
    people = {"contract_manager": bench["member"], "deputy": bench["head"]}
    Agreement.objects.filter(pk=row.pk).update(**people, regime="pa2023_standard", description="Streets are swept.")
    take_extension(row, 1, DECISION, actor=bench["lead"], at=NOW)
    text = read(row, "councillor")
    for sentence in (
        "Runs until 31 March 2029.",
        "Streets are swept.",
        "Brightways Number0 Ltd",
        "Taken on 20 November 2026",
        "Whole life, without VAT £600,000",
        "Leanne Cooper",
    ):
        assert sentence in text
    for hidden in (
        "Decide whether",
        "Analyse by",
        "Grace Holland",
        "Legal regime",
        "It performs well.",
        "Assistant Director",
        "Paper 0",
        "Approved by",
        "facts",
        "What changed",
        "Change the entry",
        "Remove",
        "Risk class",
    ):
        assert hidden not in text


def _none(row: Agreement, bench: Council) -> None:
    pass


def _ended(row: Agreement, bench: Council) -> None:
    end_agreement(row, date(2026, 11, 20), reason="The supplier stopped.", actor=bench["lead"], at=NOW)


def _runs_on(row: Agreement, bench: Council) -> None:
    say_running_on(row, date(2026, 10, 1), reason="The tender is late.", actor=bench["lead"], at=NOW)


def _ends_early(row: Agreement, bench: Council) -> None:
    end_agreement(row, date(2027, 6, 30), reason="Notice is given.", actor=bench["lead"], at=NOW)


PASSED: dict[str, Any] = {"start": date(2023, 10, 1), "first_end": date(2026, 9, 30)}


@pytest.mark.parametrize(
    ("more", "then", "words"),
    [
        ({"first_end": date(2032, 3, 31)}, _none, "Runs Runs until 31 March 2032. Start the next Analyse by "),
        (
            {"is_signed": False},
            _none,
            (
                "Not signed It is not signed yet, so only officers see it."
                " It is to run from 1 April 2025 to 31 March 2028."
            ),
        ),
        (
            {"start": date(2027, 4, 1)},
            _none,
            "Not started Starts on 1 April 2027 and runs until 31 March 2028.",
        ),
        (
            {"first_end": date(2027, 1, 31)},
            _none,
            "Ends within a year Runs until 31 January 2027. Start the next Analyse now: the last safe day was ",
        ),
        (
            PASSED,
            _none,
            (
                "Expired: still running? Its end has passed: it was to end on 30 September 2026, and nobody has said"
                " what happened. Say what happened: it has ended, it runs on without an agreement, or an extension was"
                " taken."
            ),
        ),
        (
            PASSED,
            _runs_on,
            (
                "Expired, runs on Its end, 30 September 2026, has passed: it has run on since 1 October 2026."
                " Put it right: end it, or record the extension or the variation by which it goes on."
            ),
        ),
        ({}, _ended, "Ended Ended on 20 November 2026."),
        ({}, _ends_early, "Ends within a year Runs until 30 June 2027, when it ends early."),
        (
            {"is_rolling": True, "first_end": None, "notice_months": 1, "notice_days": 14},
            _none,
            "Runs Runs until notice is given, of 1 month and 14 days.",
        ),
        ({"first_end": None}, _none, "Runs Runs to an end that is not known."),
        (
            {"extensions": [ExtensionInput(months=12)]},
            _none,
            "It can be extended. Enter its notice period: the last safe days to decide follow from it.",
        ),
        (
            {"first_end": date(2027, 3, 31), "notice_months": 3, "extensions": [ExtensionInput(months=12)]},
            _none,
            "Decide now whether to extend it: the last safe day was 8 October 2026. Notice by 31 December 2026.",
        ),
        (
            {"first_end": date(2027, 1, 31), "notice_months": 3, "extensions": [ExtensionInput(months=12)]},
            _none,
            "It can be extended, but the last day to give notice was 31 October 2026: ask what is still possible.",
        ),
    ],
)
def test_each_state_is_said_in_a_sentence(
    bench: Council, read: Callable[..., str], more: dict[str, Any], then: Callable[..., None], words: str
) -> None:
    row = agreement(bench, **more)
    then(row, bench)
    assert words in read(row)


def test_what_is_not_visible_is_absent(bench: Council, client: Client, read: Callable[..., str]) -> None:
    cycle = bench.cycle(restricted=True, service_name="Secure care")
    evidence = play.add_evidence(cycle, "Plan of the move", at=NOW)
    row = agreement(bench, is_signed=False, cycle=cycle, title="Secure care")
    add_document(row, DocumentInput(evidence=evidence), actor=bench["lead"], at=NOW)
    for name in ("other", "councillor", "nobody"):
        client.force_login(bench[name])
        assert client.get(row.get_absolute_url()).status_code == (403 if name == "nobody" else 404)
    assert "Plan of the move" in read(row, "lead")
    Agreement.objects.filter(pk=row.pk).update(is_signed=True)
    text = read(row, "other")
    assert "Put in place by No cycle that you see" in text
    assert cycle.reference not in text
    assert "Plan of the move" not in text


def test_evidence_that_is_not_published_is_for_officers(bench: Council, read: Callable[..., str]) -> None:
    cycle = bench.cycle()
    row = agreement(bench, cycle=cycle)
    evidence = play.add_evidence(cycle, "Plan of the move", at=NOW)
    add_document(row, DocumentInput(evidence=evidence), actor=bench["lead"], at=NOW)
    assert f"Documents Plan of the move Remove Plan of the move Evidence of {cycle.reference}" in read(row)
    assert "Documents" not in read(row, "councillor")


def test_reorganisation_is_asked_only_where_the_edition_switches_it_on(
    bench: Council, read: Callable[..., str]
) -> None:
    row = agreement(bench)
    assert "other councils take over" not in read(row)
    switch_on_reorganisation()
    assert "When other councils take over" in read(row)
    assert "When other councils take over" not in read(row, "councillor")


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(
    bench: Council, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    row = full(bench, count)
    client.force_login(bench["other"])
    client.get(row.get_absolute_url())
    with django_assert_num_queries(STATEMENTS):
        client.get(row.get_absolute_url())


def test_kinds_of_rows_that_there_are_none_of_are_not_read(
    bench: Council, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = agreement(bench, supplier(bench))
    client.force_login(bench["other"])
    client.get(row.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(row.get_absolute_url())
