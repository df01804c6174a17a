"""Whatever is typed into whatever form: words that say what to do, never a fault of ours, never more written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from approvals.models import Decision, Submission
from commissioning.access import ACCESS
from cycles.models import Cycle
from tests.access.every_form import OF_ADMIN, Found, forms_at, sender
from tests.access.forms import PARTS, Data
from tests.access.walking import YES, Cell, address, declared
from tests.access.world import World
from tests.processor import processor_time
from tests.recording import written
from ui.form_marks import FIELD

pytestmark = pytest.mark.django_db

NAMES = [name for name, row in ACCESS.items() if "POST" in row.methods and name != "admin-login-redirect"]
FINE = {200, 302, 400, 403, 404, 409, 413, 422}
# What Django says where nobody thought of a better word.
PLAIN = (
    "This field is required",
    "Enter a valid",
    "Enter a whole number",
    "Select a valid choice",
    "Ensure this value",
    "is not one of the available choices",
    "Hidden field",
    "ManagementForm",
    "Null characters are not allowed",
)
SCRIPT = "<script>alert(1)</script>"
OVERLONG = "a" * 10_000
MOST_WORK = 1  # second of the processor
BAD = {
    "nothing": "",
    "blanks": "   \t ",
    "overlong": OVERLONG,
    "text": "seven",
    "not a number": "NaN",
    "no end": "1e309",
    "below nothing": "-1",
    "huge": "9" * 40,
    "beyond the database": str(2**63),
    "digits of another script": "١٢٣",
    "script": SCRIPT,
    "template": "{{ 7|add:7 }}{% debug %}",
    "sql": "'; DROP TABLE cycles_cycle; --",
    "nul": "a\x00b",
    "control characters": "a\x01\x1b\x7fb",
    "turned around": "\u202eevil\u2066",
    "half a character": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "header": "a\r\nSet-Cookie: evil=1",
    "elsewhere": "//evil.example",
}
DAYS = {"30 February": ("30", "2", "2027"), "year nought": ("1", "1", "0"), "last year": ("31", "12", "9999")}
OTHER_BODIES = {
    "application/json": b'{"a": [',
    "multipart/form-data; boundary=x": b"--x\r\nnonsense",
    "text/plain": b"\xff",
    "application/x-www-form-urlencoded; charset=nonsense": b"a=%ff",
}
UNKNOWN: Data = {
    "state_": ["closed"],
    "stage": ["closed"],
    "tier": ["S"],
    "is_staff": ["1"],
    "is_superuser": ["1"],
    "is_active": ["0"],
    "restricted_": ["1"],
    "owner__password": ["x"],
    "approved_by": ["1"],
    "submitted_by": ["1"],
    "decider": ["1"],
    "cycle": ["1"],
    "user": ["1"],
    "pk": ["1"],
    "id": ["1"],
    "created_at": ["2000-01-01"],
    "next": ["//evil.example/"],
    "_connector": ["OR"],
}


def post(found: Found, world: World, data: Any, kind: str = "") -> tuple[Any, list[str], float]:
    """The answer, what was written, and how long the work took; afterwards all is as before.

    What takes long is tried again: the first time a process does something it loads and compiles code for it.
    """
    response, wrote, took = _post_once(found, world, data, kind)
    return (response, wrote, took) if took <= MOST_WORK else _post_once(found, world, data, kind)


def _post_once(found: Found, world: World, data: Any, kind: str) -> tuple[Any, list[str], float]:
    client = world.client(found.person)
    with transaction.atomic(), written() as wrote:
        with processor_time() as so_far:
            response: Any = client.generic("POST", found.path, data, kind) if kind else client.post(found.path, data)
            took = so_far()
        transaction.set_rollback(True)
    return response, wrote.statements, took


def faults(found: Found, world: World, what: str, data: Any, kind: str = "") -> Iterator[str]:
    response, wrote, took = post(found, world, data, kind)
    text = "" if response.streaming else response.content.decode(errors="replace")
    to = response.headers.get("Location", "/")
    if response.status_code not in FINE:
        yield f"{found}, {what}: {response.status_code}"
    if not to.startswith("/") or to.startswith("//"):
        yield f"{found}, {what}: leads to {to}"
    if "evil" in response.cookies or SCRIPT in text:
        yield f"{found}, {what}: comes back as it was sent"
    yield from (f"{found}, {what}: says “{plain}”" for plain in PLAIN if plain in text)
    refused = response.status_code >= 400 or "govuk-error-summary" in text
    if refused and wrote and not _keeps_words(found, response):
        yield f"{found}, {what}: refused, and wrote {wrote[0]}"
    if took > MOST_WORK:
        yield f"{found}, {what}: took {took:.1f} s"


def _keeps_words(found: Found, response: Any) -> bool:
    """What a team member typed on a question that can't be answered now is kept as their draft."""
    return found.name == "question" and response.status_code == 403


