"""Every form of the site: its session ends, its sender signs in again, and finds the words where they were."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from commissioning.access import ACCESS
from tests.access.every_form import Found, forms_at
from tests.access.forms import Data, Form, forms_of
from tests.access.world import World
from tests.recording import written
from ui.form_marks import FIELD
from unsaved.models import UnsavedFile, UnsavedForm
from unsaved.services import NEVER_KEPT

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
            data[name] = [f"Half an hour of words, “{name}” & <b>\nThe second line"] * len(control.values)
    return data


def chosen(form: Form) -> Data:
    """What a form would send as it stands, without what each drawing of it has anew."""
    left_out = {FIELD, "csrfmiddlewaretoken", "unsaved_form", "unsaved_file"}
    return {
        name: sent
        for name, control in form.controls.items()
        if (sent := [value for value, is_chosen in control.values if is_chosen and value]) and name not in left_out
    }


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
@pytest.mark.django_db
def test_words_wait_for_whom_they_are(name: str, world: World) -> None:
    for found in marked(name, world):
        data = typed(found.form)
        sent: dict[str, Any] = {field: values[0] if len(values) == 1 else values for field, values in data.items()}
        files = [field for field, control in found.form.controls.items() if control.kind == "file"]
        sent |= {field: SimpleUploadedFile("divisions.csv", FILE, "text/csv") for field in files}
        with written() as wrote:
            response = Client().post(sent_to(found), sent)
        assert response.status_code == 302, (found, response.status_code)
        assert all("unsaved_unsaved" in statement for statement in wrote.statements), found
        back = parse_qs(urlsplit(response["Location"]).query)["next"][0]
        words = [text for values in data.values() for text in values if "Half an hour" in text]
        other = world.client("admin" if found.person != "admin" else "lead").get(back, follow=True).content.decode()
        assert "Half an hour" not in other and "nothing was recorded yet" not in other, found
        page = world.client(found.person).get(back, follow=True)
        html = page.content.decode()
        assert "You were signed out. What you had typed is here; nothing was recorded yet." in html, found
        form = same_form(html, found)
        if form is None:
            form = Form("", "post")
            assert all(escape(text).splitlines()[0] in html for text in words), found
            print("UNPLACED", found)
        else:
            kept = {field: values for field, values in data.items() if not NEVER_KEPT.search(field)}
            buttons = dict(found.form.buttons)
            wanted = {f: v for f, v in kept.items() if f not in (FIELD, *buttons) and found.form.controls}
            assert chosen(form) == {f: v for f, v in wanted.items() if any(v)}, found
            passwords = [name for name, control in form.controls.items() if control.kind == "password"]
            assert all(NEVER_KEPT.search(password) for password in passwords), found
        for field in files:
            assert "divisions.csv" in html, (found, field)
        UnsavedForm.objects.all().delete()
        UnsavedFile.objects.all().delete()
