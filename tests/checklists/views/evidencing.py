"""Addresses of evidence, what its forms send, and the files that were kept."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from checklists.models import Evidence
from checklists.services.evidencing import add_file
from cycles.models import Cycle
from tests.council import NOW, Council

TEXT = b"What people told us.\n"


def listed(cycle: Cycle) -> str:
    return reverse("evidence", args=[cycle.reference])


def new(cycle: Cycle) -> str:
    return reverse("evidence-new", args=[cycle.reference])


def item(evidence: Evidence, name: str = "evidence-item") -> str:
    return reverse(name, args=[evidence.cycle.reference, evidence.pk])


def upload(content: bytes = TEXT, name: str = "Notes.txt") -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def described(**more: Any) -> dict[str, Any]:
    """What the form of new evidence sends, but for its file or its link."""
    dated = {"dated_day": "30", "dated_month": "10", "dated_year": "2026"}
    return {"title": "Consultation report", "good_for": "2", "do": "new"} | dated | more


def added_file(council: Council, cycle: Cycle, *, confidential: bool = False, title: str = "Notes") -> Evidence:
    return add_file(
        cycle,
        BytesIO(TEXT),
        "Notes.txt",
        title=title,
        dated=date(2026, 10, 1),
        good_until=date(2028, 10, 1),
        confidential=confidential,
        actor=council["lead"],
        at=NOW,
    )


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)
