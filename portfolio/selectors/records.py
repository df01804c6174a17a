"""The rows of one table of a stage over all cycles that somebody may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Directorate, User
from cycles.models import LIVE_STAGES
from cycles.selectors.visibility import visible_to
from stages.plan.models import Risk
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import StageRecord
from stages.records.selectors.tables import with_references
from ui.text import clean_line
from ui.text_search import reference_of

# What a risk scores, likelihood times impact, in bands from the lowest.
BANDS = (("Low, 1 to 4", 1, 4), ("Medium, 5 to 9", 5, 9), ("High, 10 to 15", 10, 15), ("Very high, 16 to 25", 16, 25))
REFERENCE_LENGTH = 20


@dataclass(frozen=True)
class RecordFilter:
    """What the address asks for: a table, and the directorate or the cycle whose rows are shown."""

    kind: RecordKind
    directorate: str = ""  # its code
    cycle: str = ""  # a reference, in capitals

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> RecordFilter:
        """Without a table, or with an unknown one, the first of them."""
        kinds = all_kinds()
        kind = kinds.get(query.get("table", "")) or next(iter(kinds.values()))
        directorate = query.get("directorate", "")
        known = Directorate.objects.filter(code=directorate[:40]).exists() if directorate else False
        typed = clean_line(query.get("cycle", ""))[:REFERENCE_LENGTH]
        cycle = reference_of(typed) or typed
        return cls(kind, directorate if known else "", cycle)

    @property
    def query(self) -> str:
        params = {"table": self.kind.code, "directorate": self.directorate, "cycle": self.cycle}
        return urlencode({name: value for name, value in params.items() if value})


def matching_records(user: User, asked: RecordFilter, today: date) -> QuerySet[Any]:
    """Confirmed rows of live cycles, or of the one that is named whatever its stage; risks by score, then by cycle."""
    cycles = visible_to(user, today).order_by()
    cycles = cycles.filter(reference=asked.cycle) if asked.cycle else cycles.filter(stage__in=LIVE_STAGES)
    if asked.directorate:
        cycles = cycles.filter(directorate__code=asked.directorate)
    rows: QuerySet[Any] = asked.kind.model._default_manager.filter(is_draft=False, cycle__in=cycles.values("pk"))
    order = ["cycle__serial", "position", "pk"]
    if asked.kind.model is Risk:
        rows = rows.annotate(points=F("likelihood") * F("impact"))
        order.insert(0, "-points")
    return rows.order_by(*order)


def read_records(user: User, kind: RecordKind, keys: Sequence[int], today: date) -> list[StageRecord]:
    """Confirmed rows with their cycles, in the order of `keys`, without those that the person may not see."""
    rows = kind.model._default_manager.filter(pk__in=keys, is_draft=False)
    found = {row.pk: row for row in with_references(kind, rows)}
    cycles = visible_to(user, today).filter(pk__in={row.cycle_id for row in found.values()})
    by_pk = {cycle.pk: cycle for cycle in cycles.select_related("service", "directorate", "lead")}
    shown = []
    for key in keys:
        row = found.get(key)
        if row is not None and (cycle := by_pk.get(row.cycle_id)):
            row.cycle = cycle
            shown.append(row)
    return shown


def risks_by_directorate() -> list[tuple[Directorate, list[tuple[str, int]]]]:
    """How many risks of live cycles each directorate has in each band; restricted cycles are left out for everybody."""
    points = F("likelihood") * F("impact")
    live = Risk.objects.filter(cycle__stage__in=LIVE_STAGES, cycle__restricted=False, is_draft=False)
    rows: QuerySet[Any] = live.annotate(points=points).order_by()
    bands = {
        f"band{number}": Count("pk", filter=Q(points__gte=least, points__lte=most))
        for number, (_, least, most) in enumerate(BANDS)
    }
    counts = {
        directorate: [(label, number) for (label, _, _), number in zip(BANDS, numbers, strict=True)]
        for directorate, *numbers in rows.values_list("cycle__directorate").annotate(**bands)
    }
    directorates = Directorate.objects.filter(pk__in=counts).order_by("name")
    return [(directorate, counts[directorate.pk]) for directorate in directorates]
