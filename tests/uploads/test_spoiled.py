"""Honest files with one thing wrong in each: a verdict every time, never a crash."""

from __future__ import annotations

import io
import random
from contextlib import suppress

import pytest

from tests.uploads.benign import BENIGN
from tests.uploads.cases import Benign
from uploads.inspection import inspect
from uploads.results import FileRefused


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The file with one thing wrong with it."""
    at, length = chance.randrange(len(data)), chance.randrange(1, 40)
    return chance.choice(
        [
            data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
            data[:at] + data[at + length :],
            data[:at],
            data[:at] + chance.randbytes(length) + data[at:],
            data[:at] + b"\xff" * length + data[at + length :],
            data[:at] + bytes(length) + data[at + length :],
            data[:at] + data[max(0, at - length) :],
        ]
    )


@pytest.mark.parametrize("case", [case for case in BENIGN if "300,000" not in case.what], ids=lambda case: case.what)
def test_spoiled_file_is_judged_all_the_same(case: Benign) -> None:
    """Whatever happens to a file, the answer is a verdict, never a crash."""
    data, chance = case.make(), random.Random(case.what)
    for _ in range(12 if len(data) > 100_000 else 60):
        with suppress(FileRefused):
            inspect(io.BytesIO(spoiled(data, chance)), case.name)
