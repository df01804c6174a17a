"""Some cells written by hand from what was asked for, without the table: the table can't be wrong with the walk."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.access.world import World

pytestmark = pytest.mark.django_db

# Addresses name the own cycle {own}, another directorate's {foreign}, restricted ones {closed} and {far closed}.
BY_HAND = [
    ("anonymous", "GET", "/", 302),
    ("anonymous", "GET", "/cycles/{own}/", 302),
    ("anonymous", "GET", "/cycles/{closed}/", 302),
    ("anonymous", "GET", "/cycles/C-9999/", 302),
    ("anonymous", "POST", "/cycles/{own}/gates/plan/decide/", 302),
    ("anonymous", "GET", "/framework/", 200),
    ("anonymous", "GET", "/admin/", 302),
    ("inactive", "GET", "/my-work/", 302),
    ("nobody", "GET", "/cycles/{own}/", 404),
    ("nobody", "GET", "/cycles/", 403),
    ("superuser", "GET", "/cycles/{own}/", 404),
    ("superuser", "POST", "/cycles/{own}/restrict/", 404),
    ("superuser", "POST", "/cycles/{closed}/restrict/", 404),
    ("superuser", "GET", "/manage/people/", 403),
    ("lead", "GET", "/cycles/{own}/plan/", 200),
    ("lead", "GET", "/cycles/{foreign}/plan/", 200),
    ("lead", "GET", "/cycles/{foreign}/edit/", 403),
    ("lead", "POST", "/cycles/{foreign}/evidence/new/", 403),
    ("lead", "GET", "/cycles/{closed}/plan/", 200),
    ("lead", "GET", "/cycles/{far closed}/plan/", 404),
    ("lead", "POST", "/cycles/{far closed}/edit/", 404),
    ("lead", "DELETE", "/cycles/{own}/", 405),
    ("member", "POST", "/cycles/{own}/people/", 403),
    ("sponsor", "GET", "/cycles/{closed}/", 200),
    ("sponsor", "GET", "/cycles/{own}/edit/", 403),
    ("manager", "GET", "/cycles/{closed}/history/", 200),
    ("manager", "GET", "/cycles/{far closed}/history/", 404),
    ("stand_in", "GET", "/cycles/{closed}/", 200),
    ("elsewhere", "GET", "/cycles/{closed}/", 404),
    ("elsewhere", "GET", "/cycles/{far closed}/", 200),
    ("elsewhere", "GET", "/cycles/{own}/people/", 403),
    ("asked", "GET", "/cycles/{closed}/", 200),
    ("unasked", "GET", "/cycles/{closed}/", 404),
    ("other", "GET", "/cycles/{own}/history/export.csv", 200),
    ("other", "GET", "/cycles/{closed}/history/export.csv", 404),
    ("other", "POST", "/cycles/{own}/plan/questions/pl-res-3/", 403),
    ("councillor", "GET", "/cycles/{own}/", 200),
    ("councillor", "GET", "/cycles/{own}/analyse/", 403),
    ("councillor", "GET", "/cycles/{own}/gates/analyse/", 200),
    ("councillor", "GET", "/cycles/{own}/gates/analyse/submissions/1/", 200),
    ("councillor", "GET", "/cycles/{own}/gates/plan/", 403),
    ("lead", "GET", "/cycles/{own}/analyse/publish/", 200),
    ("lead", "POST", "/cycles/{own}/plan/publish/", 403),
    ("member", "GET", "/cycles/{own}/analyse/publish/", 403),
    ("sponsor", "POST", "/cycles/{own}/analyse/publish/", 403),
    ("councillor", "GET", "/cycles/{own}/plan/", 403),
    ("councillor", "GET", "/cycles/{closed}/", 404),
    ("councillor", "GET", "/my-work/", 403),
    ("councillor", "POST", "/cycles/new/one/what/", 403),
    ("owner", "GET", "/cycles/{closed}/", 404),
    ("auditor", "GET", "/cycles/{closed}/", 200),
    ("auditor", "GET", "/cycles/{far closed}/evidence/", 200),
    ("auditor", "POST", "/cycles/{own}/restrict/", 403),
    ("admin", "GET", "/cycles/{closed}/", 404),
    ("admin", "POST", "/cycles/{own}/people/", 403),
    ("admin", "GET", "/manage/people/", 200),
    ("lead", "GET", "/manage/people/", 403),
]


def test_cells_written_by_hand(world: World) -> None:
    cycles = {name.replace("foreign ", "far "): place.open.cycle.reference for name, place in world.places.items()}
    wrong = []
    for person, method, pattern, status in BY_HAND:
        path = pattern
        for name, reference in cycles.items():
            path = path.replace(f"{{{name}}}", reference)
        got = getattr(world.client(person), method.lower())(path).status_code
        if got != status:
            wrong.append(f"{method} {pattern} by {person}: {got}, not {status}")
    assert wrong == []


TOKEN = re.compile(
    r'name="(csrfmiddlewaretoken|form_mark)" value="[^"]*"|data-[a-z-]+="\d+"|signed in until [\d:]+[ap]m'
)


def body_without(response: Any, *words: str) -> str:
    text = TOKEN.sub("", response.content.decode())
    for word in words:
        text = text.replace(word, "")
    return text


@pytest.mark.parametrize("person", ["other", "councillor", "unasked", "elsewhere", "admin"])
@pytest.mark.parametrize("rest", ["", "plan/", "evidence/", "history/", "history/export.csv", "gates/plan/decide/"])
def test_restricted_and_missing_answer_alike(world: World, person: str, rest: str) -> None:
    closed = world.places["closed"].open.cycle.reference
    hidden = world.client(person).get(f"/cycles/{closed}/{rest}")
    missing = world.client(person).get(f"/cycles/C-9999/{rest}")
    assert hidden.status_code == missing.status_code == 404
    assert body_without(hidden, closed) == body_without(missing, "C-9999")
    assert hidden.headers.keys() == missing.headers.keys()
