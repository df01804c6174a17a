"""The database locked, full, read-only, frozen or away: every page says so in time, and all is well afterwards."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from tests.races.deciders import Manager
from tests.services.fixtures import SiteFactory
from tests.services.postgres import Cluster, start_cluster
from tests.services.server import Site

pytestmark = pytest.mark.services

SECONDS = 10  # the longest that anybody waits for a page
AT_ONCE = 40  # more than the web server has threads
REASONS = "Evidenced and confirmed, as Priya wrote."
PAGES = ("/my-work/", "/cycles/", "/sign-in/", "/healthz")


@dataclass
class Place:
    """A site, somebody signed in who decides a gate there, and the address of its last page."""

    site: Site
    manager: Manager
    address: str
    values: dict[str, str]

    def health(self) -> tuple[int, list[str]]:
        status, body = Manager(self.site.port, "").ask("GET", "/healthz/deep")
        return status, json.loads(body)["faults"]


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """No other test may share it: it is stopped and frozen, and its disk filled."""
    with TemporaryDirectory(prefix="commissioning-faults-") as folder, small_disk(Path(folder), "400m"):
        Path(folder).chmod(0o755)  # the user postgres has to come through
        started = start_cluster(Path(folder, "cluster"))
        yield started
        started.stop()


def place_on(site: Site) -> Place:
    scene = json.loads(site.play("tests.races.scene:gates", "1"))
    site.play("tests.faults.test_database_faults:sweep_once")
    manager, address = (
        Manager(site.port, scene["sessions"][0]),
        f"/cycles/{scene['references'][0]}/gates/analyse/decide/",
    )
    site.start(workers=2)
    values = manager.open(address)
    return Place(site, manager, address, values | {"outcome": "pass", "interests": "None"})


def sweep_once() -> None:
    """For health: the row alone, so that nothing that is to be decided changes."""
    from django.utils import timezone

    from notifications.models import Sweep

    Sweep.objects.update_or_create(pk=1, defaults={"ran_at": timezone.now()})


@pytest.fixture(scope="module")
def on_postgresql(own_cluster: Cluster, cluster: Cluster, make_site: SiteFactory) -> Place:
    site = make_site("postgresql")
    name = site.database_url.rpartition("/")[2]
    site.database_url = own_cluster.copy("faults", cluster, name)
    return place_on(site)


@contextmanager
def away(cluster: Cluster) -> Iterator[None]:
    cluster.rest()
    try:
        yield
    finally:
        cluster.start()


@contextmanager
def read_only(cluster: Cluster) -> Iterator[None]:
    """As on a standby: for sessions that are there, too, so they are ended."""
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults'"
    cluster.execute("ALTER DATABASE faults SET default_transaction_read_only = on")
    cluster.execute(end)
    try:
        yield
    finally:
        cluster.execute("ALTER DATABASE faults RESET default_transaction_read_only")
        cluster.execute(end)


@contextmanager
def full_cluster(cluster: Cluster) -> Iterator[None]:
    with full_disk(cluster.folder):
        yield


@contextmanager
def locked_tables(cluster: Cluster) -> Iterator[None]:
    """As while somebody alters them: not even reading goes on."""
    import psycopg2

    tables = cluster.ask(
        "faults", "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables WHERE schemaname = 'public'"
    )
    connection = psycopg2.connect(cluster.url("faults"))
    try:
        connection.cursor().execute(f"LOCK TABLE {tables[0][0]} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        connection.close()


@contextmanager
def locked_rows(cluster: Cluster) -> Iterator[None]:
    """Somebody's change does not come to its end."""
    import psycopg2

    connection = psycopg2.connect(cluster.url("faults"))
    try:
        for table in ("approvals_decisiondraft", "notifications_sweep"):
            connection.cursor().execute(f"SELECT * FROM {table} FOR UPDATE")
        yield
    finally:
        connection.close()


POSTGRESQL: dict[str, tuple[Callable[[Cluster], AbstractContextManager[None]], str]] = {
    "locked": (locked_rows, "The database is locked by another program"),
    "locked altogether": (locked_tables, "The database is locked by another program"),
    "read-only": (read_only, "The database can only be read"),
    "frozen": (Cluster.frozen, "The database does not answer"),
    "away": (away, "The database cannot be reached"),
}
MAY_MOUNT = os.geteuid() == 0
if MAY_MOUNT:
    POSTGRESQL["full"] = (full_cluster, "The disk of the database is full")


