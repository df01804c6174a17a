"""Choosing people: what a choice says of somebody, what it costs, and what happens to text that names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.fields import PeopleChoiceField, PersonChoiceField
from accounts.models import Grade, Role, Specialism, User
from accounts.presenters import describe
from tests.accounts.people import finance, place, somebody
from ui.forms import CouncilForm

pytestmark = pytest.mark.django_db


class TeamForm(CouncilForm):
    lead = PersonChoiceField(error_messages={"required": "Select who leads"})
    team = PeopleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = User.objects.all()  # type: ignore[attr-defined]


def test_a_person_is_told_by_job_and_directorate_or_by_role() -> None:
    plain = somebody("Ann Bell")
    officer = somebody("Bob Cole", "commissioner")
    head = User.objects.create_user("cy@council.test", "Cy Dent")
    adviser = User.objects.create_user("di@council.test", "Di Egan", job_title="Solicitor")
    for directorate in (place(), None):
        Role.objects.create(user=head, kind="commissioner", directorate=directorate)
    Role.objects.create(user=head, kind="manager", grade=Grade.HEAD_OF_SERVICE, directorate=place())
    law = Specialism.objects.create(code="law", name="Law")
    for specialism in (finance(), law):
        Role.objects.create(user=adviser, kind="adviser", specialism=specialism)

    assert [describe(person) for person in (plain, officer, head, adviser)] == [
        "Ann Bell",
        "Bob Cole, Commissioner",
        "Cy Dent, Commissioner and Head of service, Place",
        "Di Egan, Solicitor, Finance, Law",
    ]


@pytest.mark.parametrize("number", [1, 5])
def test_a_list_of_any_length_reads_people_and_roles_once(number: int) -> None:
    for one in range(number):
        somebody(f"Person {one}", "manager", "adviser")

    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = TeamForm()["lead"].as_widget()

    assert len(captured) == 2
    assert page.count("Adviser and Assistant director, Finance, Place") == number


@pytest.mark.parametrize("field", ["lead", "team"])
def test_a_choice_is_checked_without_reading_roles(field: str) -> None:
    person = somebody("Ann Bell", "manager")
    form = TeamForm({"lead": person.pk, "team": [person.pk]})

    with CaptureQueriesContext(connection) as captured:
        assert form.is_valid()
        list(form.cleaned_data["team"])

    assert not any("accounts_role" in query["sql"] for query in captured)


@pytest.mark.parametrize("typed", ["Somebody <b>", "{pk}", "9" * 40])
def test_typed_text_is_never_a_person_and_stays_in_the_box(typed: str) -> None:
    person = somebody("Ann Bell", "manager")
    typed = typed.format(pk=person.pk)

    form = TeamForm({"lead": f"typed:{typed}"})

    assert form.errors == {"lead": ["Select a person from the list"]}
    page = str(form["lead"])
    assert "selected" not in page
    assert f'data-typed="{escape(typed)}"' in page
