"""The page of editions: which is in force, how many cycles use each, and how a question is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from overview.selectors.editions import edition_rows
from principles.models import Edition
from principles.services import load
from tests.council import Council
from tests.principles.editions import FRAMEWORK, changed, small

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PAGE = "/framework/editions/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def single_edition(council: Council) -> Edition:
    """The council's proving edition alone."""
    Edition.objects.exclude(code="proving-2026").delete()
    return Edition.objects.get()


def text_of(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def later_edition() -> Edition:
    future = changed(changed(FRAMEWORK, "fenland-2026", "fenland-2126"), "2026-05-01", "2126-05-01")
    return load(small(future), AT).edition


def test_each_edition_has_its_state_and_its_live_cycles(council: Council) -> None:
    council.cycle()
    council.cycle(service_name="Street lamps")
    council.cycle(service_name="Foster care", restricted=True)
    later_edition()
    used = Edition.objects.get(cycles__service__name="Street lamps")
    rows = edition_rows(date(2026, 11, 23))
    assert [(row.edition.code, row.state) for row in rows][:2] == [("fenland-2126", "to_come"), (used.code, "in_force")]
    assert all(row.state == "superseded" for row in rows[2:])
    assert {row.edition.code: row.cycles for row in rows if row.cycles} == {used.code: 2}
    assert [row.before for row in rows] == [*(row.edition for row in rows[1:]), None]
    assert edition_rows(date(2126, 5, 1))[0].state == "in_force"


@pytest.mark.usefixtures("single_edition")
def test_one_edition_is_said_to_be_the_only_one(client: Client) -> None:
    page = text_of(client, PAGE)
    assert "There is only one edition so far." in page
    assert "In force" in page
    assert "What changed since" not in page


def test_two_editions_lead_to_what_changed(client: Client, single_edition: Edition) -> None:
    later_edition()
    page = text_of(client, PAGE)
    assert f'<a href="/framework/editions/{single_edition.code}/fenland-2126/">What changed' in page
    assert "There is only one edition so far." not in page


@pytest.mark.usefixtures("single_edition")
@override_settings(SERVICE_CONTACT="ask@council.example")
def test_it_says_how_a_question_is_changed_and_whom_to_ask(client: Client) -> None:
    page = text_of(client, PAGE)
    assert "manage.py load_framework FOLDER --check" in page
    assert page.count('"mailto:ask@council.example"') == 1
    Edition.objects.all().delete()
    assert "No edition has been loaded yet." in text_of(client, PAGE)


def test_cycles_are_counted_for_people_with_a_role(council: Council, client: Client) -> None:
    council.cycle()
    assert "Live cycles that use it" not in text_of(client, PAGE)
    client.force_login(council["lead"])
    assert '<td data-l="Live cycles that use it" class="num">1</td>' in text_of(client, PAGE)


def test_statements_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get(PAGE)  # the frame keeps the edition in force for a while
    with django_assert_num_queries(2):
        client.get(PAGE)
    later_edition()
    with django_assert_num_queries(2):
        client.get(PAGE)


def test_the_framework_owner_finds_it_from_my_work_in_one_press(council: Council, client: Client) -> None:
    client.force_login(council["lead"])
    assert "Change a question" not in text_of(client, "/my-work/")
    client.force_login(council.add("fiona", "Fiona Reid", {"kind": "framework_owner"}))
    assert '<a href="/framework/editions/">Change a question</a>' in text_of(client, "/my-work/")
