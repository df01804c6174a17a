"""Every form of the site: its session ends, its sender signs in again, and finds the words where they were."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commissioning.access import ACCESS
from tests.access.every_form import Found, forms_at
from tests.access.forms import Data, Form, forms_of
from tests.access.world import World
from tests.recording import written
from ui.form_marks import FIELD
from unsaved.models import UnsavedFile, UnsavedForm
from unsaved.services import NEVER_KEPT

pytestmark = pytest.mark.django_db

FILE = b"name,district\nNew division,East Lindsey\n"


def marked(name: str, world: World) -> list[Found]:
    """The forms that are sent to an address by somebody who is signed in."""
    found = forms_at(name, world) if ACCESS[name].writes else []
    return [form for form in found if FIELD in form.form.controls]


def typed(form: Form) -> Data:
    """What somebody leaves in the form: everything it holds, and words of theirs where there is room for words."""
    data = {name: list(values) for name, values in form.filled().items()}
    for name, control in form.controls.items():
        if control.kind == "text":
            words = f"Half an hour of words, “{name}” & <b> \"quoted\" 'twice'\nThe second line"
            data[name] = [words] * len(control.values)
    return data


def chosen(form: Form) -> Data:
    """What a form would send as it stands, without what each drawing of it has anew."""
    left_out = {FIELD, "csrfmiddlewaretoken", "unsaved_form", "unsaved_file"}
    return {
        name: sent
        for name, control in form.controls.items()
        if (sent := [value for value, is_chosen in control.values if is_chosen and value]) and name not in left_out
    }


def with_files(found: Found, data: Data) -> tuple[dict[str, Any], list[str]]:
    """What a client posts, with a file in every control for one."""
    files = [field for field, control in found.form.controls.items() if control.kind == "file"]
    sent: dict[str, Any] = {field: values[0] if len(values) == 1 else values for field, values in data.items()}
    return sent | {field: SimpleUploadedFile("divisions.csv", FILE, "text/csv") for field in files}, files


def same_form(html: str, found: Found) -> Form | None:
    """The form on a page that is sent to the same address and has the same fields."""
    for form in forms_of(html):
        there = urljoin(found.path, form.action or urlsplit(found.path).path)
        if there == sent_to(found) and found.form.controls.keys() <= form.controls.keys():
            return form
    return None


def sent_to(found: Found) -> str:
    return urlsplit(urljoin(found.path, found.form.action)).path


NAMES = [name for name, row in ACCESS.items() if "POST" in row.methods and name != "admin-login-redirect"]


@pytest.mark.parametrize("name", NAMES)
def test_words_wait_for_whom_they_are(name: str, world: World) -> None:
    for found in marked(name, world):
        data = typed(found.form)
        sent, files = with_files(found, data)
        assert not files or name in FILE_FORMS
        with written() as wrote:
            response = Client().post(sent_to(found), sent)
        assert response.status_code == 302, (found, response.status_code)
        assert all("unsaved_unsaved" in statement for statement in wrote.statements), found
        back = parse_qs(urlsplit(response["Location"]).query)["next"][0]
        other = world.client("admin" if found.person != "admin" else "lead").get(back, follow=True).content.decode()
        assert "Half an hour" not in other and "nothing was recorded yet" not in other, found
        html = world.client(found.person).get(back, follow=True).content.decode()
        assert "You were signed out. What you had typed is here; nothing was recorded yet." in html, found
        kept = {field: values for field, values in data.items() if not NEVER_KEPT.search(field)}
        form = same_form(html, found)
        if form is None:  # a step that no address leads to: what was typed can be copied
            assert found.name in WITHOUT_A_PAGE, found
            words = [text.splitlines()[0] for values in kept.values() for text in values if "Half" in text]
            assert all(text in unescape(html) for text in words), found
        else:
            left_out = (FIELD, *dict(found.form.buttons))
            wanted = {field: values for field, values in kept.items() if field not in left_out and any(values)}
            assert chosen(form) == wanted, found
            passwords = [field for field, control in form.controls.items() if control.kind == "password"]
            assert all(NEVER_KEPT.search(password) for password in passwords), found
        assert html.count("Chosen: <strong>divisions.csv</strong>") == len(files), found
        UnsavedForm.objects.all().delete()
        UnsavedFile.objects.all().delete()


# Steps that follow a form at its own address, and forms of a state that has passed meanwhile.
WITHOUT_A_PAGE = {"condition", "council-list-import", "cycle-people", "question-more"}


@pytest.mark.parametrize("name", NAMES)
def test_three_presses_are_one(name: str, world: World) -> None:
    for found in marked(name, world):
        sent, _ = with_files(found, found.form.filled())
        client = world.client(found.person)
        first = client.post(sent_to(found), sent)
        if first.status_code != 302:
            continue
        for _ in range(2):
            again, _ = with_files(found, found.form.filled())
            with written() as wrote:
                response = world.client(found.person).post(sent_to(found), again)
            if found.name != "sign-out":
                assert (response.status_code, response["Location"]) == (302, first["Location"]), found
            assert not wrote.statements, (found, wrote.statements)


FILE_FORMS = {  # agreements keep links to documents, no files
    "evidence-new",
    "evidence-version",
    "question-evidence",
    "question-missing-part",
    "record-paste",
    "demand-figures",
    "council-list-import",
    "contracts-import-new",
}


@pytest.mark.parametrize("name", sorted(FILE_FORMS - {"council-list-import"}))  # nothing is asked there beside the file
def test_a_chosen_file_survives_an_error_elsewhere(name: str, world: World) -> None:
    found = next(one for one in marked(name, world) if any(c.kind == "file" for c in one.form.controls.values()))
    sent, _ = with_files(found, {FIELD: found.form.filled()[FIELD], "do": ["new"], "text": ["and, pasted"]})
    html = world.client(found.person).post(sent_to(found), sent).content.decode()
    assert "Chosen: <strong>divisions.csv</strong>" in html
