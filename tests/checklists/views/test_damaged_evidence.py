"""Evidence files that are altered or missing on the disk: found, refused, told once, and well again once restored."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from checklists.models import DamagedFile, Evidence
from checklists.services.verifying import verify_evidence
from notifications.models import Notification, Sweep
from reminders.relevance import evidence_damaged
from tests.checklists.views.evidencing import TEXT, added_file, body, item
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn


@pytest.fixture
def stored(bench: Council, settings: Settings, tmp_path: Path) -> Evidence:
    settings.MEDIA_ROOT = tmp_path / "evidence"
    evidence = added_file(bench, bench.cycle())
    Notification.objects.all().delete()
    return evidence


def path_of(evidence: Evidence) -> Path:
    return Path(site_settings.MEDIA_ROOT) / evidence.file_key


def run_command() -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_evidence", stdout=out, stderr=errors)
    except CommandError as error:
        return out.getvalue(), errors.getvalue() + str(error)
    return out.getvalue(), errors.getvalue()


def health(client: Client) -> list[str]:
    Sweep.objects.update_or_create(pk=1, defaults={"ran_at": timezone.now()})
    faults: list[str] = client.get("/healthz/deep").json()["faults"]
    return faults


def told() -> dict[str, str]:
    return dict(Notification.objects.values_list("person__name", "subject"))


def test_files_as_they_were_added_are_well(stored: Evidence, client: Client) -> None:
    assert run_command() == ("All evidence files are as they were added: 1.\n", "")
    assert health(client) == []
    assert told() == {}


@pytest.mark.parametrize("is_missing", [False, True])
def test_damage_is_named_told_once_and_red_until_it_is_mended(
    stored: Evidence, bench: Council, client: Client, is_missing: bool
) -> None:
    path, reference = path_of(stored), stored.cycle.reference
    path.unlink() if is_missing else path.write_bytes(b"What nobody told us.\n")
    word = "Missing" if is_missing else "Altered"

    out, errors = run_command()

    assert out == ""
    assert errors == (
        f"{word}: {reference}, evidence {stored.pk}, Notes.txt, stored as {stored.file_key}\n"
        "Evidence files that are altered or missing: 1."
    )
    assert health(client) == ["Evidence files that are altered or missing: 1"]
    damage = "missing" if is_missing else "not what was added"
    subjects = told()
    assert f"The file of “Notes” of {stored.cycle} ({reference}) is {damage}" in subjects[bench["lead"].name]
    assert "evidence file is altered or missing" in subjects[bench["admin"].name]
    assert len(subjects) == Notification.objects.count() == 2
    run_command()
    assert Notification.objects.count() == 2
    first = Notification.objects.get(person=bench["lead"])
    assert evidence_damaged(first) == ""

    path.write_bytes(TEXT)
    assert run_command()[1] == ""
    assert health(client) == []
    assert evidence_damaged(first) == "Over by now"
    path.unlink()
    assert len(list(verify_evidence(NOW + timedelta(days=2)))) == 1
    assert Notification.objects.count() == 4


def test_opening_it_is_refused_and_told(stored: Evidence, bench: Council, as_: SignedIn) -> None:
    reader = as_("head")
    assert body(reader.get(item(stored, "evidence-download"))) == TEXT
    path_of(stored).write_bytes(TEXT + b"And more.\n")

    refused = reader.get(item(stored, "evidence-download"))

    assert refused.status_code == 409
    assert "This file cannot be downloaded" in refused.content.decode()
    assert b"And more." not in refused.content
    assert DamagedFile.objects.get().is_missing is False
    assert set(told()) == {bench["lead"].name, bench["admin"].name}
