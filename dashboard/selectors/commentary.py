"""What a commentary shows: its lines without those that name a cycle that has been restricted since."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.urls import reverse

from cycles.models import Cycle

REFERENCE = re.compile(r"\bC-\d{4,8}\b")
PIECES = re.compile(rf"({REFERENCE.pattern})")


def public_references(references: Iterable[str]) -> frozenset[str]:
    """Those of the references whose cycle exists and is not restricted."""
    cycles = Cycle.objects.order_by().filter(reference__in=set(references), restricted=False)
    return frozenset(cycles.values_list("reference", flat=True))


def readable_lines(text: str, public: frozenset[str]) -> list[str]:
    """The lines of a text that name no cycle but public ones."""
    return [line for line in text.splitlines() if public.issuperset(REFERENCE.findall(line))]


def linked_pieces(line: str) -> list[tuple[str, str]]:
    """A line in pieces, each with an address: that of the cycle where the piece is a reference, else ""."""
    pieces = []
    for piece in filter(None, PIECES.split(line)):
        pieces.append((piece, reverse("cycle", args=[piece]) if REFERENCE.fullmatch(piece) else ""))
    return pieces
