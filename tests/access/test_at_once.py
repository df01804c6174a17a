"""What somebody may do changes with their next request, signed in or not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Role
from accounts.services.cover import end_cover
from accounts.services.people import deactivate
from accounts.services.roles import grant_role, revoke_role
from approvals.services.conditions import renew_condition_participants
from commissioning.access import ACCESS
from cycles.services.participants import renew_participants
from tests.access.forms import forms_of
from tests.access.walking import YES, Cell, address, declared
from tests.access.world import World
from tests.recording import digest, written
from ui.form_marks import FIELD

pytestmark = pytest.mark.django_db


def closed_page(world: World) -> str:
    return f"/cycles/{world.places['closed'].open.cycle.reference}/"


def test_a_role_that_is_taken_is_gone_at_the_next_request(world: World) -> None:
    auditor = world.client("auditor")
    assert auditor.get(closed_page(world)).status_code == 200
    revoke_role(world.council["auditor"].roles.get(), actor=world.council["admin"], at=timezone.now())
    assert auditor.get(closed_page(world)).status_code == 404
    assert auditor.get("/cycles/").status_code == 403


def test_a_role_that_is_given_counts_at_the_next_request(world: World) -> None:
    other = world.client("other")
    assert other.get(closed_page(world)).status_code == 404
    grant_role(world.council["other"], "auditor", actor=world.council["admin"], at=timezone.now())
    assert other.get(closed_page(world)).status_code == 200


def test_another_grade_or_directorate_counts_at_the_next_request(world: World) -> None:
    manager = world.client("manager")
    assert manager.get(closed_page(world)).status_code == 200
    Role.objects.filter(user=world.council["manager"]).update(
        directorate=world.council["elsewhere"].roles.get().directorate
    )
    assert manager.get(closed_page(world)).status_code == 404


def test_cover_that_ends_is_gone_at_the_next_request(world: World) -> None:
    stand_in = world.client("stand_in")
    deciding = address(Cell("decide", "GET", "stand_in", "closed"), world)
    assert b"<form" in stand_in.get(deciding).content
    assert world.cover is not None
    end_cover(world.cover, actor=world.council["sponsor"], at=timezone.now())
    assert stand_in.get(deciding).status_code == 404
    assert stand_in.post(deciding).status_code == 404


def test_somebody_made_inactive_is_out_at_the_next_request(world: World) -> None:
    lead = world.client("lead")
    assert lead.get("/my-work/").status_code == 200
    deactivate(world.council["lead"], actor=world.council["admin"], at=timezone.now())
    answer = lead.get("/my-work/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=/my-work/")
    assert lead.post(f"{closed_page(world)}restrict/", {"reason": "x"}).status_code == 302


def test_somebody_taken_off_the_team_is_out_at_the_next_request(world: World) -> None:
    member = world.client("member")
    assert member.get(closed_page(world)).status_code == 200
    cycle = world.places["closed"].open.cycle
    cycle.team.remove(world.council["member"])
    cycle.conditions.update(owner=world.council["lead"])
    renew_participants(cycle)
    renew_condition_participants(cycle)
    assert member.get(closed_page(world)).status_code == 404


ROLES = ("lead", "member", "sponsor", "manager", "asked", "admin")
OWN = {
    "/sign-out/",
    "/account/notifications/read/",
    "/account/notifications/choose/",
    "/account/calendar/",
    "/cycles/views/new/",
    "/contracts/views/new/",
    "/sign-in/",
    "/sign-in/link/",
    "/account/password/",
    "/account/sign-out-elsewhere/",
}


def test_a_councillor_writes_nowhere(world: World) -> None:
    """Every form of every page of every role, sent by a councillor as it stands there."""
    found = {
        (form.action.split("#")[0] or path, str(form.filled())): form
        for path, html in _pages(world)
        for form in forms_of(html)
        if form.method == "post"
    }
    sent = {(path, said): form for (path, said), form in found.items() if path not in OWN}
    assert len({path for path, _ in sent}) > 15
    before = digest()
    for (path, _), form in sent.items():
        # without the mark of whom it was drawn for, who would be kept what was sent
        data = {name: values for name, values in form.filled().items() if name != FIELD}
        with written() as wrote:
            status = world.client("councillor").post(path, data).status_code
        assert status in (403, 404), path
        assert wrote.statements == [], path
    assert digest() == before


def _pages(world: World) -> list[tuple[str, str]]:
    """What those who may write see of the pages that can be written to, with its address."""
    found = {}
    for person in ROLES:
        for name, row in _writable().items():
            cell = Cell(name, "GET", person, "own" if row == "cycle" else "there" if row else "")
            if declared(cell, world) == YES:
                path = address(cell, world)
                found[person, path] = world.client(person).get(path).content.decode()
    return [(path, html) for (_, path), html in found.items()]


def _writable() -> dict[str, str]:

    return {
        name: row.about for name, row in ACCESS.items() if {"GET", "POST"} <= set(row.methods) and name != "sign-in"
    }
