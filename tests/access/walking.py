"""One cell of the walk: an address, a method, somebody, a place; what must come of it and what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse

from commissioning.access import ACCESS, RELATIONS, Access
from stages.plan.models import DemandAction
from stages.plan.selectors.equality import equality_work
from stages.records.models import PastedTable
from tests.access.forms import Data, forms_of
from tests.access.world import FAR, MISSING_PART, Situation, World
from tests.recording import Written, written
from ui.form_marks import FIELD

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ACTIONS_TABLE = {"stage": "plan", "code": "demand-management"}
AT_THE_GATE = {"withdraw", "decide", "decide-conditions", "decide-reopen", "decide-check", "submission"}
NOWHERE = 999_999_999
OWNERS = {"own cover": "sponsor", "own view": "lead", "file": "lead"}

SIGN_IN, NO_METHOD, GONE, NO, YES = "sign in first", "405", "404", "403", "gets through"


@dataclass(frozen=True)
class Cell:
    name: str
    method: str
    person: str
    place: str  # of the world, or "missing", or "" for a page about nothing

    @property
    def row(self) -> Access:
        return ACCESS[self.name]


def places_of(name: str, world: World) -> list[str]:
    about = ACCESS[name].about
    if about == "cycle":
        return [*world.places, "missing"]
    return ["there", "missing"] if about else [""]


def cells(world: World) -> Iterator[Cell]:
    for name in ACCESS:
        if name == "admin":
            continue
        for place in places_of(name, world):
            for method in METHODS:
                yield from (Cell(name, method, person, place) for person in RELATIONS)


def declared(cell: Cell, world: World) -> str:
    """What the table says of a cell."""
    row, place = cell.row, world.places.get(cell.place)
    relation = place.relation(cell.person) if place else cell.person
    if relation in ("anonymous", "inactive") and "anonymous" not in row.audience("POST" if row.writes else "GET"):
        return SIGN_IN
    if cell.method not in row.methods:
        return NO_METHOD
    if row.about == "cycle" and not (place and place.exists_for(relation)):
        return GONE
    if relation not in row.audience(cell.method):
        return NO
    return GONE if cell.place == "missing" or is_not_theirs(cell) else YES


def is_not_theirs(cell: Cell) -> bool:
    """Somebody else's cover, saved view or file is as absent as one that never was."""
    return cell.person != OWNERS.get(cell.row.about, cell.person)


def address(cell: Cell, world: World) -> str:
    kwargs = _of_cycle(cell, world) if cell.row.about == "cycle" else _besides(cell, world)
    return reverse(cell.name, kwargs=kwargs)


def _of_cycle(cell: Cell, world: World) -> dict[str, Any]:
    situation = situation_of(cell, world)
    kwargs: dict[str, Any] = {"reference": "C-9999" if cell.place == "missing" else situation.cycle.reference}
    kwargs |= _of_work(cell.name, situation)
    match cell.name:
        case "evidence-item" | "evidence-download" | "evidence-mend" | "evidence-version" | "evidence-use":
            kwargs["pk"] = situation.evidence.pk
        case "condition":
            kwargs["pk"] = situation.condition.pk if situation.condition else NOWHERE
        case "date":
            kwargs["milestone"] = "plan-gate"
        case "publish":
            kwargs["stage"] = "analyse"
        case "correct":
            kwargs |= {"stage": "analyse", "pk": situation.decision.pk}
        case "submission":
            kwargs |= {"stage": "plan", "number": situation.submission.number if situation.submission else NOWHERE}
        case "question-missing-part":
            kwargs |= {"stage": "plan", "code": MISSING_PART.lower()}
        case name if name.startswith("question"):
            kwargs |= {"stage": "plan", "code": situation.row.question.code.lower()}
        case name if name in (*AT_THE_GATE, "stage", "stage-short", "ask-everybody", "gate", "submit", "submit-check"):
            kwargs["stage"] = "plan"
    return kwargs


