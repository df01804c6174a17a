"""Files at random: each is read, or refused in a sentence; nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.register_files.readers import RegisterRefused, read_file, read_text
from imports.register_files.rows import read_rows
from imports.register_files.sheets import RegisterFile
from tests.imports.dirty_register import make_register

HEADINGS = "Reference,Title,Supplier,Start date,End date,Value,Extension,Status\n"
LINES = st.text("ab,;\t\"\n 12£/0-.TotalReferenceSupplierLtd&amp;%()日'", max_size=200)


def outcome_of(read: Callable[[], RegisterFile]) -> str:
    """The start of the refusal, or "Rows"."""
    try:
        read_rows(read())
    except RegisterRefused as refused:
        return refused.reason[:17]
    return "Rows"


@given(LINES, st.booleans())
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(lines: str, headed: bool) -> None:
    text = HEADINGS + lines if headed else lines
    assert outcome_of(lambda: read_text(text)) in ("Rows", "The selected file")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_spoiled_file_is_read_or_refused(kind: str) -> None:
    register = make_register(30)
    whole = register.as_csv() if kind == "csv" else register.as_xlsx()
    random = Random(7)
    assert outcome_of(lambda: read_file(whole, "register")) == "Rows"
    outcomes = set()
    for _ in range(40):
        spoiled = bytearray(whole[: random.randrange(1, len(whole))] if random.random() < 0.2 else whole)
        for _ in range(random.choice((1, 5, 50))):
            spoiled[random.randrange(len(spoiled))] = random.randrange(256)
        outcomes.add(outcome_of(partial(read_file, bytes(spoiled), "register")))
    assert outcomes <= {"Rows", "The selected file"}
    assert "The selected file" in outcomes
