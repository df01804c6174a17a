"""A form that is sent several times is acted on once; two tabs that start two cycles start what each of them showed."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import Client

from approvals.models import Submission
from contracts.models import Supplier
from cycles.models import Cycle
from demo import play
from principles.selectors import edition_in_force
from tests.approvals.views.gates import at, counted
from tests.checklists.views.asking import text_of
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn
from tests.unsaved.test_signed_out import form_with, mark_on
from unsaved.models import KeptDraft, SentForm
from unsaved.services import begin_sending

SUPPLIER = "/suppliers/new/"


def test_a_supplier_is_made_once(bench: Council, as_: SignedIn) -> None:
    client = as_("lead")
    flags = dict.fromkeys(("is_local", "is_small", "is_voluntary"), "unknown")
    sent = flags | {"name": "Ashby Care Limited"} | mark_on(client.get(SUPPLIER), "name")
    places = [client.post(SUPPLIER, sent)["Location"] for _ in range(3)]
    assert len(set(places)) == 1
    assert Supplier.objects.count() == 1
    client.post(SUPPLIER, sent | {"name": "Quite Another Limited"})  # the page was shown again and changed
    assert Supplier.objects.count() == 2


def test_the_second_press_waits_for_the_first_and_no_longer_than_it_lives(bench: Council) -> None:
    person = bench["lead"].pk
    first, is_new = begin_sending("a" * 64, person, at=NOW)
    assert is_new and begin_sending("a" * 64, person, at=NOW + timedelta(seconds=1)) == (first, False)
    assert begin_sending("a" * 64, person, at=NOW + timedelta(minutes=3)) == (first, True)  # its process was killed


def test_a_form_with_an_error_can_be_sent_again(bench: Council, as_: SignedIn) -> None:
    client = as_("lead")
    sent = {"name": ""} | mark_on(client.get(SUPPLIER), "name")
    for _ in range(2):
        assert client.post(SUPPLIER, sent).status_code == 200
    assert not SentForm.objects.exists()


def fill(client: Client, key: str, council: Council, name: str) -> None:
    what = {"service_name": name, "directorate": council.place.pk, "purpose": "Easy to reach."}
    when = {"need_by_day": "1", "need_by_month": "4", "need_by_year": "2029", "running": "nothing"}
    money = {"whole_life_value": "10,000", "vat": "", "yearly_value": ""}
    ambition = edition_in_force(NOW.date()).ambition_set.values_list("pk", flat=True)[0]
    aims = {"key_decision": "no", "ambitions": ambition, "all_divisions": "on"}
    people = {"lead": council["lead"].pk, "sponsor": council["assistant"].pk}
    pages = {"what": what, "when": when, "money": money, "aims": aims, "people": people}
    for page, said in pages.items():
        response = client.post(f"{key}{page}/", said)
        assert response.status_code == 302, (page, text_of(response))


def test_two_tabs_start_what_each_of_them_showed(bench: Council, as_: SignedIn) -> None:
    client = as_("lead")
    one, two = (client.get("/cycles/new/")["Location"].removesuffix("what/") for _ in range(2))
    fill(client, one, bench, "Home care")
    fill(client, two, bench, "Sexual health")
    assert "Home care" in text_of(client.get(f"{one}check/"))
    places = [client.post(f"{one}check/")["Location"] for _ in range(3)]
    started = Cycle.objects.get()
    assert set(places) == {started.get_absolute_url()} and str(started.service) == "Home care"
    assert client.get(f"{one}what/")["Location"] == started.get_absolute_url()
    client.post(f"{two}check/")
    assert [str(cycle.service) for cycle in Cycle.objects.order_by("pk")] == ["Home care", "Sexual health"]


def test_a_draft_that_another_tab_changed_is_shown_before_it_starts(bench: Council, as_: SignedIn) -> None:
    client = as_("lead")
    fill(client, "/cycles/new/one/", bench, "Home care")
    shown = client.get("/cycles/new/one/check/").context["version"]
    what = {"service_name": "Other care", "directorate": bench.place.pk, "purpose": "Easy to reach."}
    client.post("/cycles/new/one/what/", what)
    response = client.post("/cycles/new/one/check/", {"version": shown})
    assert response.status_code == 409 and not Cycle.objects.exists()
    assert "You changed this in another tab" in text_of(response) and "Other care" in text_of(response)
    client.post("/cycles/new/one/check/", {"version": response.context["version"]})
    assert str(Cycle.objects.get().service) == "Other care"


def test_a_start_waits_for_its_next_page_through_the_end_of_a_session(bench: Council, as_: SignedIn) -> None:
    fill(as_("lead"), "/cycles/new/one/", bench, "Sexual health")
    with time_machine.travel(NOW + timedelta(hours=20), tick=False):
        assert "Sexual health" in text_of(as_("lead").get("/cycles/new/one/check/"))
    assert "Sexual health" not in text_of(as_("member").get("/cycles/new/one/check/", follow=True))


def test_a_submission_is_what_its_check_page_showed(bench: Council, as_: SignedIn) -> None:
    cycle, client = play.ready(bench.cycle(), at=NOW), as_("lead")
    shown = []
    for note in ("What this page showed.", "What another tab said later."):
        assert client.post(at(cycle, "submit"), counted(0) | {"note": note})["Location"] == at(cycle, "submit-check")
        shown.append(form_with(client.get(at(cycle, "submit-check")), "draft").filled())
    response = client.post(at(cycle, "submit-check"), shown[0])
    assert "nothing was submitted" in text_of(response) and not Submission.objects.exists()
    client.post(at(cycle, "submit-check"), form_with(response, "draft").filled())
    assert Submission.objects.get().pack["note"] == "What another tab said later."
    assert not KeptDraft.objects.exists()
