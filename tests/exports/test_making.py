"""Files made in the background: once, again when their maker was killed, and for one person alone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.services.roles import revoke_role
from audit.models import Event
from cycles.models import Cycle
from cycles.services.editing import restrict
from exports import making
from exports.making import lease, make, make_waiting
from exports.models import Export
from notifications.kinds import skip_reason
from notifications.models import Notification
from tests.council import NOW, SMALL, Council
from tests.exports.conftest import SignedIn
from tests.exports.many import copies
from tests.exports.reading import about, content_of, rows_of, services, workbook_of
from tests.overview.texts import text_of

LATER = NOW + making.LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def few_at_once(settings: Settings) -> None:
    settings.WORKBOOK_AT_ONCE = 3


@pytest.fixture
def cycle(council: Council) -> Cycle:
    cycle = council.cycle(SMALL, service_name="Parks")
    copies(4)
    return cycle


def ask(client: Any, query: str = "") -> Export:
    sent = client.post("/exports/ask/", {"table": "cycles", "query": query})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/exports/")
    return Export.objects.latest("pk")


def made(client: Any, query: str = "") -> Export:
    export = ask(client, query)
    make_waiting(timezone.now)
    return Export.objects.get(pk=export.pk)


def test_a_large_workbook_is_offered_made_and_fetched(council: Council, as_: SignedIn, cycle: Cycle) -> None:
    lead = as_("lead")
    offered = lead.get("/cycles/export.xlsx?stage=live&sort=-name").content.decode()
    assert "An Excel file of 5 rows takes a few minutes to make." in offered
    assert "Filtered by Stage: Live. Restricted cycles that you may not see are left out." in offered
    assert '<input type="hidden" name="query" value="stage=live&amp;sort=-name">' in offered
    assert "It doesn’t say how they were filtered, nor what is left out." in offered
    export = ask(lead, "stage=live&sort=-name")
    assert "It begins within a minute" in lead.get("/exports/").content.decode()

    call_command("make_files")

    assert "5 rows, kept until 30 November 2026" in lead.get("/exports/").content.decode()
    book = workbook_of(content_of(lead.get(f"/exports/{export.pk}/")))
    assert services(rows_of(book["Cycles"])) == [*(f"Service {place:05}" for place in (5, 4, 3, 2)), "Parks"]
    assert about(book)["Stage"] == "Live"
    asked, fetched = Event.objects.filter(chain="system", verb__in=["file_asked_for", "rows_downloaded"])
    told = {"table": "Cycles", "form": "XLSX", "rows": 5, "filter": "stage=live&sort=-name"}
    assert (asked.facts, fetched.facts) == (told, told)


def test_whoever_asked_is_told_once_and_no_more_when_it_was_fetched(as_: SignedIn, cycle: Cycle) -> None:
    export = made(as_("lead"))
    notification = Notification.objects.get(kind="file_ready")
    assert (notification.subject, notification.address) == ("Your file is ready: Cycles", "/exports/")
    assert skip_reason(notification) == ""
    as_("lead").get(f"/exports/{export.pk}/")
    assert skip_reason(notification) == "Fetched already"


def test_somebody_elses_file_is_not_there(as_: SignedIn, cycle: Cycle) -> None:
    export = made(as_("lead"))
    for name in ("other", "auditor", "admin", "superuser"):
        assert as_(name).get(f"/exports/{export.pk}/").status_code == 404
        assert "Cycles, " not in as_(name).get("/exports/").content.decode()
    assert as_("lead").get(f"/exports/{export.pk + 1}/").status_code == 404


def test_asking_again_while_it_is_made_changes_nothing(as_: SignedIn, cycle: Cycle) -> None:
    lead = as_("lead")
    for query in ("", "", "stage=live", "stage=live&nonsense=1", "tier=S", "key=no"):
        ask(lead, query)
    assert list(Export.objects.order_by("pk").values_list("query", flat=True)) == ["", "stage=live", "tier=S"]
    assert "You are waiting for 3 files already." in lead.get("/exports/").content.decode()
    assert ask(as_("other")).query == ""


def test_only_one_maker_gets_a_file(as_: SignedIn, cycle: Cycle) -> None:
    ask(as_("lead"))
    first = lease(NOW)
    assert first
    assert lease(NOW) is None
    assert lease(LATER - timedelta(seconds=2)) is None


def test_a_file_whose_maker_was_killed_is_made_again(as_: SignedIn, cycle: Cycle, folder: Path) -> None:
    """The first maker is only late: what it still does changes nothing."""
    export = ask(as_("lead"))
    killed = lease(NOW)
    again = lease(LATER)
    assert killed
    assert again
    make(killed, lambda: LATER)
    assert Export.objects.get(pk=export.pk).state == "making"
    make(again, lambda: LATER)
    export.refresh_from_db()
    assert (export.state, export.rows, export.attempts) == ("ready", 5, 2)
    assert [path.name for path in folder.glob("*.*")] == [f"{again.lease}.xlsx"]
    assert Notification.objects.filter(kind="file_ready").count() == 1


def test_a_file_that_ends_its_makers_is_given_up(as_: SignedIn, cycle: Cycle) -> None:
    ask(as_("lead"))
    now = NOW
    for _ in range(making.ATTEMPTS):
        assert lease(now)
        now += making.LEASE + timedelta(seconds=1)
    assert lease(now) is None
    assert Export.objects.get().state == "failed"
    assert Notification.objects.get(kind="file_not_made").person == Export.objects.get().asked_by
    assert "Something went wrong" in as_("lead").get("/exports/").content.decode()


def test_a_failure_keeps_no_other_file_back(as_: SignedIn, cycle: Cycle, settings: Settings, caplog: Any) -> None:
    broken, good = ask(as_("lead")), ask(as_("other"))
    Export.objects.filter(pk=broken.pk).update(name="nothing")
    make_waiting(timezone.now)
    assert f"File {broken.pk} could not be made" in caplog.messages
    good.refresh_from_db()
    assert good.state == "ready"


def test_who_lost_every_role_gets_nothing(council: Council, as_: SignedIn, cycle: Cycle) -> None:
    export = made(as_("lead"))
    revoke_role(council["lead"].roles.get(), actor=council["admin"], at=NOW)
    assert as_("lead").get(f"/exports/{export.pk}/").status_code == 404
    assert "What you may see has changed since" in as_("lead").get("/exports/").content.decode()
    assert as_("lead").post("/exports/ask/", {"table": "cycles"}).status_code == 403


def test_a_file_with_a_row_that_was_closed_since_is_withdrawn(council: Council, as_: SignedIn, cycle: Cycle) -> None:
    secret = council.cycle(SMALL, service_name="Secret", restricted=True, lead=council["member"])
    export = made(as_("other"))
    assert export.hidden == [secret.pk]
    council.cycle(SMALL, service_name="New", at=NOW + timedelta(days=1), restricted=True, lead=council["member"])
    assert as_("other").get(f"/exports/{export.pk}/").status_code == 200  # it can't be in there
    restrict(cycle, restricted=True, reason="A move.", actor=council["lead"], at=NOW)
    assert as_("other").get(f"/exports/{export.pk}/").status_code == 404


def test_the_rights_are_asked_once_however_many_files_there_are(as_: SignedIn, cycle: Cycle) -> None:
    lead, counts = as_("lead"), []
    export = made(lead)
    lead.get("/exports/")
    for more in (0, 2, 60):
        values = {field.attname: getattr(export, field.attname) for field in Export._meta.concrete_fields}
        Export.objects.bulk_create(Export(**values | {"id": None}) for _ in range(more))
        with CaptureQueriesContext(connection) as queries:
            lead.get("/exports/")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert "1 to 50 of 63 files" in text_of(lead.get("/exports/"))
    assert text_of(lead.get("/exports/?page=2")).count("Download Cycles (XLSX") == 13


def test_a_file_with_drafts_is_not_for_a_councillor(council: Council, as_: SignedIn, cycle: Cycle) -> None:
    export = made(as_("lead"))
    council["lead"].roles.update(kind="councillor")
    assert as_("lead").get(f"/exports/{export.pk}/").status_code == 404


def test_old_files_go_and_so_does_what_a_crash_left(as_: SignedIn, cycle: Cycle, folder: Path) -> None:
    export = made(as_("lead"))
    left = folder / "abc.part"
    left.touch()
    for path in (export.path, left):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    for days, there in ((1, {export.file, "abc.part"}), (6, {export.file}), (8, set())):
        making.clear(NOW + timedelta(days=days))
        assert {path.name for path in folder.glob("*.*")} == there, days
    assert not Export.objects.exists()