def _of_work(name: str, situation: Situation) -> dict[str, Any]:
    """What addresses of a stage's own work name besides the cycle."""
    if name.startswith("mitigation") and name != "mitigation-new":
        work = equality_work(situation.cycle)
        return {"pk": work.mitigations[0].pk if work else NOWHERE}
    if name in ("demand", "demand-remove", "demand-main", "demand-figures"):
        figures = {"kind": "population"} if name == "demand-figures" else {}
        return {"pk": situation.demand.pk if situation.demand else NOWHERE} | figures
    if name in ("record-paste-check", "record-paste-columns"):
        return ACTIONS_TABLE | {"pk": PastedTable.objects.get(cycle=situation.cycle).pk}
    if name in ("record", "record-remove", "record-confirm", "record-move", "record-hand-over"):
        return ACTIONS_TABLE | {"pk": DemandAction.objects.get(cycle=situation.cycle).pk}
    named: dict[str, dict[str, Any]] = {
        "equality-version": {"number": 1},
        "equality-compare": {"older": 1, "newer": 1},
        "demand-sample": {"kind": "history"},
    }
    return named.get(name, ACTIONS_TABLE if name.startswith("record-") else {})


def situation_of(cell: Cell, world: World) -> Situation:
    place = world.places.get(cell.place) or world.places["own"]
    return place.sealed if cell.name in AT_THE_GATE else place.open


def _besides(cell: Cell, world: World) -> dict[str, Any]:
    assert world.cover is not None
    assert world.entered_cover is not None
    assert world.role is not None
    assert world.email is not None
    assert world.calendar is not None
    assert world.council_day is not None
    assert world.division is not None
    assert world.export is not None
    spare = world.council["spare"].pk
    named: dict[str, dict[str, Any]] = {
        "new-password": {"uidb64": "MQ", "token": "abc-def"},
        "sign-in-by-link": {"token": "abc-def"},
        "confirm-credentials": {"token": "abc-def"},
        "admin-login-redirect": {"page": "login"},
        "framework-principle": {"principle": "resident-focused"},
        "dashboard-ambition": {"code": "life"},
        "dashboard-directorate": {"code": "place"},
        "dashboard-principle": {"principle": "resident-focused"},
        "dashboard-sign": {"code": "covered"},
        "dashboard-stage": {"stage": "plan"},
        "framework-compare": {"older": "lincolnshire-2021", "newer": "proving-2026"},
        "framework-edition": {"edition": "proving-2026"},
        "framework-edition-principle": {"principle": "resident-focused", "edition": "proving-2026"},
        "cycle-new-page": {"start": "one", "page": "what"},
        "email-retry": {"pk": world.email.pk},
        "calendar-feed": {"secret": world.calendar.secret},
        "council-day-delete": {"pk": world.council_day.pk},
        "council-list": {"slug": "divisions"},
        "council-list-import": {"slug": "divisions"},
        "council-list-entry": {"slug": "divisions", "pk": world.division.pk},
        "council-list-end": {"slug": "divisions", "pk": world.division.pk},
        "council-list-reopen": {"slug": "divisions", "pk": world.division.pk},
        "cycles-view-edit": {"slug": world.view},
        "cycles-view-remove": {"slug": world.view},
        "end-cover": {"pk": world.cover.pk},
        "manage-cover-end": {"pk": world.entered_cover.person_id, "cover_pk": world.entered_cover.pk},
        "export-file": {"pk": world.export.pk},
        "contracts-import-cycles": {"pk": world.done_import.pk if world.done_import else NOWHERE},
        "contracts-import-take-back": {"pk": world.done_import.pk if world.done_import else NOWHERE},
        "contracts-import-row": {"pk": world.register_import.pk if world.register_import else NOWHERE, "number": 2},
        "role-details": {"kind": "manager", "pk": spare},
        "take-role": {"pk": spare, "role_pk": world.role.pk},
        **_of_suppliers(world),
    }
    by_object: dict[str, dict[str, Any]] = {"person": {"pk": spare}} | _of_register(world)
    kwargs = named.get(cell.name, by_object.get(cell.row.about, {}))
    return _one_that_never_was(kwargs) if cell.place == "missing" else kwargs


def _of_suppliers(world: World) -> dict[str, dict[str, Any]]:
    assert world.supplier and world.other_supplier and world.merged_supplier
    return {
        "supplier-merge-check": {"pk": world.supplier.pk, "other": world.other_supplier.pk},
        "supplier-unmerge": {"pk": world.merged_supplier.pk},
    }


