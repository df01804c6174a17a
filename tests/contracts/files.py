"""What a downloaded file of the register says."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from tests.exports.reading import content_of


def lines_of(response: Any) -> list[list[str]]:
    """The rows of a CSV file, its headings first."""
    return list(csv.reader(StringIO(content_of(response).decode().removeprefix("\ufeff"))))
