"""Which column is which, worked out by hand."""

from __future__ import annotations

import pytest

from stages.records.pasted_headings import Headings, find_headings

LABELS = {"what": "Finding", "basis": "Source", "dated": "Date of the source", "gap": "What is missing or uncertain"}


@pytest.mark.parametrize(
    ("rows", "headings"),
    [
        ([["Finding", "Source"], ["a", "b"]], Headings(0, ("what", "basis"))),
        ([["SOURCE ", "finding"], ["a", "b"]], Headings(0, ("basis", "what"))),
        ([["what", "basis"]], Headings(0, ("what", "basis"))),  # as the programs call them
        ([["Finding", "Date of source", "Colour"]], Headings(0, ("what", "dated", ""))),
        ([["Finding (one a line)", "Source"]], Headings(0, ("what", "basis"))),
        ([["Finding", "Finding"]], Headings(0, ("what", ""))),
        ([["Our findings 2026"], ["Finding", "Source"], ["a", "b"]], Headings(1, ("what", "basis"))),
        ([["a", "b"], ["c", "d"]], Headings(None, ("what", "basis"))),
        ([["a", "b", "c", "d", "e"]], Headings(None, ("what", "basis", "dated", "gap", ""))),
        ([], Headings(None, ())),
    ],
)
def test_headings(rows: list[list[str]], headings: Headings) -> None:
    assert find_headings(rows, LABELS) == headings
