"""What a commentary may show: its lines, but for those that name a cycle that has been restricted since."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.prepared import prepared
from cycles.models import Cycle

REFERENCE = re.compile(r"\bC-\d{4,8}\b")
PIECES = re.compile(rf"({REFERENCE.pattern})")


def everybody_may_read(references: Iterable[str]) -> frozenset[str]:
    """Those of the references that are of cycles which are there and not restricted."""
    return frozenset(_opened(sorted(set(references))))


@prepared
def _opened(references: Sequence[str]) -> QuerySet[Cycle, str]:
    return Cycle.objects.filter(reference__in=references, restricted=False).values_list("reference", flat=True)


def lines_left(text: str, readable: Collection[str]) -> list[str]:
    return [line for line in text.splitlines() if all(found in readable for found in REFERENCE.findall(line))]


def linked(line: str) -> list[tuple[str, str]]:
    """A line in pieces; where a piece is a cycle's reference it has that cycle's address, else ""."""
    return [(piece, _address(piece)) for piece in PIECES.split(line) if piece]


def _address(piece: str) -> str:
    return reverse("cycle", args=[piece]) if REFERENCE.fullmatch(piece) else ""
