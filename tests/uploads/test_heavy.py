"""Files that are made to keep a processor busy, in the process that inspects them; and many files at once."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.processor import processor_time
from tests.uploads import mail, office, pdfs, pictures
from tests.uploads.heavy import HEAVY
from uploads import checking
from uploads.checking import Busy, check_file, turn
from uploads.inspection import inspect
from uploads.limits import MAX_MEMORY, MEBIBYTE
from uploads.processes import ROOT, Broke, Overran, output_of
from uploads.results import FileFault, FileRefused

SECONDS = 3
# A module of the process that runs a command of a test.
RUNS = "tests.uploads.misbehaving"


@pytest.fixture(autouse=True)
def real_limit(settings: Settings) -> None:
    settings.FILE_CHECK_SECONDS = 2.5


def fault_of(data: bytes, name: str) -> FileFault | None:
    try:
        check_file(io.BytesIO(data), name)
    except FileRefused as refused:
        return refused.fault
    return None


def test_there_are_thirty() -> None:
    assert len({what for what, _, _ in HEAVY}) == len(HEAVY) >= 30


@pytest.mark.parametrize(("what", "name", "make"), HEAVY, ids=[what for what, _, _ in HEAVY])
def test_heavy_file_ends_within_three_seconds(what: str, name: str, make: Callable[[], bytes]) -> None:
    data = make()
    began = time.monotonic()
    fault_of(data, name)
    assert time.monotonic() - began <= SECONDS


def test_repeated_exif_headers_cost_next_to_nothing() -> None:
    """Pillow reads all of them again with each one, which takes minutes: it gets the picture without them."""
    data = next(make for what, _, make in HEAVY if what == "Exif headers")()
    inspect(io.BytesIO(data), "a.jpg")  # what is loaded once
    with processor_time() as so_far:
        assert inspect(io.BytesIO(data), "a.jpg").size < 100_000
        assert so_far() <= 1


@pytest.mark.parametrize(
    ("data", "name"),
    [(office.docx(), "a.docx"), (pdfs.pdf(), "a.pdf"), (mail.eml(("a.pdf", pdfs.pdf())), "a.eml"), (b"a,b\n", "a.csv")],
)
def test_the_process_finds_what_the_inspection_finds(data: bytes, name: str, settings: Settings) -> None:
    settings.FILE_CHECK_SECONDS = 30
    found, expected = check_file(io.BytesIO(data), name), inspect(io.BytesIO(data), name)
    assert found == expected
    assert found.cleaned == expected.cleaned
    assert (found.remarks.notes, found.remarks.title, found.remarks.dated) == (
        expected.remarks.notes,
        expected.remarks.title,
        expected.remarks.dated,
    )


def test_what_is_taken_out_comes_back_from_the_process(settings: Settings) -> None:
    settings.FILE_CHECK_SECONDS = 30
    data = pictures.png_with_text("Author", "Ann Lee")
    assert check_file(io.BytesIO(data), "a.png").cleaned == inspect(io.BytesIO(data), "a.png").cleaned


def test_a_refusal_keeps_its_words(settings: Settings) -> None:
    settings.FILE_CHECK_SECONDS = 30
    with pytest.raises(FileRefused) as refused:
        check_file(io.BytesIO(mail.eml(("run.exe", b"MZ"))), "a.eml")
    assert "the attachment “run.exe”" in refused.value.reason


def misbehave(command: str, wait: float = 20) -> bytes:
    with output_of(RUNS, command, source=io.BytesIO(b""), wait=wait) as made:
        return made.read()


def test_a_process_is_ended_by_the_clock_by_its_work_and_by_its_memory() -> None:
    assert misbehave("print('well')") == b"well\n"
    with pytest.raises(Overran):
        misbehave("import time; time.sleep(60)", wait=0.5)
    with pytest.raises(Overran):
        misbehave("while True: pass")
    with pytest.raises(Broke):
        misbehave(f"bytearray({MAX_MEMORY})")
    with pytest.raises(OSError, match="No space left"):
        misbehave("import os; os._exit(os.EX_IOERR)")


def test_a_process_knows_no_secret_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert b"hidden" not in misbehave("import os; print(os.environ)")


HOLD = """
import fcntl, sys
places = [open(path, "wb") for path in sys.argv[1:]]
for place in places:
    fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def all_turns_taken(settings: Settings, tmp_path: Path) -> Iterator[Any]:
    """Other processes check as many files as may be checked at once."""
    settings.CHECKS_ROOT = tmp_path
    words = [sys.executable, "-c", HOLD, *(str(tmp_path / f"turn-{number}") for number in range(2))]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        yield holder
        holder.kill()


def test_one_too_many_is_told_to_try_again(all_turns_taken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 0.2)
    assert fault_of(pdfs.pdf(), "a.pdf") is FileFault.BUSY
    all_turns_taken.kill()
    all_turns_taken.wait()
    assert fault_of(pdfs.pdf(), "a.pdf") in (None, FileFault.TOOK_TOO_LONG)


def test_a_process_of_the_site_keeps_threads_for_pages(settings: Settings, tmp_path: Path) -> None:
    settings.CHECKS_ROOT, settings.FILES_CHECKED_AT_ONCE = tmp_path, 50
    inside, leave = threading.Semaphore(0), threading.Event()

    def check() -> None:
        with turn():
            inside.release()
            leave.wait(20)

    threads = [threading.Thread(target=check) for _ in range(checking.THREADS)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=20)
    with pytest.raises(Busy), turn():
        pytest.fail("another one got its turn")
    leave.set()
    for thread in threads:
        thread.join()
    with turn():
        pass


def test_nothing_is_left_of_a_check(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with suppress(FileRefused):
        check_file(io.BytesIO(bytes(MEBIBYTE)), "a.pdf")
    assert list(tmp_path.iterdir()) == []
    assert Path.cwd().samefile(ROOT)
