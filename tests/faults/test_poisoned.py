"""One e-mail that can't be sent keeps no other back, and is put aside with its reason."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.services.fixtures import SiteFactory
from tests.services.ports import free_port
from tests.services.smtp import Sink, mail_server

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
EMAILS = 500 if LONG else 50
TIMEOUT = 10 if LONG else 0.5  # seconds: the site's own with the full numbers
# The address, how many tries it is given at least, and what is said of it.
FAILED = {
    "refused": ("refused@council.example", 1, "550"),
    "no address": ("a@", 1, "Invalid address"),
    "hanging": ("hanging@council.example", 6, "timed out"),
    "raising": ("raising@council.example", 1, "ValueError: This can't be asked"),
    "locked": ("locked@council.example", 6, "lock timeout"),  # which may be over the next time
    "deadly": ("deadly@council.example", 5, "ended in the middle"),
}


@dataclass
class Played:
    found: dict[str, Any]
    sink: Sink


@pytest.fixture(scope="module")
def played(make_site: SiteFactory) -> Iterator[Played]:
    site = make_site("sqlite")
    with mail_server() as sink:
        sink.refused = {"refused@council.example"}
        sink.hanging = {"hanging@council.example"}
        site.settings["EMAIL_URL"] = sink.url
        words = (str(EMAILS), str(TIMEOUT), str(free_port()), "" if LONG else "together")
        yield Played(json.loads(site.play("tests.faults.poisoned:play", *words)), sink)


@pytest.mark.parametrize("poison", FAILED)
def test_the_others_are_sent_and_it_is_put_aside_with_its_reason(played: Played, poison: str) -> None:
    address, tries, because = FAILED[poison]
    found = played.found[poison]
    assert found["sent"][-1] == EMAILS - 1
    assert found["sent"][1 if poison == "deadly" or not LONG else 0] == EMAILS - 1  # the next, where one was ended
    assert found["state"] == "failed"
    assert found["tries"][-1] == tries
    assert because in found["because"]
    assert played.sink.to(address) == []
    print(f"{poison}: {found['sent'][-1]} of {EMAILS} sent, tries {found['tries']}, {found['because']}")


def test_each_of_the_others_got_each_of_theirs_once(played: Played) -> None:
    names = [one.message_id for one in played.sink.arrived]
    assert len(names) == len(set(names)) == (len(FAILED) + 1 if LONG else 2) * (EMAILS - 1)


def test_no_email_pays_for_a_mail_server_that_is_away(played: Played) -> None:
    away = played.found["away"]
    assert away["waiting"] == [["waiting", 0, EMAILS - 1]]
    assert away["states"] == {"sent": EMAILS - 1}
    assert away["tries"] == 1
