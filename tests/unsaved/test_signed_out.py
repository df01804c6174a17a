"""What is typed when a session has ended: kept for that person, put back, and recorded only when they press again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts.models import User
from approvals.models import Decision
from tests.access.forms import Form, forms_of
from tests.approvals.views.gates import at, decides, submitted
from tests.checklists.views.asking import text_of
from tests.checklists.views.evidencing import described, new
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn
from unsaved.models import SentForm, UnsavedFile, UnsavedForm
from unsaved.services import delete_expired

PASSWORD = "copper lantern meadow"
REASONS = "Half an hour of reasons.\nThey fill several lines & end."
SAID = "You were signed out. What you had typed is here; nothing was recorded yet."


def mark_on(response: Any, field: str) -> dict[str, str]:
    """The mark of the form that has this field."""
    return {"form_mark": form_with(response, field).controls["form_mark"].values[0][0]}


def form_with(response: Any, field: str) -> Form:
    return next(form for form in forms_of(response.content.decode()) if field in form.controls)


def signs_in(client: Client, person: User, response: Any) -> Any:
    """On the page that the response leads to, as far as it goes on from there."""
    person.password = make_password(PASSWORD)
    person.save()
    wanted = parse_qs(urlsplit(response["Location"]).query)["next"][0]
    said = {"username": person.email, "password": PASSWORD, "next": wanted}
    return client.post("/sign-in/", said, follow=True)


def test_reasons_of_a_decision_wait_until_signed_in_again(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    client, decider = as_("head"), bench["head"]
    page = client.get(at(cycle, "decide"))
    typed = decides(submission, "pass", REASONS) | mark_on(page, "reasons")
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        response = client.post(at(cycle, "decide"), typed)
        assert response.status_code == 302 and response["Location"].startswith("/sign-in/?next=")
        assert "What you typed is kept" in text_of(client.get(response["Location"]))
        back = signs_in(client, decider, response)
        assert SAID in text_of(back)
        form = form_with(back, "reasons")
        assert form.controls["reasons"].values == [(REASONS, True)]
        assert ("pass", True) in form.controls["outcome"].values
        assert not Decision.objects.exists()
        form.buttons.clear()
        again = client.post(at(cycle, "decide"), typed | form.filled() | {"outcome": "pass"})
        assert again["Location"] == at(cycle, "decide-check")
        assert not UnsavedForm.objects.exists()


def test_nobody_else_is_shown_it_and_its_writer_finds_it_after_them(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    page = as_("head").get(at(cycle, "decide"))
    shared = Client()  # of a browser that both of them use
    response = shared.post(at(cycle, "decide"), decides(submission, "pass", REASONS) | mark_on(page, "reasons"))
    other = signs_in(shared, bench["assistant"], response)
    assert "Half an hour" not in text_of(other) and SAID not in text_of(other)
    shared.logout()
    shared.force_login(bench["head"])
    assert SAID in text_of(shared.get("/", follow=True))
    assert SAID not in text_of(shared.get("/", follow=True))  # it does not stand in the way twice


def test_a_page_that_was_opened_before_signing_in_again_is_no_dead_end(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    client = Client(enforce_csrf_checks=True)
    client.force_login(bench["head"])
    form = form_with(client.get(at(cycle, "decide")), "reasons")
    client.cookies["csrftoken"] = "a" * 32  # as signing in gives another
    sent = decides(submission, "pass", REASONS) | {name: form.controls[name].values[0][0] for name in TOKENS}
    back = client.post(at(cycle, "decide"), sent, follow=True)
    assert "This page was opened before you signed in again. What you had typed is here" in text_of(back)
    assert form_with(back, "reasons").controls["reasons"].values == [(REASONS, True)]
    client.force_login(bench["assistant"])
    client.cookies["csrftoken"] = "b" * 32
    refused = client.post(at(cycle, "decide"), sent)
    assert refused.status_code == 403
    assert "This page was opened by somebody else" in text_of(refused) and "Half an hour" not in text_of(refused)


TOKENS = ("csrfmiddlewaretoken", "form_mark")


def test_words_without_a_form_any_more_are_shown_to_be_copied(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    client = as_("head")
    page = client.get(at(cycle, "decide"))
    sent = decides(submission, "pass", REASONS) | mark_on(page, "reasons")
    response = Client().post(at(cycle, "decide"), sent)
    as_("lead").post(at(cycle, "withdraw"), {"reason": "Too early"})
    back = client.get(parse_qs(urlsplit(response["Location"]).query)["next"][0], follow=True)
    assert SAID in text_of(back)
    assert "these words have no place on it any more" in text_of(back)
    assert "Half an hour of reasons." in text_of(back)


@pytest.mark.parametrize("mark", ["", "nonsense", "WzEsMl0:1abc:xyz"])
def test_what_this_site_has_not_drawn_is_not_kept(mark: str, bench: Council) -> None:
    response = Client().post("/account/cover/", {"form_mark": mark, "reason": "Words"})
    assert response["Location"] == "/sign-in/?next=/account/cover/"
    assert not UnsavedForm.objects.exists()


def test_passwords_are_never_kept(bench: Council, as_: SignedIn) -> None:
    mark = mark_on(as_("lead").get("/account/password/"), "new_password1")
    Client().post("/account/password/", mark | {"current_password": "old one", "new_password1": PASSWORD})
    assert UnsavedForm.objects.get().values == []


def test_twenty_are_kept_and_a_day_later_none(bench: Council, as_: SignedIn, kept_folder: Any) -> None:
    cycle = bench.cycle()
    mark = mark_on(as_("lead").get(new(cycle)), "title")
    for number in range(22):
        Client().post(new(cycle), described(title=f"Number {number}") | mark)
    assert UnsavedForm.objects.count() == 20
    last = UnsavedForm.objects.latest("pk")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        client = as_("lead")
        assert SAID not in text_of(client.get(new(cycle) + f"?unsaved={last.key}"))
        delete_expired(timezone.localdate())
    assert not UnsavedForm.objects.exists() and not UnsavedFile.objects.exists() and not SentForm.objects.exists()