@pytest.mark.parametrize("fault", POSTGRESQL)
def test_postgresql(on_postgresql: Place, own_cluster: Cluster, fault: str) -> None:
    begin, sentence = POSTGRESQL[fault]
    assert on_postgresql.health() == (200, [])
    with begin(own_cluster):
        check_pages(on_postgresql, fault)
        assert on_postgresql.health() == (503, [sentence])
    check_recovery(on_postgresql)


# SQLite: each begins a fault of the file, and ends it.


@contextmanager
def held_file(file: Path) -> Iterator[None]:
    """Another program holds the lock of writers."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


@contextmanager
def read_only_disk(file: Path) -> Iterator[None]:
    """As a disk with a fault is mounted: whatever opens the file from now on can only read it."""
    subprocess.run(["mount", "-o", "bind", str(file.parent), str(file.parent)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(file.parent)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(file.parent)], check=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own in the folder; the folder as it is for who may not mount one."""
    if not MAY_MOUNT:
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


SQLITE: dict[str, tuple[Callable[[Path], AbstractContextManager[None]], str]] = {
    "locked": (held_file, "The database is locked by another program"),
}
if MAY_MOUNT:  # the others need a small disk of their own
    SQLITE |= {
        "full": (lambda file: full_disk(file.parent), "The disk of the database is full"),
        "read-only": (read_only_disk, "The database can only be read"),
    }


@pytest.fixture(scope="module")
def on_sqlite(make_site: SiteFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    site = make_site("sqlite")
    with small_disk(tmp_path_factory.mktemp("sqlite"), "64m") as folder:
        file = folder / "site.sqlite3"
        shutil.copyfile(site.database_url.removeprefix("sqlite:///"), file)
        site.database_url = f"sqlite:///{file}"
        yield place_on(site)
        site.stop()


@pytest.mark.parametrize("fault", SQLITE)
def test_sqlite(on_sqlite: Place, fault: str) -> None:
    begin, sentence = SQLITE[fault]
    assert on_sqlite.health() == (200, [])
    with begin(Path(on_sqlite.site.database_url.removeprefix("sqlite:///"))):
        check_pages(on_sqlite, fault)
        assert on_sqlite.health() == (503, [sentence])
    check_recovery(on_sqlite)


def check_pages(place: Place, fault: str) -> None:
    """The change is refused with what was sent on the page; many pages at once are all answered in time."""
    # So long that the database needs more room for it.
    change = place.values | {"reasons": f"{REASONS} {secrets.token_hex(3500)}"}
    status, page, seconds = timed(lambda: place.manager.send(place.address, change))
    assert (status, seconds < SECONDS) == (503, True), f"{fault}: {status} after {seconds:.1f} s\n{page}"
    assert REASONS in page
    assert "Send it again" in page
    found: list[tuple[str, int, float]] = []
    anybody = Manager(place.site.port, "")

    def view(number: int) -> None:
        path = PAGES[number % len(PAGES)]
        person = anybody if path == "/healthz" else place.manager
        status, _, seconds = timed(lambda: person.ask("GET", path))
        found.append((path, status, seconds))

    threads = [Thread(target=view, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slowest = max(seconds for *_, seconds in found)
    print(f"{fault}: change {seconds:.1f} s, slowest of {AT_ONCE} pages at once {slowest:.1f} s, {sorted(found)}")
    assert len(found) == AT_ONCE
    assert slowest < SECONDS
    assert {status for _, status, _ in found} <= {200, 302, 503}
    assert {status for path, status, _ in found if path == "/healthz"} == {200}


def check_recovery(place: Place) -> None:
    """Nobody restarts anything, nobody has to sign in again."""
    until = time.monotonic() + SECONDS
    while (found := place.manager.ask("GET", "/my-work/")[0]) != 200:
        assert time.monotonic() < until, found
        time.sleep(0.2)
    assert place.health() == (200, [])


def timed(ask: Callable[[], tuple[int, str]]) -> tuple[int, str, float]:
    began = time.monotonic()
    status, page = ask()
    return status, page, time.monotonic() - began
