"""What is due is told, whoever is killed and whatever is restarted in between."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest

from tests.faults.office import WORKERS, Office, own_office
from tests.services.fixtures import SiteFactory
from tests.services.postgres import Cluster

pytestmark = pytest.mark.services

LONG = os.environ.get("LONG") == "1"
EMAILS, KILLS, RESTARTS = (2000, 40, 3) if LONG else (80, 4, 1)
CALM = 400 if LONG else 40
LEASE = 15 if LONG else 5
PAUSE, PATIENCE = 0.03, 90  # seconds: of the mail server over each e-mail, and of the test
ON_AGAIN = 30  # seconds, after a server is back
DATABASE_PATIENCE = 60 if LONG else 3  # seconds: of workers and beats


@pytest.fixture(scope="module")
def office(make_site: SiteFactory, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    original = make_site("postgresql").database_url.rpartition("/")[2]
    limits = {"lease": LEASE, "database_patience": DATABASE_PATIENCE}
    with own_office(tmp_path_factory.mktemp("office"), cluster, original, **limits) as office:
        office.open()
        office.site.play("tests.faults.crowd:found", str(EMAILS), str(CALM))
        yield office


def test_two_beats_and_all_workers_send_each_email_once(office: Office) -> None:
    office.wait_until(lambda: office.sink.distinct == CALM and office.all_dealt_with(), PATIENCE)
    assert office.states() == {"sent": CALM}
    assert len(office.sink.arrived) == CALM
    print(f"{CALM} e-mails, two beats, {WORKERS} workers: {len(office.sink.arrived)} arrived")


def test_nothing_is_lost_whoever_is_killed(office: Office) -> None:
    office.sink.arrived.clear()
    office.sink.pause = PAUSE
    before = office.states().get("sent", 0)
    office.site.play("tests.faults.crowd:tell", "storm", str(EMAILS))
    for place, shake in plan(office):
        office.wait_until(lambda at=place: office.sink.distinct >= at, PATIENCE)  # type: ignore[misc]
        shake()
    office.wait_until(office.all_dealt_with, PATIENCE)
    assert office.states() == {"sent": before + EMAILS}
    assert office.sink.distinct == EMAILS
    names = defaultdict(set)
    for one in office.sink.arrived:
        names[one.recipient].add(one.message_id)
    assert Counter(map(len, names.values())) == {1: EMAILS}  # a second copy has the name of the first
    twice = len(office.sink.arrived) - EMAILS
    rests = pauses_after(office)
    print(f"{EMAILS} e-mails, {KILLS} kills: 0 lost, {twice} twice; on again after {rests} seconds")
    assert twice <= KILLS
    assert max(rests) <= ON_AGAIN


def test_workers_go_on_when_the_database_thaws(office: Office) -> None:
    """It is frozen for longer than they wait for an answer: what they were about fails, and is done afterwards."""
    office.sink.arrived.clear()
    office.restarts.clear()
    before = office.states().get("sent", 0)
    office.site.play("tests.faults.crowd:tell", "frost", str(CALM))
    office.wait_until(lambda: office.sink.distinct >= CALM // 4, PATIENCE)
    office.freeze_postgres(DATABASE_PATIENCE + 4)
    office.wait_until(office.all_dealt_with, PATIENCE)
    assert office.states() == {"sent": before + CALM}
    assert office.sink.distinct == CALM
    twice = len(office.sink.arrived) - CALM
    rests = pauses_after(office)
    print(f"{CALM} e-mails, frozen for {DATABASE_PATIENCE + 4} seconds: {twice} twice; on again after {rests} seconds")
    assert twice <= WORKERS
    assert max(rests) <= ON_AGAIN
    assert "NoAnswerError" in office.logs() or "has not answered for" in office.logs()


def plan(office: Office) -> list[tuple[int, Callable[[], None]]]:
    """At how many e-mails arrived what happens: kills spread evenly, and restarts between them."""
    kills = [(EMAILS * number // (KILLS + 1), office.kill_one) for number in range(1, KILLS + 1)]
    redis = [(EMAILS * (3 * number + 1) // (3 * RESTARTS), office.restart_redis) for number in range(RESTARTS)]
    postgres = [(EMAILS * (3 * number + 2) // (3 * RESTARTS), office.restart_postgres) for number in range(RESTARTS)]
    return sorted([*kills, *redis, *postgres], key=lambda step: step[0])


def pauses_after(office: Office) -> list[float]:
    """For each restart, how long it took until the next e-mail arrived."""
    arrived = sorted(one.at for one in office.sink.arrived)
    return [round(next(at for at in arrived if at > back) - back, 1) for back in office.restarts]
