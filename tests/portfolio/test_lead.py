"""Changing the lead of several cycles at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import User
from approvals.services.handing_over import HandOver, hand_over_cycle
from audit.models import Event
from checklists.models import Answer
from cycles.models import Cycle
from cycles.services.people_assignment import PeopleInput
from notifications.models import Notification
from tests.council import Council
from tests.overview.conftest import SignedIn
from tests.overview.test_handing_over import part
from tests.overview.texts import text_of
from tests.portfolio.cycles import three


def value(cycle: Cycle) -> str:
    return f"{cycle.reference}.{cycle.details_version}"


def test_each_is_changed_by_itself_and_what_became_of_it_is_told(council: Council, as_: SignedIn) -> None:
    """Roads is somebody else's, Trees has ended, Parks can be changed, and Paths was changed meanwhile."""
    three(council)
    paths = council.cycle(service_name="Paths", team=[council["member"]])
    cycles = {cycle.service.name: cycle for cycle in Cycle.objects.select_related("service")}
    chosen = [cycle.reference for cycle in cycles.values()]
    client, path = as_("lead"), "/cycles/lead/?stage=live"
    check = text_of(client.get("/cycles/lead/", {"cycle": chosen}))
    assert "Change the lead of 2 cycles" in check
    assert "Roads : Only Tom Baines, the lead commissioner, and managers of Place can do this." in check
    assert "Trees : This cycle is stopped" in check
    assert "Parks , now led by Priya Nair" in check
    Cycle.objects.filter(pk=paths.pk).update(details_version=9)
    new = council["other"]
    said = {"cycle": [value(cycle) for cycle in cycles.values()], "lead": new.pk, "reason": "Priya leaves"}
    response = client.post(path, said)
    assert response.headers["Location"] == "/cycles/?stage=live"
    told = text_of(client.get("/cycles/"))
    assert f"Tom Baines now leads {cycles['Parks'].reference}." in told
    assert "3 cycles not changed." in told
    assert f"{paths.reference}: Somebody changed it while you were choosing." in told
    assert set(Cycle.objects.filter(lead=new).values_list("service__name", flat=True)) == {"Parks", "Roads"}
    event = Event.objects.filter(verb="people_changed").get()
    assert (event.object_id, event.facts["reason"]) == (cycles["Parks"].pk, "Priya leaves")
    assert Notification.objects.filter(person=new, address__contains=cycles["Parks"].reference).exists()


