"""The page of the security record: who reads it, its sentences, its filters, and no word about a hidden cycle."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit.models import SecurityEvent, SecurityKind
from audit.security import MOST_ROWS, record_security
from overview.presenters.security import SENTENCES
from tests.council import NOW, Council, make_restricted
from tests.overview.conftest import SignedIn

pytestmark = pytest.mark.django_db

PAGE = "/manage/security/"


def lines(client: Client, query: str = "") -> list[str]:
    page = client.get(PAGE + query).content.decode()
    return [unescape(text) for text in re.findall(r'data-l="What happened"[^>]*>(.*?)</td>', page)]


def happened(council: Council, kind: str, person: str | None, **more: Any) -> None:
    who = council[person] if person else None
    record_security(kind, person=who, **{"at": NOW, "address": "192.0.2.7", **more})


@pytest.mark.parametrize(("name", "status"), [("admin", 200), ("auditor", 200), ("lead", 403), ("councillor", 403)])
def test_administrators_and_auditors_read_it(as_: SignedIn, name: str, status: int) -> None:
    assert as_(name).get(PAGE).status_code == status


def test_each_kind_has_its_sentences(council: Council, as_: SignedIn) -> None:
    ann, nadia = str(council["lead"]), str(council["admin"])
    assert set(SENTENCES) == set(SecurityKind)
    for kind in SecurityKind:
        happened(council, kind, "lead", means="link", path="/x/", method="GET")
    happened(council, "sign_in_failed", None)
    happened(council, "locked_out", None)
    happened(council, "refused", "lead", path="/x/", method="POST")
    for done in ("link_requested", "invited", "email_retried", "password_changed", "address_changed"):
        happened(council, done, "lead", actor=council["admin"])

    assert lines(as_("auditor"))[::-1] == [
        f"{ann} signed in with a link sent by email",
        f"Wrong password for {ann}",
        f"Too many wrong guesses for {ann}, so no password was accepted",
        f"{ann} signed out",
        f"Refused: {ann} tried to open /x/",
        f"A link to sign in was requested for {ann}",
        f"{ann} was invited",
        f"An email to {ann} was sent again",
        f"{ann} set a new password",
        f"{ann} changed their email address",
        "Wrong password for an account that does not exist",
        "Too many wrong guesses for an account that does not exist, so no password was accepted",
        f"Refused: {ann} tried to change something at /x/",
        f"{nadia} had a link to sign in sent to {ann}",
        f"{nadia} invited {ann}",
        f"{nadia} had an email to {ann} sent again",
        f"{nadia} changed the password of {ann}",
        f"{nadia} changed the email address of {ann}",
    ]


def test_what_was_repeated_says_how_often(council: Council, as_: SignedIn) -> None:
    for _ in range(3):
        happened(council, "sign_in_failed", "lead")

    assert lines(as_("admin")) == [f"Wrong password for {council['lead']} (3 times)"]


def test_a_flood_of_refusals_is_a_bounded_number_of_lines(council: Council, as_: SignedIn) -> None:
    client, before = as_("lead"), len(lines(as_("admin")))
    for number in range(MOST_ROWS + 9):
        assert client.get(f"/manage/people/{number}/").status_code == 403
    client.get(f"/manage/people/{MOST_ROWS - 1}/")

    assert SecurityEvent.objects.filter(kind="refused").count() == MOST_ROWS + 1
    assert lines(as_("admin"))[0] == f"Refused: {council['lead']} tried to open or change further pages (9 times)"
    happened(council, "refused", "member", path="/x/", method="GET", at=timezone.now())
    assert "/x/" in lines(as_("admin"))[0]
    assert before == 0


def test_a_flood_of_lockouts_is_a_bounded_number_of_lines(council: Council, as_: SignedIn) -> None:
    people = User.objects.bulk_create(User(email=f"p{number}@council.test", name=f"P {number}") for number in range(70))
    for number, person in enumerate(people):
        record_security("locked_out", person=person, at=NOW, address=f"2001:db8::{number:x}")

    assert SecurityEvent.objects.count() == MOST_ROWS + 1
    line = "Too many wrong guesses for further accounts, so no password was accepted (10 times)"
    assert lines(as_("auditor"))[0] == line
    assert lines(as_("auditor"), "?network=2001:db8::5")[0] == line


def test_a_line_takes_as_many_statements_whoever_it_is_about(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    happened(council, "sign_in_failed", None)
    for person in (None, council["lead"]):
        with django_assert_num_queries(4):  # with those of the transaction
            record_security("sign_in_failed", person=person, at=NOW, address="192.0.2.7")


def test_a_cycle_that_does_not_exist_for_the_reader_is_not_named(council: Council, as_: SignedIn) -> None:
    open_cycle, hidden = council.cycle(), council.cycle()
    make_restricted(hidden.pk)
    paths = [reverse("cycle", args=[open_cycle.reference]), reverse("stage", args=[hidden.reference, "plan"])]
    paths += ["/cycles/C-99999/", f"/cycles/new/one/{hidden.reference.lower()}/", "/manage/people/"]
    for path in paths:
        happened(council, "refused", "councillor", path=path, method="GET")

    def opened(name: str) -> list[str]:
        return [line.split(" tried to open ")[1] for line in lines(as_(name))[::-1]]

    assert opened("auditor") == paths
    assert opened("admin") == [paths[0], "/cycles/…/plan/", "/cycles/…/", "/cycles/new/one/…/", "/manage/people/"]
    explained = "the reference of a cycle that you may not see or that does not exist"
    assert explained in as_("admin").get(PAGE).content.decode()
    assert explained not in as_("auditor").get(PAGE).content.decode()


def test_a_refusal_at_the_site_stands_there(council: Council, as_: SignedIn) -> None:
    as_("lead").get("/manage/people/?q=x")

    assert lines(as_("admin")) == [f"Refused: {council['lead']} tried to open /manage/people/"]


def test_filters(council: Council, as_: SignedIn) -> None:
    happened(council, "signed_in", "lead", at=NOW - timedelta(days=2), means="password")
    happened(council, "signed_in", "member", address="2001:db8::1", means="password")
    happened(council, "email_retried", "member", actor=council["admin"])
    lead, member, admin = str(council["lead"]), str(council["member"]), str(council["admin"])
    first, second = f"{lead} signed in with their password", f"{member} signed in with their password"
    third = f"{admin} had an email to {member} sent again"

    def found(query: str) -> list[str]:
        return lines(as_("auditor"), query)

    assert found("") == [third, second, first]
    assert found(f"?person={lead.rsplit(maxsplit=1)[-1].lower()}") == [first]
    assert found(f"?person={council['member'].email}") == [third, second]
    assert found(f"?person={admin}") == [third]
    assert found("?kind=signed_in") == [second, first]
    assert found("?network=2001:db8::1") == [second]
    assert found("?starts_day=23&starts_month=11&starts_year=2026") == [third, second]
    assert found("?ends_day=22&ends_month=11&ends_year=2026") == [first]
    assert found("?starts_day=21&starts_month=11&starts_year=2026&ends_day=21&ends_month=11&ends_year=2026") == [first]
    assert found("?kind=nothing&starts_day=99&page=x&network=%00") == [third, second, first]


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_a_page_takes_as_many_statements_at_any_length(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    client, cycle = as_("admin"), council.cycle()
    client.get(PAGE)
    for number in range(rows):
        path = f"/cycles/{cycle.reference}/{number}/"
        happened(council, "refused", "councillor", path=path, method="GET", actor=council["lead"])

    with django_assert_num_queries(6):
        assert len(lines(client)) == min(rows, 50)
