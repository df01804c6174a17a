"""Files through the page itself: what must not come in leaves nothing behind, what people honestly have is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from checklists.models import Evidence
from tests.access.walking import Cell, address
from tests.access.world import World
from tests.recording import digest
from tests.uploads.benign import BENIGN
from tests.uploads.cases import Benign, Hostile
from tests.uploads.hostile_contents import HOSTILE_CONTENTS
from tests.uploads.hostile_mail import HOSTILE_MAIL
from tests.uploads.hostile_packages import HOSTILE_PACKAGES
from tests.uploads.hostile_plain import HOSTILE_PLAIN
from uploads.limits import MAX_BYTES
from uploads.results import FileFault

pytestmark = pytest.mark.django_db

HOSTILE = [*HOSTILE_PACKAGES, *HOSTILE_CONTENTS, *HOSTILE_PLAIN, *HOSTILE_MAIL]
OF_THE_PROCESS = {FileFault.BUSY, FileFault.TOOK_TOO_LONG}  # tests/uploads/test_heavy.py tries these
ONE_OF_EACH = list({case.fault: case for case in HOSTILE}.values())


def upload(world: World, name: str, data: bytes, place: str = "evidence-new") -> tuple[int, str]:
    """The status, and what the page says is wrong."""
    day = timezone.localdate() - timedelta(days=30)
    said = {"title": "A file", "dated_day": day.day, "dated_month": day.month, "dated_year": day.year, "good_for": "2"}
    sent = said | {"do": "new", "file": SimpleUploadedFile(name, data, "application/pdf")}
    response = world.client("lead").post(address(Cell(place, "POST", "lead", "own"), world), sent)
    form = response.context.get("form") if response.context else None
    return response.status_code, str(form.errors.get("file", [""])[0]) if form else ""


def kept() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_every_fault_is_tried() -> None:
    assert {case.fault for case in ONE_OF_EACH} == set(FileFault) - OF_THE_PROCESS


@pytest.mark.parametrize("place", ["evidence-new", "question-evidence"])
@pytest.mark.parametrize("case", ONE_OF_EACH, ids=lambda case: str(case.fault.name).lower())
def test_a_hostile_file_is_refused_with_its_reason_and_not_kept(world: World, case: Hostile, place: str) -> None:
    files, rows = kept(), digest()
    status, said = upload(world, case.name, case.make(), place)
    assert status == 200
    assert said.startswith(("The selected file ", "The selected image "))
    assert (kept(), digest()) == (files, rows)


@pytest.mark.parametrize("case", BENIGN[::5], ids=lambda case: case.what)
def test_an_honest_file_is_kept(world: World, case: Benign) -> None:
    before = Evidence.objects.count()
    assert upload(world, case.name, case.make()) == (302, "")
    assert Evidence.objects.count() == before + 1


def test_a_body_too_large_is_not_read(world: World) -> None:
    files = kept()
    status, _ = upload(world, "a.txt", b"a" * (settings.MOST_BODY + 1))
    assert status == 413
    assert kept() == files


def test_a_file_too_large_by_a_byte_is_refused(world: World) -> None:
    files = kept()
    assert upload(world, "a.txt", b"a" * (MAX_BYTES + 1)) == (200, "The selected file must be smaller than 20MB")
    assert kept() == files


GUESSES = (
    "/media/{key}",
    "/evidence/{key}",
    "/static/{key}",
    "/static/..%2fevidence/{key}",
    "/static/../evidence/{key}",
)


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("person", ["anonymous", "lead", "councillor"])
def test_a_kept_file_has_no_address_but_its_own(world: World, guess: str, person: str) -> None:
    key = world.places["own"].open.evidence.file_key
    assert world.client(person).get(guess.format(key=key)).status_code in (302, 400, 404)
