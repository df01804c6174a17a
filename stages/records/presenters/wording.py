"""Titles of rows in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ui.wording import counted


def first_and_more(titles: Sequence[str]) -> str:
    """“Provider fails” and 2 more."""
    first = f"“{titles[0]}”"
    return first if len(titles) == 1 else f"{first} and {counted(len(titles) - 1, 'more', 'more')}"
