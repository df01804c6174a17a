"""Every address, by every method, by everybody, wherever it may lead: what the table declares, and nothing else.

The everyday walk leaves out what says the same again: HEAD, the methods that an address does not serve and what is
missing, but for a few people; and in the other places what comes out as it does in the first, but for one person who
gets through. The long walk takes every cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.db import transaction

from tests.access.forms import Data
from tests.access.walking import NO, NO_METHOD, OWN_FORMS, YES, Cell, ask, cells, declared, honest
from tests.access.words import STEM
from tests.access.world import World
from tests.recording import digest

pytestmark = pytest.mark.django_db

GROUPS = ("", "there", "own", "foreign", "closed", "foreign closed", "missing")
FIRST = ("", "there", "own")
FILES = (
    "evidence-download",
    "cycles-export-csv",
    "cycles-export-xlsx",
    "contracts-export-csv",
    "contracts-export-xlsx",
    "contracts-published-export-csv",
    "contracts-published-export-xlsx",
    "grants-published-export-csv",
    "grants-published-export-xlsx",
    "pipeline-export-csv",
    "suppliers-export-csv",
    "suppliers-export-xlsx",
    "waivers-export-csv",
    "waivers-export-xlsx",
    "notices-export-csv",
    "notices-export-xlsx",
    "contracts-reorganisation-export-csv",
    "contracts-reorganisation-export-xlsx",
    "stage-records-export-csv",
    "stage-records-export-xlsx",
    "export-file",
    "option-result-csv",
    "option-result-xlsx",
)
A_FEW = ("anonymous", "superuser", "lead", "councillor")

# Where an empty form asks for nothing in particular, so that the page answers instead of the policy: it names no pack
# that anybody could decide on, or no action that anybody could take. Nothing is written.
ASKS_NOTHING = {
    "decide", "decide-conditions", "decide-reopen", "decide-check",
    "condition", "question-confirmation",
}  # fmt: skip


def everyday(found: Iterable[Cell], world: World) -> Iterator[Cell]:
    readers: Counter[tuple[str, str]] = Counter()
    for cell in found:
        expected = declared(cell, world)
        says_it_again = cell.method == "HEAD" or expected == NO_METHOD or cell.place == "missing"
        if says_it_again and (cell.place not in (*FIRST, "missing") or cell.person not in A_FEW):
            continue
        elsewhere = cell.place in world.places and cell.place != "own"
        if elsewhere and expected == declared(replace(cell, place="own"), world):
            readers[cell.name, cell.place] += 1
            if expected != YES or readers[cell.name, cell.place] > 1:
                continue
        yield cell


def walk(found: Iterable[Cell], world: World, *, whole: bool) -> tuple[int, list[str]]:
    """How many requests were made, and each surprise. A form is sent filled, and empty where it gets through."""
    made, surprises = 0, []
    bodies: dict[tuple[str, str, str], Data] = {}
    for cell in found:
        expected = declared(cell, world)
        tries: list[Data | None] = [None]
        if cell.method == "POST" and "POST" in cell.row.methods:
            theirs = cell.person if expected == YES and cell.name in OWN_FORMS else ""
            key = cell.name, _where_it_exists(cell), theirs
            if key not in bodies:
                bodies[key] = honest(*key, world)
            tries.append(bodies[key])
            if expected != YES and not whole and cell.person not in A_FEW:
                del tries[0]
        for data in tries:
            made += 1
            surprises += _surprises(cell, expected, data, world, empty=data is None)
    return made, surprises


def _where_it_exists(cell: Cell) -> str:
    if cell.place != "missing":
        return cell.place
    return "own" if cell.row.about == "cycle" else "there"


def _surprises(cell: Cell, expected: str, data: Data | None, world: World, *, empty: bool) -> list[str]:
    with transaction.atomic():
        came = ask(cell, world, data)
        transaction.set_rollback(expected == YES)
    outcome, wrote = came.outcome(), came.wrote.statements
    asked_nothing = empty and cell.method == "POST" and cell.name in ASKS_NOTHING and outcome == YES
    found = [] if outcome == expected or (asked_nothing and expected == NO) else [f"{outcome}, not {expected}"]
    if wrote and (expected != YES or cell.method != "POST") and not _on_record(cell):
        found.append(f"wrote {wrote[0]}")
    if STEM in came.text and not world.places["closed"].exists_for(cell.person):
        found.append("shows a planted word")
    return [f"{cell.method} {cell.name} by {cell.person} at {cell.place or 'the page'}: {what}" for what in found]


def _on_record(cell: Cell) -> bool:
    """Who read a file is put on record; the deep health check finds out whether the database can be written."""
    return (cell.name in FILES and cell.method == "GET") or cell.name == "healthz-deep"


def chosen(world: World, group: str) -> list[Cell]:
    def fits(cell: Cell) -> bool:
        about_cycle = cell.row.about == "cycle"
        if group == "missing":
            return cell.place == "missing" and about_cycle
        return cell.place == group or (group == "there" and cell.place == "missing" and not about_cycle)

    return [cell for cell in cells(world) if fits(cell)]


@pytest.mark.parametrize("group", GROUPS)
def test_walk_meets_no_surprise(world: World, group: str) -> None:
    before = digest()
    found = chosen(world, group)
    made, surprises = walk(everyday(found, world), world, whole=False)
    print(f"{group or 'pages'}: {len(found)} cells declared, {made} requests made")
    assert not surprises, "\n".join(surprises)
    assert digest() == before


@pytest.mark.long
@pytest.mark.parametrize("group", GROUPS)
def test_long_walk_meets_no_surprise(world: World, group: str) -> None:
    before = digest()
    found = chosen(world, group)
    made, surprises = walk(found, world, whole=True)
    print(f"{group or 'pages'}: {len(found)} cells declared, {made} requests made")
    assert not surprises, "\n".join(surprises)
    assert digest() == before


def test_every_cell_belongs_to_one_group(world: World) -> None:
    assert Counter(cells(world)) == Counter(cell for group in GROUPS for cell in chosen(world, group))