def test_one_that_is_locked_holds_up_no_other(council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL waits for a lock for five seconds, and then says so."""
    paths, verges = council.cycle(service_name="Paths"), council.cycle(service_name="Verges")
    lanes = council.cycle(service_name="Lanes")

    def change(cycle: Cycle, people: PeopleInput, **said: Any) -> HandOver:
        if cycle == verges:
            raise OperationalError("canceling statement due to lock timeout")
        return hand_over_cycle(cycle, people, **said)

    monkeypatch.setattr("portfolio.services.lead.hand_over_cycle", change)
    said = {"cycle": [value(one) for one in (paths, verges, lanes)], "lead": council["other"].pk, "reason": "x"}
    client = as_("lead")
    assert client.post("/cycles/lead/", said).status_code == 302
    told = text_of(client.get("/cycles/"))
    assert f"Tom Baines now leads {paths.reference} and {lanes.reference}." in told
    assert f"1 cycle not changed. {verges.reference}: It is being changed just now. Try again in a minute." in told


def test_managers_change_those_of_their_directorate(council: Council, as_: SignedIn) -> None:
    three(council)
    roads = Cycle.objects.get(service__name="Roads")
    said = {"cycle": value(roads), "lead": council["member"].pk, "reason": "New team"}
    for name in ("elsewhere", "head"):
        as_(name).post("/cycles/lead/", said)
    roads.refresh_from_db()
    assert roads.lead == council["member"]
    assert Event.objects.filter(verb="people_changed").get().actor == council["head"]
    assert (
        as_("auditor").get("/cycles/lead/").status_code
        == as_("councillor").post("/cycles/lead/", said).status_code
        == 403
    )
    assert "Change lead of the chosen" not in text_of(as_("auditor").get("/cycles/"))


def test_what_the_lead_before_holds_goes_with_the_cycle(council: Council, as_: SignedIn) -> None:
    """The check page says it, both leads are told once a cycle, and the message names them."""
    paths, lanes = council.cycle(service_name="Paths", team=[council["adviser2"]]), council.cycle(service_name="Lanes")
    answers = [part(council, paths, "lead"), part(council, paths, "adviser2", 2), part(council, lanes, "lead")]
    User.objects.filter(pk=council["adviser2"].pk).update(is_active=False)
    client, chosen = as_("director"), [paths.reference, lanes.reference]
    check = text_of(client.get("/cycles/lead/", {"cycle": chosen}))
    assert "Paths , now led by Priya Nair. The new lead takes over 2 missing parts" in check
    assert "Lanes , now led by Priya Nair. The new lead takes over 1 missing part" in check
    assert "Where the new lead would own and check the same condition, the sponsor takes it." in check
    said = {"cycle": [value(paths), value(lanes)], "lead": council["other"].pk, "reason": "x"}
    client.post("/cycles/lead/", said)
    message = f"Tom Baines now leads {paths.reference} and {lanes.reference}. Priya Nair and Tom Baines have been told."
    assert message in text_of(client.get("/cycles/"))
    assert {Answer.objects.get(pk=answer.pk).missing_owner for answer in answers} == {council["other"]}
    assert not Cycle.objects.get(pk=paths.pk).team.exists()
    gone = "is now led by Tom Baines; you are no longer on the team; Tom Baines takes over 1 missing part"
    assert set(Notification.objects.filter(kind__startswith="lead_").values_list("person__name", "subject")) == {
        ("Tom Baines", f"Margaret Ellis made you the lead of Paths ({paths.reference}), with 2 missing parts"),
        ("Tom Baines", f"Margaret Ellis made you the lead of Lanes ({lanes.reference}), with 1 missing part"),
        ("Priya Nair", f"Paths ({paths.reference}) {gone}"),
        ("Priya Nair", f"Lanes ({lanes.reference}) {gone}"),
    }


def test_somebody_must_be_named_and_a_cycle_chosen(council: Council, as_: SignedIn) -> None:
    three(council)
    parks = Cycle.objects.get(service__name="Parks")
    client = as_("lead")
    for response in (client.get("/cycles/lead/?stage=live&page=1"), client.post("/cycles/lead/?stage=live", {})):
        page = response.content.decode()
        assert f'href="#choose-{parks.reference}">Select at least one cycle</a>' in page
        assert "<title>Error: Cycles" in page and "Remove the filter </span>Live" in page
    nothing = client.get("/cycles/lead/?q=nothing").content.decode()
    assert "<li>Select at least one cycle</li>" in nothing and "#choose-" not in nothing
    missing = text_of(client.post("/cycles/lead/", {"cycle": value(parks)}))
    assert "Select who leads them from now on" in missing and "Say why the lead changes" in missing
    sponsor = {"cycle": value(parks), "lead": parks.sponsor_id, "reason": "x"}
    client.post("/cycles/lead/", sponsor)
    assert "The sponsor cannot be the lead commissioner" in text_of(client.get("/cycles/"))


def test_a_cycle_that_is_hidden_is_as_absent_as_one_that_never_was(council: Council, as_: SignedIn) -> None:
    three(council)
    secret = council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    client = as_("lead")
    for chosen in ("C-9999", secret.reference, "nonsense", "C-0001'\0"):
        response = client.get("/cycles/lead/", {"cycle": chosen})
        assert "None of the cycles that you selected is there any more" in text_of(response, "body")
        assert "Secret" not in text_of(response)
    client.post("/cycles/lead/", {"cycle": value(secret), "lead": council["other"].pk, "reason": "x"})
    assert Cycle.objects.get(pk=secret.pk).lead == council["member"]
