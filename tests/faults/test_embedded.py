"""The whole set on SQLite, as it is served, carries an office: nothing is locked, nothing fails."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.access.forms import forms_of
from tests.faults.strain import Took, at_once, percentile, timed
from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.services.server import ROOT, Site
from tests.services.smtp import Sink, mail_server

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
SECONDS = 600 if LONG else 5
DESKS = 4
THINKING = 0.1  # seconds between two requests of one person
QUESTION = "an-res-1"
DONE = {("read", 200), ("answer", 302), ("draft", 200), ("mark", 302)}
READ = ("", "analyse/", "evidence/", "dates/", "history/", "gates/analyse/", "people/")


@dataclass
class Served:
    site: Site
    sink: Sink
    desks: list[tuple[str, str]]


@pytest.fixture(scope="module")
def served(make_site: SiteFactory) -> Iterator[Served]:
    site = make_site("sqlite")
    with mail_server() as sink:
        site.settings |= {"EMAIL_URL": sink.url, "PORT": str(site.port), "WEB_WORKERS": "4"}
        desks = json.loads(site.play("tests.faults.workers:found", str(DESKS)))
        leave_half_written(site)
        site.process = site.beside("serve", sys.executable, str(ROOT / "scripts" / "serve.py"))
        site.wait()
        site.play_beside("busy", "tests.faults.workers:keep_the_worker_busy")
        yield Served(site, sink, desks)


def leave_half_written(site: Site) -> None:
    """What a crash in the middle of it leaves of a task, and of the table that says where tasks go."""
    for name in ("messages/1_half.celery.msg", "control/celery.exchange"):
        path = site.folder / "queue" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture(scope="module")
def found(served: Served) -> list[Took]:
    """What became of every request while the people worked."""
    site, until = served.site, time.monotonic() + SECONDS
    people = [Manager(site.port, session) for session, _ in served.desks]

    def work(person: Manager, number: int) -> list[Took]:
        found: list[Took] = []
        while time.monotonic() < until:
            found += _round(person, served.desks[number][1], len(found) // 10 + number)
        return found

    try:
        return at_once(people, work)
    except OSError as error:
        raise AssertionError(site.log("serve")) from error


def test_every_request_is_answered(found: list[Took]) -> None:
    writes = [one for one in found if one.what != "read"]
    slow = percentile(writes, 99)
    print(f"{len(found) - len(writes)} reads, {len(writes)} writes, 99 of 100 writes in {slow:.3f} s")
    assert {(one.what, one.status) for one in found} == DONE


def test_nothing_is_locked(served: Served, found: list[Took]) -> None:
    logs = served.site.log("serve") + served.site.log("busy")
    assert "locked" not in logs
    assert "Traceback" not in logs


def test_what_was_written_is_kept_and_what_was_told_is_sent_once(served: Served, found: list[Took]) -> None:
    assert _answered(served.site) == sum(one.what == "answer" for one in found)
    sent = [one.message_id for one in list(served.sink.arrived)]
    print(f"{len(sent)} e-mails")
    assert sent
    assert len(sent) == len(set(sent))


def _round(person: Manager, reference: str, turn: int) -> list[Took]:
    """Nine pages read and one thing written, in turn an answer, a draft, and messages marked as read."""
    cycle = f"/cycles/{reference}/"
    page = f"{cycle}analyse/questions/{QUESTION}/"
    read = [_read(person, f"{cycle}{part}") for part in READ] + [_read(person, "/my-work/")]
    match turn % 3:
        case 0:
            return [*read, *_say(person, page, "answer", page, f"Answered in turn {turn}")]
        case 1:
            return [*read, *_say(person, page, "draft", f"{page}draft/", f"Begun in turn {turn}")]
        case _:
            read.append(_read(person, "/account/notifications/"))
            return [*read, _write(person, "mark", "/account/notifications/read/", {"newest": "9" * 9})]


def _say(person: Manager, page: str, what: str, to: str, words: str) -> list[Took]:
    """Open the question and say something, by the form as it stands there."""
    shown = []

    def look() -> tuple[int, str]:
        shown.append(person.ask("GET", page))
        return shown[0]

    read = timed("read", look)
    (form,) = [one.filled() for one in forms_of(shown[0][1]) if "explanation" in one.controls]
    values = {"version": form["version"][0], "state": "not_met", "explanation": words}
    return [read, _write(person, what, to, values)]


def _answered(site: Site) -> int:
    """How many answers the database keeps."""
    connection = sqlite3.connect(site.database_url.removeprefix("sqlite:///"))
    found: int = connection.execute("SELECT count(*) FROM checklists_answerrevision").fetchone()[0]
    connection.close()
    return found


def _read(person: Manager, path: str) -> Took:
    time.sleep(THINKING)
    return timed("read", lambda: person.ask("GET", path))


def _write(person: Manager, what: str, path: str, values: dict[str, str]) -> Took:
    time.sleep(THINKING)
    return timed(what, lambda: person.send(path, values))