def _all_at(found: Found, value: str) -> Data:
    """That value in every field, but the button's; what is hidden stays, so that the page is taken for its own."""
    filled, buttons = found.form.filled(), {name for name, _ in found.form.buttons}
    hidden = {name for name, control in found.form.controls.items() if control.kind == "hidden"}
    return {name: filled.get(name, [""]) if name in hidden or name in buttons else [value] for name in _names(found)}


def _names(found: Found) -> list[str]:
    return [*(name for name, control in found.form.controls.items() if control.kind != "file"), *found.form.filled()]


def one_by_one(found: Found, value: str) -> Iterator[tuple[str, Data]]:
    for name in dict.fromkeys(_names(found)):
        yield name, found.form.filled() | {name: [value]}


@pytest.mark.parametrize("name", NAMES)
def test_every_form_takes_anything(world: World, name: str) -> None:
    found_forms = forms_at(name, world)
    assert found_forms, f"No form was found for {name}"
    found_faults: list[str] = []
    for found in found_forms:
        for what, value in BAD.items():
            found_faults += faults(found, world, what, _all_at(found, value))
        found_faults += _besides(found, world)
    assert found_faults == []


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_field_takes_anything(world: World, name: str) -> None:
    found_faults: list[str] = []
    for found in forms_at(name, world):
        for what, value in BAD.items():
            for field, data in one_by_one(found, value):
                found_faults += faults(found, world, f"{field} {what}", data)
    assert found_faults == []


