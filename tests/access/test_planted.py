"""The planted words are found by those whom the restricted cycle is for, and by nobody else, wherever they look.

That no page shows one is seen by the walk, at every address; here is what the walk doesn't ask: searches, filters,
messages and what others' lists count.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.access import ACCESS, AUDIENCES, RELATIONS
from contracts.models import Agreement, Waiver
from cycles.models import Cycle
from exports.views import XLSX
from notifications.models import Notification
from notifications.selectors import notifications_of
from tests.access.test_by_hand import TOKEN
from tests.access.walking import Cell, ask
from tests.access.words import FIELDS, STEM, planted
from tests.access.world import World

pytestmark = pytest.mark.django_db

OUTSIDE = sorted(RELATIONS.keys() - AUDIENCES["the circle"] - {"anonymous", "inactive"})
LOOKING = (
    "/search/?q={word}",
    "/cycles/?q={word}",
    "/cycles/board/?q={word}",
    "/cycles/timeline/?q={word}",
    "/cycles/export.csv?q={word}",
    "/cycles/export.xlsx?q={word}",
    "/changes/?cycle={word}",
    "/manage/people/?q={word}",
    "/manage/messages/?q={word}",
    "/contracts/?q={word}",
    "/contracts/?supplier={word}",
    "/contracts/export.csv?q={word}",
    "/contracts/export.xlsx?q={word}",
    "/suppliers/?q={word}",
    "/suppliers/export.csv?q={word}",
)


def test_words_are_there_to_be_found(world: World) -> None:
    """The control: without it a page that shows nothing to anybody would pass."""
    seen = ""
    for person in ("lead", "sponsor", "asked"):
        for name, row in ACCESS.items():
            if row.about == "cycle" and "GET" in row.methods:
                seen += ask(Cell(name, "GET", person, "closed"), world).text
    closed = world.places["closed"]
    for situation in (closed.open, closed.sealed):
        seen += _read(world, "lead", f"/cycles/{situation.cycle.reference}/gates/analyse/submissions/1/")
        for code in ("an-res-1", "an-res-2", "an-res-4", "pl-res-1"):
            stage = "plan" if code.startswith("pl") else "analyse"
            seen += _read(world, "lead", f"/cycles/{situation.cycle.reference}/{stage}/questions/{code}/")
    assert world.closed_agreement
    seen += _read(world, "lead", f"/contracts/{world.closed_agreement.reference}/")
    assert {field for field in FIELDS if planted(field) not in seen} == set()


def _read(world: World, person: str, path: str) -> str:
    return world.client(person).get(path).content.decode()


@pytest.mark.parametrize("person", OUTSIDE)
def test_looking_for_a_planted_word_is_like_looking_for_nothing(world: World, person: str) -> None:
    for pattern in LOOKING:
        status, nothing = _look(world, person, pattern, "Zxqvwkjh")
        for word in [STEM, *map(planted, FIELDS)]:
            assert _look(world, person, pattern, word) == (status, nothing), pattern


def _look(world: World, person: str, pattern: str, word: str) -> tuple[int, str]:
    """How a search is answered, without the word itself."""
    response: Any = world.client(person).get(pattern.format(word=word))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = _cells(body) if response["Content-Type"] == XLSX else body.decode()
    return response.status_code, _without(text, word)


def _cells(workbook: bytes) -> str:
    """All but when it was made."""
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(workbook))]
    return str([row for rows in sheets for row in rows if row[0] != "Made on"])


def _without(text: str, word: str) -> str:
    return TOKEN.sub("", text).replace(word, "").replace(word.lower(), "")


@pytest.mark.parametrize("person", OUTSIDE)
def test_its_reference_leads_nowhere(world: World, person: str) -> None:
    closed = world.places["closed"]
    for reference in (closed.open.cycle.reference, closed.sealed.cycle.reference):
        for typed in (reference, reference.lower(), reference.replace("-", "")):
            response = world.client(person).get("/search/", {"q": typed})
            assert response.status_code in (200, 403)
            assert "/cycles/C-" not in response.content.decode()
        assert world.client(person).get("/changes/", {"cycle": reference}).status_code in (403, 404)


LISTS = (
    "/my-work/",
    "/my-work/?all",
    "/approvals/",
    "/approvals/?show=others",
    "/approvals/?show=conditions",
    "/approvals/decided/",
    "/cycles/",
    "/cycles/board/",
    "/cycles/timeline/",
    "/account/notifications/",
    "/account/cover/",
    "/manage/messages/",
)


@pytest.mark.parametrize("person", OUTSIDE)
def test_lists_and_counts_are_the_same_without_it(world: World, person: str) -> None:
    """What a list counts tells of a cycle too: so nothing changes when the restricted ones are taken away."""
    with_it = {path: world.client(person).get(path) for path in LISTS}
    assert not any(STEM in response.content.decode() for response in with_it.values())
    listed = with_it["/cycles/"]
    visible = Cycle.objects.filter(restricted=False).count() + (2 if person in ("elsewhere", "unasked") else 0)
    assert listed.status_code == 403 or listed.context["page"].paginator.count == visible


@pytest.mark.parametrize("person", OUTSIDE)
def test_one_persons_own_page_names_no_restricted_cycle(world: World, person: str) -> None:
    for colleague in ("lead", "member", "sponsor", "asked"):
        path = f"/people/{world.council[colleague].pk}/"
        assert STEM not in world.client(person).get(path).content.decode()


def test_messages_of_it_go_to_nobody_outside(world: World) -> None:
    told = Notification.objects.filter(subject__contains=STEM).values_list("person__email", flat=True)
    inside = {world.council[name].email for name in AUDIENCES["the circle"]} | {
        world.council[name].email for name in ("director", "assistant2")
    }
    inside.add(world.council["advised"].email)  # while they were asked: none of it is readable now
    assert not any(STEM in row.subject for row in notifications_of(world.council["advised"]))
    assert any(STEM in row.subject for row in notifications_of(world.council["asked"]))
    assert told
    assert set(told) <= inside


def _register_pages(world: World) -> list[str]:
    """Every page, file and form of the register that is of nothing in a restricted cycle."""
    signed = Agreement.objects.get(cycle=world.places["closed"].sealed.cycle)
    (waiver,) = Waiver.objects.filter(ended_by=world.places["closed"].open.cycle)
    assert world.supplier
    of_signed = ("", "history/", "edit/", "documents/new/", "notices/", "notices/new/", "procurement/")
    of_waiver = ("", "edit/", "cycle/", "withdraw/")
    plain = [name for name, row in ACCESS.items() if _is_of_register(name) and not row.about and "GET" in row.methods]
    return [
        *(reverse(name) for name in plain),
        *(f"/contracts/{signed.reference}/{page}" for page in of_signed),
        *(f"/waivers/{waiver.reference}/{page}" for page in of_waiver),
        f"/suppliers/{world.supplier.pk}/",
        f"/suppliers/{world.supplier.pk}/edit/",
        "/notices/?state=not_required",
        "/notices/?state=not_known",
        "/contracts/?state=not-signed",
        f"/people/{world.council['lead'].pk}/",
    ]


def _is_of_register(name: str) -> bool:
    starts = ("contracts", "grants", "agreement", "supplier", "waiver", "notices", "pipeline", "dashboard")
    return name.startswith(starts)


@pytest.mark.parametrize("person", OUTSIDE)
def test_no_page_of_the_register_names_it(world: World, person: str) -> None:
    closed, draft = world.places["closed"], world.closed_agreement
    assert draft
    names = (STEM, draft.reference, closed.open.cycle.reference, closed.sealed.cycle.reference)
    served = 0
    for path in _register_pages(world):
        response: Any = world.client(person).get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = _cells(body) if response.get("Content-Type") == XLSX else body.decode()
        served += response.status_code == 200
        assert response.status_code < 500, path
        assert [name for name in names if name in text] == [], path
    assert (served > 10) == (person in AUDIENCES["people with a role"])


@pytest.mark.parametrize("person", OUTSIDE)
def test_what_it_is_to_put_in_place_is_absent(world: World, person: str) -> None:
    draft = world.closed_agreement
    assert draft
    document = draft.documents.get()
    kwargs = {"agreement-extension": [1], "agreement-variation": [1], "agreement-document": [document.pk]}
    for name, row in ACCESS.items():
        if row.about in ("agreement", "agreement not signed", "extension", "document") and name.startswith("agreement"):
            path = reverse(name, args=[draft.reference, *kwargs.get(name, [])])
            assert world.client(person).get(path).status_code in (403, 404), path
            if "POST" in row.methods:
                assert world.client(person).post(path, {}).status_code in (403, 404), path
    assert world.client(person).get("/search/", {"q": draft.reference}).status_code in (200, 403)
    service = world.places["closed"].open.cycle.service_id
    assert world.client(person).get(f"/services/{service}/").status_code in (403, 404)
