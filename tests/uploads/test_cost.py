"""What a verdict costs: bytes unpacked, time, memory, and no word to the outside."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from tests.uploads import hostile_contents, hostile_packages, hostile_plain, office, pdfs, pictures
from tests.uploads.cases import Hostile
from tests.uploads.zips import pack, varied
from uploads.inspection import inspect
from uploads.limits import MAX_BYTES, MAX_UNPACKED, MEBIBYTE
from uploads.results import Fault, Refused

ROOT = Path(__file__).resolve().parents[2]
ALMOST_ALL = MAX_BYTES - MEBIBYTE


def refusal(data: bytes, name: str) -> Refused:
    with pytest.raises(Refused) as refused:
        inspect(io.BytesIO(data), name)
    return refused.value


def noise(size: int = ALMOST_ALL) -> bytes:
    return random.Random(17).randbytes(size)


def test_honest_bomb_is_refused_unopened() -> None:
    assert refusal(hostile_packages.bomb(), "a.docx").unpacked == 0
    assert refusal(hostile_packages.tight(), "a.docx").unpacked == 0


def test_lie_is_seen_within_a_piece_of_the_size_told() -> None:
    """The part unpacks to 60 MB and says 1 MB."""
    unpacked = refusal(hostile_packages.lying(), "a.docx").unpacked
    assert MEBIBYTE < unpacked <= 2 * MEBIBYTE


@pytest.mark.parametrize(
    ("make", "name"),
    [(hostile_contents.charts_over_budget, "a.pptx"), (hostile_plain.pdf_bombs, "a.pdf")],
)
def test_limit_is_never_passed_by_a_megabyte(make: Callable[[], bytes], name: str) -> None:
    refused = refusal(make(), name)
    assert refused.fault is Fault.UNPACKS_TOO_LARGE
    assert MAX_UNPACKED < refused.unpacked <= MAX_UNPACKED + MEBIBYTE


def test_accepted_file_tells_what_it_unpacked() -> None:
    parts = office.word()
    accepted = inspect(io.BytesIO(pack(parts)), "a.docx")
    assert accepted.unpacked == sum(len(data) for data in parts.values())


BOMBS = [
    (hostile_packages.bomb, "a.docx"),
    (hostile_packages.tight, "a.docx"),
    (hostile_packages.lying, "a.docx"),
    (hostile_plain.pdf_bomb, "a.pdf"),
    (hostile_plain.png_with_bomb_of_text, "a.png"),
]


@cache
def large_sheet() -> bytes:
    return pack(office.excel(b"<sheetData>" + varied(150 * MEBIBYTE) + b"</sheetData>"), level=1)


@cache
def large_word() -> bytes:
    return pack(office.word() | {"word/media/a.png": noise()})


@cache
def large_pdf() -> bytes:
    return pdfs.pdf(pdfs.stream(noise(), b"/Filter /DCTDecode"))


@cache
def large_png() -> bytes:
    return pictures.png_of(noise(2_600 * 2_500 * 3), (2_600, 2_500))


@cache
def large_csv() -> bytes:
    return b"%d,Home care,-1,=A1+B1\r\n" % 7 * (ALMOST_ALL // 30)


LARGE = [
    (large_sheet, "a.xlsx"),
    (large_word, "a.docx"),
    (large_pdf, "a.pdf"),
    (large_png, "a.png"),
    (large_csv, "a.csv"),
]
ADVERSE = [
    (hostile_contents.too_many_elements, "a.docx"),
    (hostile_contents.endless_tag, "a.docx"),
    (hostile_contents.charts_over_budget, "a.pptx"),
    (hostile_packages.endless_directory, "a.docx"),
    (hostile_plain.pdf_bombs, "a.pdf"),
    (lambda: pdfs.pdf(b"/S " * (ALMOST_ALL // 3)), "a.pdf"),
    (lambda: pdfs.pdf(b"/S%" * (ALMOST_ALL // 3)), "a.pdf"),
    (lambda: pdfs.pdf(b"/S" + b" " * ALMOST_ALL), "a.pdf"),
    (lambda: pdfs.pdf(b"/S%a\n" * (ALMOST_ALL // 5)), "a.pdf"),
    (lambda: pdfs.pdf(b"/Launch " * (ALMOST_ALL // 8)), "a.pdf"),
    (lambda: pdfs.pdf(b"/Encrypt 1 " * (ALMOST_ALL // 11)), "a.pdf"),
    (lambda: pdfs.pdf(b"/Filter [" * (ALMOST_ALL // 9)), "a.pdf"),
    (lambda: pdfs.pdf(b"stream\n" * (ALMOST_ALL // 7)), "a.pdf"),
    (lambda: b",-" * (ALMOST_ALL // 2), "a.csv"),
    (lambda: b"=a|'" * (ALMOST_ALL // 4), "a.csv"),
    (lambda: b" " * ALMOST_ALL, "a.txt"),
    (lambda: b"<" * ALMOST_ALL, "a.txt"),
]


def seconds(data: bytes, name: str) -> float:
    """Processor time, for the machine may be busy with other things."""
    stream, began = io.BytesIO(data), time.process_time()
    with suppress(Refused):
        inspect(stream, name)
    return time.process_time() - began


@pytest.mark.parametrize(("make", "name"), BOMBS)
def test_bomb_is_refused_in_half_a_second(make: Callable[[], bytes], name: str) -> None:
    assert seconds(make(), name) <= 0.5


@pytest.mark.parametrize(("make", "name"), [*LARGE, *ADVERSE])
def test_verdict_takes_two_seconds_at_most(make: Callable[[], bytes], name: str) -> None:
    assert seconds(make(), name) <= 2


MEASURE = """
import sys
from contextlib import suppress
from uploads.inspection import inspect
from uploads.results import Refused
import PIL.JpegImagePlugin, PIL.PngImagePlugin, PIL.MpoImagePlugin

