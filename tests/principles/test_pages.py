"""The public pages: anybody may read what the council means by commissioning."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from principles.models import Edition, Principle, Question
from principles.services import load
from tests.principles.editions import FRAMEWORK, changed, real, small

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FUTURE = changed(FRAMEWORK, "2026-05-01", "2126-05-01")

pytestmark = pytest.mark.usefixtures("nothing_loaded")


@pytest.fixture
def edition() -> Edition:
    return load(real(), AT).edition


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_the_framework_says_the_council_s_words_with_their_source(client: Client, edition: Edition) -> None:
    page = text_of(client, "/framework/")
    for quoted in (edition.definition, edition.vision, edition.aim):
        assert f'<blockquote class="app-quote">{quoted}</blockquote>' in page
    assert edition.source in page
    assert "In use since 6 July 2021" in page
    for stage in edition.stagestatement_set.all():
        assert stage.statement in page
        assert stage.gate_question in page
    for duty in edition.duty_set.all():
        assert f'id="duty-{duty.code.lower()}"' in page
        assert duty.rule in page


def test_the_framework_leads_to_each_of_its_principles(client: Client, edition: Edition) -> None:
    page = text_of(client, "/framework/")
    for principle in edition.principle_set.all():
        assert f'<a href="/framework/principles/{principle.slug}/">{principle.name}</a>' in page
        assert principle.statement in page


def test_the_framework_counts_what_is_asked(client: Client, edition: Edition) -> None:
    page = client.get("/framework/").context["page"]
    assert [(stage.code, count) for stage, count in page.stages] == [
        ("analyse", 16),
        ("plan", 23),
        ("do", 13),
        ("review", 15),
    ]
    assert sum(counts.total for _, counts in page.asked_by_principle) == 67
    assert [(row.name, row.counts.total) for row in page.asked_by_tier] == [
        ("complex", 65),
        ("large", 65),
        ("medium", 56),
        ("small", 24),
    ]
    assert [row.reached_by for row in page.asked_by_tier] == [
        (
            "costs more than £5,000,000 with VAT over its whole life, closes or reduces a service, changes how the "
            "service is delivered, moves 20 or more staff to another employer (TUPE), is commissioned jointly with "
            "a partner or is politically sensitive"
        ),
        "costs £500,000 or more with VAT over its whole life or is a key decision",
        "costs £207,720 or more with VAT over its whole life",
        "",
    ]


def test_every_question_is_on_the_page_of_its_principle(client: Client, edition: Edition) -> None:
    for principle in Principle.objects.filter(edition=edition):
        page = text_of(client, f"/framework/principles/{principle.slug}/")
        assert principle.statement in page
        for question in Question.objects.filter(principle=principle):
            assert f'id="{question.code.lower()}"' in page
            for words in (
                question.title,
                question.text,
                question.guidance,
                question.na_rule,
                *question.evidence_examples,
            ):
                assert words in page, question.code
        assert page.count("<article") == principle.questions.count()


def test_a_question_says_whom_it_is_asked_and_how_it_passes(client: Client, edition: Edition) -> None:
    page = client.get("/framework/principles/championing-lincolnshire/").context["page"]
    plan = {asked.question.code: asked for asked in page.gates[1].asked}
    assert (plan["PL-CHAMP-1"].tiers, plan["PL-SOCV-1"].tiers) == ("", "medium, large and complex")
    assert plan["PL-SOCV-1"].only_for == (
        "Contract with a supplier; Call off a framework; Award directly to a supplier; "
        "Grant to a voluntary or community body; Commission jointly with a partner"
    )
    assert '<a href="/framework/#duty-socv">Social value</a>' in text_of(
        client, "/framework/principles/championing-lincolnshire/"
    )


@pytest.mark.parametrize(
    "address",
    [
        "/framework/principles/kindness/",
        "/framework/principles/",
        "/framework/rutland-2020/",
        "/framework/rutland-2020/principles/innovate/",
        "/framework/lincolnshire-2021/principles/kindness/",
    ],
)
def test_what_the_edition_does_not_have_is_not_found(client: Client, edition: Edition, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_pages_are_only_for_reading(client: Client, edition: Edition) -> None:
    assert client.head("/framework/").status_code == 200
    assert client.post("/framework/").status_code == 405


def test_before_any_edition_is_loaded_there_is_nothing_to_find(client: Client) -> None:
    assert client.get("/framework/").status_code == 404


def test_an_edition_that_is_not_in_force_says_so_and_keeps_to_itself(client: Client, edition: Edition) -> None:
    load(small(framework=FUTURE), AT)
    assert "How we commission" in text_of(client, "/framework/")  # among the other editions
    assert client.get("/framework/").context["page"].place.edition == edition
    page = text_of(client, "/framework/fenland-2026/")
    assert "Not the edition in use" in page
    assert "from 1 May 2126" in page
    assert '<a href="/framework/fenland-2026/principles/resident-focused/">' in page
    assert "What have residents told us by AN?" in text_of(
        client, "/framework/fenland-2026/principles/resident-focused/"
    )


def test_a_future_edition_alone_can_be_read_by_its_name(client: Client) -> None:
    load(small(framework=FUTURE), AT)
    assert client.get("/framework/").status_code == 404
    assert client.get("/framework/fenland-2026/").status_code == 200


def test_the_edition_in_force_has_one_set_of_addresses(client: Client, edition: Edition) -> None:
    assert '<a href="/framework/principles/innovate/">' in text_of(client, "/framework/lincolnshire-2021/")


def test_the_words_of_an_edition_are_shown_as_text(client: Client) -> None:
    hostile = changed(FRAMEWORK, "name: Resident focused", "name: <script>alert(1)</script>")
    load(small(framework=hostile), AT)
    for address in ("/framework/", "/framework/principles/resident-focused/"):
        assert "<script>alert(1)" not in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/framework/", "/framework/principles/resident-focused/"])
def test_a_page_takes_as_many_queries_for_a_small_edition_as_for_the_real_one(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(small(), AT)
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    load(small(framework=changed(FRAMEWORK, "2026-05-01", "2020-05-01")), AT)
    load(real(), AT)
    with django_assert_num_queries(7):
        client.get(address)
