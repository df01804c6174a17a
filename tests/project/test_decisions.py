"""The architecture decision records have one form and are numbered without a gap."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "adr"
RECORDS = sorted(FOLDER.iterdir())
FILE_NAME = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")
START = re.compile(
    r"# (\d+)\. \S.*[^.]\n\n- Date: (\d{4}-\d\d-\d\d)\n- Status: (Accepted|Superseded by (\d{4}))\n\n## "
)


def number_of(path: Path) -> int:
    name = FILE_NAME.fullmatch(path.name)
    assert name, path.name
    return int(name[1])


def test_numbers_are_unique_and_without_a_gap() -> None:
    assert [number_of(path) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_record_has_title_date_status_and_three_sections(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    start = START.match(text)
    assert start, text[:200]
    assert int(start[1]) == number_of(path)
    assert date.fromisoformat(start[2]) >= date(2026, 11, 22)
    assert re.findall(r"^#+ (.*)$", text, re.MULTILINE)[1:] == ["Context", "Decision", "Consequences"]
    assert all(section.strip() for section in re.split(r"^## .*$", text, flags=re.MULTILINE))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_superseded_record_names_a_later_one(path: Path) -> None:
    start = START.match(path.read_text(encoding="utf-8"))
    later = int(start[4]) if start and start[4] else None
    assert later is None or number_of(path) < later <= len(RECORDS)