def _of_register(world: World) -> dict[str, dict[str, Any]]:
    """What addresses of the contracts register name, by what they are about."""
    assert world.agreement and world.supplier and world.variation and world.document
    assert world.unsigned and world.expired and world.ended and world.waiver and world.register_import
    whole = {"reference": world.agreement.reference}
    return {
        "agreement": whole,
        "agreement not signed": {"reference": world.unsigned.reference},
        "agreement past its end": {"reference": world.expired.reference},
        "agreement ended": {"reference": world.ended.reference},
        "extension": whole | {"number": 1},
        "variation": whole | {"pk": world.variation.pk},
        "document": whole | {"pk": world.document.pk},
        "supplier": {"pk": world.supplier.pk},
        "import": {"pk": world.register_import.pk},
        "service": {"pk": world.places["own"].open.cycle.service_id},
        "waiver": {"reference": world.waiver.reference},
    }


def _one_that_never_was(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same address with another last part: the one that names the object."""
    last = list(kwargs)[-1]
    if str(kwargs[last]).startswith(("A-", "W-")):
        return kwargs | {last: f"{kwargs[last][:2]}9999"}
    return kwargs | {last: NOWHERE if isinstance(kwargs[last], int) else "no-such-thing"}


@dataclass
class Came:
    response: HttpResponse
    wrote: Written
    text: str

    def outcome(self) -> str:
        """Which of the five it is; any other answer as its number."""
        status, to = self.response.status_code, self.response.headers.get("Location", "")
        if status == 302 and to.startswith("/sign-in/?next="):
            return SIGN_IN
        if status in (200, 302, 400, 409):
            return YES
        return {405: NO_METHOD, 404: GONE, 403: NO}.get(status, str(status))


def ask(cell: Cell, world: World, data: Data | None = None) -> Came:
    client = world.client(cell.person)
    send = getattr(client, cell.method.lower())
    with written() as wrote:
        response = send(address(cell, world), data) if cell.method == "POST" else send(address(cell, world))
        body = b"".join(response.streaming_content) if response.streaming else response.content
    return Came(response, wrote, body.decode(errors="replace") + str(response.headers))


# Where no page has the form at its own address: what its button or script sends.
SENT: dict[str, Data] = {
    "question-draft": {"state": ["met"], "explanation": ["Plain words"], "version": ["1"]},
    "notifications-read": {"newest": ["1"]},
    "export-ask": {"table": ["cycles"], "query": ["stage=live"]},
    "nudge": {"about": ["confirmation-1"], "back": ["my-work"]},
    "cycles-view-start": {"view": [""]},
    "contracts-import-row": {"choice": ["leave_out"]},
}


# Addresses at which each of those who may act has a form of their own.
OWN_FORMS = ("question-confirmation", "condition")


def honest(name: str, place: str, person: str, world: World) -> Data:
    """What `person` would send there, or with "" somebody who may: the form of the page itself, filled in."""
    if "GET" not in ACCESS[name].methods:
        return SENT.get(name, {})
    if name.startswith("decide-"):
        return honest("decide", place, person, world)  # the pages after it name the same pack and step
    person = person or _somebody_who_may(name, place, world)
    response = world.client(person).get(address(Cell(name, "GET", person, place), world))
    here = [
        form
        for form in forms_of(response.content.decode())
        if form.method == "post" and _is_here(form.action, response)
    ]
    filled = here[0].filled() if here else {}
    filled.pop(FIELD, None)  # it says for whom the form was drawn: `person`, whoever of the walk sends it now
    return filled


def _is_here(action: str, response: Any) -> bool:
    return urlsplit(action).path in ("", response.request["PATH_INFO"])


def _somebody_who_may(name: str, place: str, world: World) -> str:
    there = place in world.places and world.places[place].there
    for person in (*RELATIONS, *FAR) if there else RELATIONS:
        cell = Cell(name, "POST", person, place)
        if person not in ("anonymous", "inactive") and declared(cell, world) == YES:
            return person
    raise LookupError(f"Nobody of the walk may write at {name}, {place}")
