"""Disks that are full, real ones of a megabyte: a sentence, nothing half-kept, a red check, and all well afterwards."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from checklists.models import Evidence
from tests.checklists.views.asking import errors_of
from tests.checklists.views.evidencing import described, kept_files, new, upload
from tests.council import Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn
from uploads.disks import disk_faults

LARGE = b"a line of text\n" * 200_000  # three megabytes
NO_ROOM = "The selected file could not be kept, because the disk of this site is full or cannot be written to."


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte. Where nobody may mount one, files of that size are the largest that can be written."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(words, check=False, capture_output=True).returncode == 0:
        yield folder
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_of_the_evidence_is_a_sentence_and_all_is_well_afterwards(
    bench: Council, as_: SignedIn, settings: Settings, small_disk: Path
) -> None:
    cycle, client, roomy = bench.cycle(), as_("lead"), settings.MEDIA_ROOT
    settings.MEDIA_ROOT = small_disk / "evidence"
    with nothing_written():
        response = client.post(new(cycle), described(file=upload(LARGE)))
    assert response.status_code == 200
    assert errors_of(response)[0].startswith(NO_ROOM)
    assert 'value="Consultation report"' in response.content.decode()
    assert files_in(small_disk) == []
    settings.MEDIA_ROOT = roomy
    client.post(new(cycle), described(file=upload(LARGE)))
    assert Evidence.objects.get().size == len(LARGE)
    assert len(kept_files()) == 1


def test_a_full_temporary_folder_is_a_sentence_and_keeps_what_was_typed(
    bench: Council, as_: SignedIn, settings: Settings, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    settings.FILE_UPLOAD_TEMP_DIR = str(small_disk)
    with nothing_written():
        response = client.post(new(cycle), described(file=upload(LARGE), confidential="on"))
    assert errors_of(response)[0].startswith(NO_ROOM)
    assert 'value="Consultation report"' in response.content.decode()
    assert files_in(small_disk) == []
    monkeypatch.undo()
    settings.FILE_UPLOAD_TEMP_DIR = None
    client.post(new(cycle), described(file=upload(LARGE)))
    assert Evidence.objects.get().size == len(LARGE)


def test_a_register_finds_no_room_either(bench: Council, as_: SignedIn, settings: Settings, small_disk: Path) -> None:
    settings.IMPORTS_ROOT = small_disk / "imports"
    rows = b"Title,Supplier\n" + (b"Cleaning" * 1_000 + b",Clean Ltd\n") * 400
    keeper = bench.add("keeper", "Ken Moss", {"kind": "commissioner"})
    response = as_("keeper").post("/contracts/imports/new/", {"file": upload(rows, "register.csv")})
    assert keeper.is_active
    assert response.status_code == 200
    assert "because the disk of this site is full" in errors_of(response)[0]
    assert files_in(small_disk) == []


def test_health_is_red_while_a_disk_is_full(settings: Settings, small_disk: Path) -> None:
    assert disk_faults() == []
    settings.MEDIA_ROOT = small_disk / "evidence"
    settings.DISK_RESERVE_MB = 10
    assert "The disk of the evidence has " in disk_faults()[0]
    (small_disk / "evidence").mkdir(exist_ok=True)
    with pytest.raises(OSError, match=r"No space left|File too large"):
        (small_disk / "filling").write_bytes(bytes(2 * 1024 * 1024))
    if os.path.ismount(small_disk):
        assert disk_faults()[0] == "The folder of evidence cannot be written to: its disk is full or read-only"


@pytest.mark.django_db
def test_the_page_of_a_monitor_says_so(client: Client, settings: Settings, small_disk: Path) -> None:
    settings.MEDIA_ROOT, settings.DISK_RESERVE_MB = small_disk, 1_000
    response = client.get("/healthz/deep")
    assert response.status_code == 503
    assert any(fault.startswith("The disk of the evidence has ") for fault in response.json()["faults"])
