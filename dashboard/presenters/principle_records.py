"""How many live cycles hold records of Analyse and Plan that honour a principle, table by table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from cycles.selectors.preparing import is_live
from dashboard.presenters.drilldown_tables import OWN, cycles_in
from dashboard.selectors.areas import Scope
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import RecordText


@dataclass(frozen=True)
class RecordCount:
    """One table: in how many cycles it has rows, and how many in all."""

    name: str
    url: str
    cycles: int
    rows: int


@dataclass(frozen=True)
class PrincipleRecords:
    """`cycles` hold a row of at least one of the tables."""

    cycles: int
    tables: Sequence[RecordCount]


def principle_records(scope: Scope, principle: str) -> PrincipleRecords:
    """Confirmed rows of live cycles without restricted ones: one statement, none where no table honours it."""
    kinds = [kind for kind in all_kinds().values() if kind.principle == principle]
    if not kinds:
        return PrincipleRecords(0, [])
    counts: dict[str, Any] = {"cycles": Count("cycle", distinct=True)}
    for number, kind in enumerate(kinds):
        of_kind = Q(kind=kind.code)
        counts[f"cycles{number}"] = Count("cycle", distinct=True, filter=of_kind)
        counts[f"rows{number}"] = Count("pk", filter=of_kind)
    live = cycles_in(scope).filter(is_live(OWN)).order_by().values("pk")
    rows = RecordText.objects.filter(cycle__in=live, is_draft=False, kind__in=[kind.code for kind in kinds])
    found = rows.aggregate(**counts)
    tables = [
        RecordCount(kind.name, _url(kind, scope), found[f"cycles{number}"], found[f"rows{number}"])
        for number, kind in enumerate(kinds)
    ]
    return PrincipleRecords(found["cycles"], tables)


def _url(kind: RecordKind, scope: Scope) -> str:
    """The rows of the table over all cycles, of the directorate of the scope."""
    params = {"table": kind.code, "directorate": scope.directorate.slug}
    return f"{reverse('stage-records')}?{urlencode({name: value for name, value in params.items() if value})}"
