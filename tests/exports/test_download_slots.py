"""One download at a time: the others are told to wait, and nobody keeps a slot for ever."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from audit.models import Event
from exports import download_slots
from exports.download_slots import take_slot
from tests.council import SMALL, Council
from tests.exports.conftest import SignedIn
from tests.exports.reading import content_of, csv_of

HOLD = """
import fcntl, sys
place = open(sys.argv[1], "wb")
fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held_elsewhere(folder: Path) -> Iterator[Any]:
    """Another process is making a file."""
    folder.mkdir(parents=True)
    words = [sys.executable, "-c", HOLD, str(folder / "slot-0")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        yield holder
        holder.kill()


def test_the_second_is_told_to_wait_and_the_first_has_everything(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL)
    first = as_("lead").get("/cycles/export.csv")
    for address in ("/cycles/export.csv?stage=live", "/cycles/export.xlsx?stage=live"):
        second = as_("other").get(address)
        assert (second.status_code, second.headers["Retry-After"]) == (503, "60")
        page = second.content.decode()
        assert "Somebody else is downloading at the moment. Try again in a minute." in page
        assert f'<a href="{address}">Try again</a>' in page
        assert '<a href="/cycles/?stage=live">' in page
    assert as_("other").head("/cycles/export.csv").status_code == 200
    assert content_of(first).count(b"\n") == 2
    assert len(csv_of(as_("other"))) == 1
    assert Event.objects.filter(verb="rows_downloaded").count() == 2


def test_a_reader_who_goes_away_releases_the_slot(council: Council, as_: SignedIn) -> None:
    council.cycle(SMALL)
    for read in (0, 1):
        response: Any = as_("lead").get("/cycles/export.csv")
        for _ in range(read):
            next(iter(response.streaming_content))
        _end(response)
        assert len(csv_of(as_("lead"))) == 1


def _end(response: Any) -> None:
    """As a server does, without the signal at which the connection to the database is closed: it is the test's own."""
    for close in response._resource_closers:
        close()


def test_a_slow_reader_keeps_it_for_a_while_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_slots, "MAX_SECONDS", 0.05)
    slow = take_slot()
    assert slow
    slow._timer.join(5)
    following = take_slot()
    assert following
    slow.release()
    assert take_slot() is None
    following.release()


def test_a_slot_in_another_process_counts_until_it_ends(held_elsewhere: Any) -> None:
    assert take_slot() is None
    held_elsewhere.kill()
    held_elsewhere.wait()
    slot = take_slot()
    assert slot
    slot.release()


def test_with_more_processes_one_is_always_left_to_pages(held_elsewhere: Any, settings: Settings) -> None:
    settings.WEB_WORKERS = 3
    slot = take_slot()
    assert slot
    assert take_slot() is None  # one at a time in each process
    slot.release()