def _besides(found: Found, world: World) -> Iterator[str]:
    """Days that are none, fields sent twice or not at all, too many of them, and bodies of another kind."""
    filled = found.form.filled()
    for what, parts in DAYS.items():
        boxes = {
            name: [value]
            for name in filled
            for part, value in zip(PARTS, parts, strict=True)
            if name.endswith(f"_{part}")
        }
        if boxes:
            yield from faults(found, world, what, filled | boxes)
    yield from faults(found, world, "nothing at all", {})
    yield from faults(found, world, "twice", {name: [*values, "-1", "x"] for name, values in filled.items()})
    yield from faults(found, world, "1,001 fields", {f"f{number}": "x" for number in range(1_001)})
    kinds = {
        "application/json": b'{"a": [',
        "multipart/form-data; boundary=x": b"--x\r\nnonsense",
        "text/plain": b"\xff",
    }
    kinds |= {"application/x-www-form-urlencoded; charset=nonsense": b"a=%ff"}
    for kind, body in kinds.items():
        yield from faults(found, world, kind, body, kind)
    encoded = "&".join(f"{name}=%ff%fe%00" for name in filled).encode()
    yield from faults(found, world, "no UTF-8", encoded, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("name", ["question", "new-person", "evidence-new", "decide", "cycle-edit"])
def test_a_million_characters_are_answered_at_once(world: World, name: str) -> None:
    for found in forms_at(name, world)[:1]:
        field = max(found.form.controls.values(), key=lambda control: control.kind == "text").name
        data = found.form.filled() | {field: ["a" * 1_000_000]}
        assert list(faults(found, world, "a million", data)) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_no_form_asks_for_changes_nothing_more(world: World, name: str) -> None:
    """Two worlds, one sent the form and one the form with keys that it has not: they end the same."""
    for found in forms_at(name, world):
        # without its mark, by which a second press is known
        filled = {key: values for key, values in found.form.filled().items() if key != FIELD}
        plain, more = (_after(found, world, data) for data in (filled, UNKNOWN | filled))
        assert plain == more, found


def _after(found: Found, world: World, data: Data) -> tuple[object, ...]:
    """How it was answered, what was written, and everything that unknown keys might have changed."""
    client = world.client(found.person)
    with transaction.atomic():
        with written() as wrote:
            status = client.post(found.path, data).status_code
        guarded = _guarded()
        transaction.set_rollback(True)
    return status, wrote.statements, guarded


def _guarded() -> list[list[object]]:
    """The columns that no form may set by a key of its own."""
    return [
        list(Cycle.objects.order_by("reference").values_list("stage", "tier", "restricted", "lead", "visit")),
        list(User.objects.order_by("email").values_list("email", "is_staff", "is_superuser", "is_active")),
        list(Submission.objects.order_by("pk").values_list("state", "submitted_by")),
        list(Decision.objects.order_by("submission", "step").values_list("decider", "outcome", "digest")),
    ]


QUERIES = (
    "page=-1&sort=-password&show=everything&q=%00%ff&type=x&stage=x&directorate=x&add=x&then=//evil",
    "page=99999999999999999999&sort=lead__password&show=&q=%27%3B%20DROP%20TABLE%20x&tier=%00&cycle=%00&lead=%00&ends=%00&since=%00",
    "page=last&page=2&owner__password__startswith=a&_connector=OR&order_by=password&fields=password",
    "page=1e309&q=%3Cscript%3Ealert(1)%3C/script%3E&role=x&submitted=x&all=x",
    "page=NaN&q=" + "a" * 10_000,
    "&".join(f"f{number}=x" for number in range(1_001)),
    "next=//evil.example/&q=%E2%80%AE%D9%A1&page=%D9%A1",
)


def _read(world: World, person: str, path: str) -> tuple[Any, bytes, float]:
    with processor_time() as so_far:
        response: Any = world.client(person).get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response, body, so_far()


@pytest.mark.parametrize("name", [name for name, row in ACCESS.items() if "GET" in row.methods and name != "admin"])
def test_every_page_takes_any_query(world: World, name: str) -> None:
    row, person = ACCESS[name], sender(name)
    place = "own" if row.about == "cycle" else "there" if row.about else ""
    cell = Cell(name, "GET", "admin" if name.startswith((*OF_ADMIN, "manage")) else person, place)
    assert declared(cell, world) == YES
    for query in QUERIES:
        path = f"{address(cell, world)}?{query}"
        response, body, took = _read(world, cell.person, path)
        if took > MOST_WORK:  # as in `post`
            response, body, took = _read(world, cell.person, path)
        assert response.status_code in FINE, query[:80]
        assert SCRIPT.encode() not in body
        assert "evil" not in response.headers.get("Location", "").split("?")[0]
        assert took <= MOST_WORK, query[:80]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_without_its_token_is_refused(world: World, name: str) -> None:
    row = ACCESS[name]
    person = sender(name)
    path = address(Cell(name, "POST", person, "own" if row.about == "cycle" else "there" if row.about else ""), world)
    client: Any = world.client(person)
    client.handler.enforce_csrf_checks = True
    try:
        for headers in ({}, {"HTTP_X_CSRFTOKEN": "a" * 64}, {"HTTP_ORIGIN": "https://evil.example"}):
            with written() as wrote:
                assert client.post(path, {"csrfmiddlewaretoken": "b" * 64}, **headers).status_code == 403
            assert wrote.statements == []
    finally:
        client.handler.enforce_csrf_checks = False
