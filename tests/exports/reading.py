"""What a downloaded file says, as a spreadsheet reads it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

from django.test import Client
from openpyxl import load_workbook

Rows = list[dict[str, Any]]


def content_of(response: Any) -> bytes:
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_of(client: Client, query: str = "") -> Rows:
    text = content_of(client.get(f"/cycles/export.csv{query}")).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def workbook_of(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def rows_of(sheet: Any) -> Rows:
    first, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in others]


def xlsx_of(client: Client, query: str = "") -> Any:
    return workbook_of(content_of(client.get(f"/cycles/export.xlsx{query}")))


def about(book: Any) -> dict[str, str]:
    return dict(book["About"].iter_rows(values_only=True))


def services(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [row["Service"] for row in rows]