def highest():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = highest()
with open(sys.argv[1], "rb") as stream, suppress(Refused):
    inspect(stream, sys.argv[2])
print(highest() - before)
"""


def growth(data: bytes, name: str, folder: Path) -> int:
    """By how many bytes a process grows at most that judges the file."""
    (folder / "upload").write_bytes(data)
    command = [sys.executable, "-c", MEASURE, str(folder / "upload"), name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024


@pytest.mark.parametrize(
    ("make", "name"),
    [*LARGE, (lambda: noise(25 * MEBIBYTE), "a.pdf"), *BOMBS, *ADVERSE[:5]],
)
def test_process_grows_by_64_megabytes_at_most(make: Callable[[], bytes], name: str, tmp_path: Path) -> None:
    assert growth(make(), name, tmp_path) <= 64 * MEBIBYTE


WATCH = """
import sys
from contextlib import suppress
from uploads.inspection import inspect
from uploads.results import Refused

reaching, kinds = [], ("open", "socket.", "subprocess.", "os.", "urllib.", "tempfile.")
with open(sys.argv[1], "rb") as stream:
    with suppress(Refused):
        inspect(stream, sys.argv[2])  # so that all modules are loaded
    sys.addaudithook(lambda event, facts: reaching.append((event, facts)) if event.startswith(kinds) else None)
    with suppress(Refused):
        inspect(stream, sys.argv[2])
print(reaching)
"""


@pytest.mark.parametrize(
    "case",
    [case for case in hostile_contents.HOSTILE_CONTENTS if case.fault in (Fault.EXTERNAL, Fault.TAMPERED)][:8:2],
    ids=lambda case: case.what,
)
def test_judging_reaches_for_nothing_outside(case: Hostile, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(case.make())
    command = [sys.executable, "-c", WATCH, str(tmp_path / "upload"), case.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
