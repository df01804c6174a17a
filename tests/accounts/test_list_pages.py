"""The pages of the council's lists: for administrators, by keyboard and without scripts."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Committee, Directorate, Division, Portfolio, User
from tests.accounts.people import somebody
from tests.checklists.views.asking import plain

pytestmark = pytest.mark.django_db

LIST = "/manage/lists/divisions/"
IMPORT = f"{LIST}import/"


@pytest.fixture
def signed_in(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def sleaford() -> Division:
    return Division.objects.create(name="Sleaford", district="North Kesteven")


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_lists_are_counted(signed_in: Client, sleaford: Division) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Division.objects.create(name="Holbeach", district="South Holland", ended_on=yesterday)
    counted = signed_in.get("/manage/lists/").context["lists"]
    assert [(each.slug, in_use, ended) for each, in_use, ended in counted][1:] == [
        ("divisions", 1, 1),
        ("portfolios", 0, 0),
        ("committees", 0, 0),
    ]


def test_entries_are_added_with_what_each_list_asks(signed_in: Client) -> None:
    helen = somebody("Helen Marsh", "councillor")
    for slug, values in (
        ("directorates", {"name": "Fire and Rescue"}),
        ("divisions", {"name": "Sleaford", "district": "North Kesteven"}),
        ("portfolios", {"name": "Highways", "holder": helen.pk}),
        ("committees", {"name": "Audit", "kind": "other"}),
    ):
        response = signed_in.post(f"/manage/lists/{slug}/", values, follow=True)
        assert f"{values['name']} is on the list and can be chosen." in text_of(response)
        assert f">{values['name']}</a></th>" in text_of(response)
    assert Directorate.objects.get(name="Fire and Rescue").code == "fire-and-rescue"
    assert (Portfolio.objects.get().holder, Committee.objects.get().kind) == (helen, "other")


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"name": ["Enter its name"], "district": ["Enter the district that it lies in"]}),
        ({"name": "\u200b \u200d", "district": "X"}, {"name": ["Enter its name"]}),
        ({"name": "SLEAFORD", "district": "X"}, {"name": ["“Sleaford” is on the list already"]}),
        ({"name": "x" * 121, "district": "X"}, {"name": ["Name must be 120 characters or fewer"]}),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(
    signed_in: Client, sleaford: Division, values: dict[str, str], errors: dict[str, list[str]]
) -> None:
    response = signed_in.post(LIST, values)
    assert response.status_code == 200
    assert response.context["form"].errors == errors
    assert Division.objects.count() == 1


def test_an_entry_is_renamed_and_shows_its_history(signed_in: Client, sleaford: Division) -> None:
    address = f"{LIST}{sleaford.pk}/"
    values = {"name": "Sleaford Rural", "district": "North Kesteven", "version": 1}
    page = text_of(signed_in.post(address, values, follow=True))
    assert "Changed Sleaford in the list of divisions" in page
    assert "from Sleaford to → Sleaford Rural" in plain(page)
    stale = signed_in.post(address, {**values, "name": "Sleaford Town"})
    assert stale.status_code == 409
    assert "It is now: Sleaford Rural, North Kesteven." in text_of(stale)
    assert 'name="version" value="2"' in text_of(stale)
    assert 'value="Sleaford Town"' in text_of(stale)


def test_the_short_name_of_a_directorate_is_shown_and_not_asked_again(signed_in: Client, manager: User) -> None:
    place = Directorate.objects.get(code="place")
    address = f"/manage/lists/directorates/{place.pk}/"
    assert "code" not in signed_in.get(address).context["form"].fields
    signed_in.post(address, {"name": "Place and Environment", "code": "other", "version": 1})
    place.refresh_from_db()
    assert (place.code, place.name) == ("place", "Place and Environment")


def test_the_check_before_ending_shows_what_uses_it(signed_in: Client, manager: User) -> None:
    place = Directorate.objects.get(code="place")
    address = f"/manage/lists/directorates/{place.pk}/end/"
    assert '<a href="/manage/people/?directorate=place">1 manager</a>' in text_of(signed_in.get(address))
    ahead = timezone.localdate() + timedelta(days=90)
    day = {"last_day_day": ahead.day, "last_day_month": ahead.month, "last_day_year": ahead.year}
    page = text_of(signed_in.post(address, {"last_day_0": ahead.day} | day, follow=True))
    place.refresh_from_db()
    assert place.ended_on == ahead
    assert "In use" in page
    assert "until then it can be chosen" in page
    signed_in.post(f"/manage/lists/directorates/{place.pk}/reopen/")
    place.refresh_from_db()
    assert place.ended_on is None


def test_ended_entries_are_apart_and_no_longer_offered(signed_in: Client, sleaford: Division) -> None:
    past = timezone.localdate() - timedelta(days=1)
    Division.objects.create(name="Holbeach", district="South Holland", ended_on=past)
    context = signed_in.get(LIST).context
    assert [[str(entry) for entry in context[name]] for name in ("entries", "ended")] == [["Sleaford"], ["Holbeach"]]
    person = somebody("Helen Marsh")
    form = signed_in.get(f"/manage/people/{person.pk}/roles/add/councillor/").context["form"]
    assert [label for _, label in form.fields["division"].choices] == ["No division", "Sleaford"]
    page = signed_in.post(f"/manage/people/{person.pk}/roles/add/councillor/", {"division": 10**20})
    assert page.context["form"].errors


def test_a_councillor_who_lost_the_role_still_holds_their_portfolio(signed_in: Client) -> None:
    helen = somebody("Helen Marsh")
    entry = Portfolio.objects.create(name="Highways", holder=helen)
    response = signed_in.post(
        f"/manage/lists/portfolios/{entry.pk}/", {"name": "Highways and Flooding", "holder": helen.pk, "version": 1}
    )
    assert response.status_code == 302
    entry.refresh_from_db()
    assert (entry.name, entry.holder) == ("Highways and Flooding", helen)


def test_a_file_is_checked_first_and_written_with_the_second_press(signed_in: Client, sleaford: Division) -> None:
    Division.objects.create(name="Crowland", district="South Holland")
    content = "Name;Wähler;District\nBoston North;4521;Boston\nSleaford;1;Sleaford\n".encode("cp1252")
    checked = signed_in.post(IMPORT, {"file": SimpleUploadedFile("divisions.csv", content)})
    page = text_of(checked)
    assert "Nothing has been written yet." in page
    assert "<li>Boston North, Boston</li>" in page
    assert "<li>Sleaford, North Kesteven <strong>becomes</strong> Sleaford, Sleaford</li>" in page
    assert "Columns of the file that are not used: Wähler." in page
    assert "1 on the list and not in the file: they stay as they are" in page
    assert Division.objects.count() == 2
    confirmed = {"text": checked.context["text"], "digest": checked.context["plan"].digest}
    done = signed_in.post(IMPORT, confirmed, follow=True)
    assert "1 entry was added to the list of divisions, 1 changed." in text_of(done)
    assert [entry.in_words for entry in Division.objects.all()] == [
        "Boston North, Boston",
        "Crowland, South Holland",
        "Sleaford, Sleaford",
    ]


def test_what_was_shown_is_what_is_written(signed_in: Client) -> None:
    text = "name,district\nBoston North,Boston\nFenside,Boston\n"
    digest = signed_in.post(IMPORT, {"text": text}).context["plan"].digest
    Division.objects.create(name="Fenside", district="Boston")
    again = signed_in.post(IMPORT, {"text": text, "digest": digest})
    assert again.status_code == 409
    assert "The list has changed since you checked the file." in text_of(again)
    assert [str(entry) for entry in again.context["plan"].added] == ["Boston North"]
    assert Division.objects.count() == 1


def test_faults_are_listed_by_row_and_what_was_sent_is_kept(signed_in: Client) -> None:
    content = b"name,district\nSleaford,North Kesteven\n,Boston\nSleaford,Boston\n"
    page = signed_in.post(IMPORT, {"file": SimpleUploadedFile("divisions.csv", content)})
    assert page.context["faults"] == ["Row 3: the name is missing", "Row 4: “Sleaford” is there twice (rows 2 and 4)"]
    assert "put 2 faults right, here or in the file" in text_of(page)
    assert "Sleaford,North Kesteven\n,Boston" in text_of(page)
    many = "name,district\n" + "A,\n" * 60
    assert "And 70 more faults." not in text_of(signed_in.post(IMPORT, {"text": many}))
    assert "more faults." in text_of(signed_in.post(IMPORT, {"text": many}))
    assert not Division.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({}, "file", "Select a file, or paste the rows"),
        ({"text": " \n "}, "file", "Select a file, or paste the rows"),
        ({"text": "Sleaford"}, "text", "The first row names no column “name”."),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")}, "file", "This file is not text."),
        ({"file": SimpleUploadedFile("a.csv", b"name\0")}, "file", "This file is not text."),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "file", "The selected file is empty"),
        ({"file": SimpleUploadedFile("a.csv", b"n" * 500_001)}, "file", "The file is larger than 500 KB."),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(
    signed_in: Client, sent: dict[str, Any], field: str, sentence: str
) -> None:
    page = signed_in.post(IMPORT, sent)
    assert page.status_code == 200
    assert sentence in page.context["form"].errors[field][0]


@pytest.mark.parametrize("path", ["wards/", "wards/import/", "wards/1/", "divisions/999999/", "divisions/999999/end/"])
def test_what_is_not_there_is_not_found(signed_in: Client, path: str) -> None:
    assert signed_in.get(f"/manage/lists/{path}").status_code == 404


def test_names_are_shown_as_text(signed_in: Client) -> None:
    entry = Division.objects.create(name="<b>North</b>", district="<i>X</i>")
    for path in (LIST, f"{LIST}{entry.pk}/", f"{LIST}{entry.pk}/end/"):
        page = signed_in.get(path).content.decode()
        assert "<b>North" not in page
        assert "<i>X" not in page


def test_statements_of_the_list_do_not_grow(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    somebody("Helen Marsh", "councillor")
    for count in (1, 30):
        for number in range(count):
            holder = somebody(f"Councillor {count} {number}", "councillor")
            Portfolio.objects.create(name=f"Portfolio {count} {number}", holder=holder)
        signed_in.get("/manage/lists/portfolios/")
        with django_assert_num_queries(5):
            signed_in.get("/manage/lists/portfolios/")
