"""Every hostile file is refused for its own reason, every benign one taken."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from tests.uploads import office, pdfs
from tests.uploads.benign import BENIGN
from tests.uploads.cases import Benign, Hostile
from tests.uploads.hostile_contents import HOSTILE_CONTENTS
from tests.uploads.hostile_mail import HOSTILE_MAIL
from tests.uploads.hostile_packages import HOSTILE_PACKAGES
from tests.uploads.hostile_plain import HOSTILE_PLAIN
from uploads.inspection import inspect
from uploads.limits import MAX_BYTES
from uploads.results import BY_EXTENSION, AcceptedFile, FileFault, FileKind, FileRefused

HOSTILE = [*HOSTILE_PACKAGES, *HOSTILE_CONTENTS, *HOSTILE_PLAIN, *HOSTILE_MAIL]
# Not of the file, but of the process that inspects it.
OF_THE_PROCESS = {FileFault.TOOK_TOO_LONG, FileFault.BUSY}


def fault_of(data: bytes, name: str) -> FileFault | None:
    try:
        inspect(io.BytesIO(data), name)
    except FileRefused as refused:
        return refused.fault
    return None


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.what)
def test_hostile_file_is_refused_for_its_reason(case: Hostile) -> None:
    assert fault_of(case.make(), case.name) is case.fault


@pytest.mark.parametrize("case", BENIGN, ids=lambda case: case.what)
def test_benign_file_is_taken(case: Benign) -> None:
    data = case.make()
    kind = BY_EXTENSION[case.name.rpartition(".")[2].lower()]
    accepted = inspect(io.BytesIO(data), case.name)
    data = accepted.cleaned or data
    assert accepted == AcceptedFile(
        kind, kind.extension, kind.content_type, len(data), hashlib.sha256(data).hexdigest(), accepted.unpacked
    )


def test_name_is_cleaned_before_it_is_believed() -> None:
    assert fault_of(pdfs.pdf(), "Report.pdf. ") is None
    assert fault_of(pdfs.pdf(), "Report.p\u200bdf") is None


def test_corpus_is_as_large_as_promised() -> None:
    assert len({case.what for case in HOSTILE}) == len(HOSTILE) >= 45
    assert len({case.what for case in BENIGN}) == len(BENIGN) >= 25


def test_every_fault_and_every_kind_has_a_case() -> None:
    assert {case.fault for case in HOSTILE} == set(FileFault) - OF_THE_PROCESS
    assert {BY_EXTENSION[case.name.rpartition(".")[2].lower()] for case in BENIGN} == set(FileKind)


@pytest.mark.parametrize(
    ("size", "fault"), [(MAX_BYTES - 1, None), (MAX_BYTES, None), (MAX_BYTES + 1, FileFault.TOO_LARGE)]
)
def test_limit_is_exact(size: int, fault: FileFault | None) -> None:
    assert fault_of(b"a" * size, "a.txt") is fault


def test_too_large_file_is_not_read_to_its_end() -> None:
    class Endless:
        read_so_far = 0

        def read(self, size: int = -1, /) -> bytes:
            self.read_so_far += size
            return b"a" * size

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return offset

    endless = Endless()
    with pytest.raises(FileRefused) as refused:
        inspect(endless, "a.txt")
    assert refused.value.fault is FileFault.TOO_LARGE
    assert endless.read_so_far <= MAX_BYTES + 65_536


def test_file_is_judged_whole_wherever_it_was_left() -> None:
    stream = io.BytesIO(office.docx())
    stream.read(100)
    assert inspect(stream, "a.docx").size == len(office.docx())


def test_file_on_disk_is_judged_alike(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(office.docx())
    with (tmp_path / "a.docx").open("rb") as stream:
        assert inspect(stream, "a.docx").kind is FileKind.DOCX


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"", "The selected file is empty"),
        ("a.pdf", b"a" * (MAX_BYTES + 1), "The selected file must be smaller than 20MB"),
        ("a.pdf", b"<html>", "The selected file is called .pdf but is not a PDF. Save it as a PDF and try again"),
        ("a.doc", b"x", "The selected file is in an older Office format. Save it as .docx and try again"),
        (
            "a.gif",
            b"GIF89a",
            FileFault.TYPE_NOT_ALLOWED.value,
        ),
    ],
)
def test_reason_is_a_sentence_that_says_what_to_do(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        inspect(io.BytesIO(data), name)
    assert str(refused.value) == refused.value.reason == reason


@pytest.mark.parametrize("fault", FileFault)
def test_every_reason_is_about_the_selected_file(fault: FileFault) -> None:
    reason = FileRefused(fault, extension="docx", called="a Word document", name="a.exe").reason
    assert reason.startswith(("The selected file ", "The selected image "))
    assert not reason.endswith(".")
    assert "{" not in reason
