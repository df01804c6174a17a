"""The list of cycles as a table to download: exactly what is filtered, all pages, with more columns than a page has."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from commissioning.wording import LEFT_OUT
from cycles.models import LIVE_STAGES, Cycle, CycleStage, CycleStatus
from cycles.queries.ending import arrangement_end
from cycles.queries.progress import Progress, progress_at
from cycles.queries.visible import seen_by, sight_of
from cycles.timetable import BY_CODE
from exports.policies import may_download
from exports.tables import Cell, Column, Kind, Row, Table
from portfolio.selectors.columns import columns_for
from portfolio.selectors.filter_options import offered_to
from portfolio.selectors.filters import filters_of
from portfolio.selectors.list_state import Asked
from portfolio.selectors.listing import in_reach, listed
from principles.figures import tier_name
from principles.models import Edition

COLUMNS = (
    Column("reference", "Reference"),
    Column("service", "Service"),
    Column("turn", "Turn", Kind.NUMBER),
    Column("directorate", "Directorate"),
    Column("stage", "Stage"),
    Column("lead", "Lead commissioner"),
    Column("sponsor", "Sponsor"),
    Column("tier", "Tier"),
    Column("milestone", "Next milestone"),
    Column("slack", "Slack in working days", Kind.NUMBER),
    Column("status", "Status"),
    Column("need_by", "Needed by", Kind.DATE),
    Column("contract_ends", "Contract ends", Kind.DATE),
    Column("yearly", "Yearly value", Kind.MONEY),
    Column("whole_life", "Whole-life value", Kind.MONEY),
    Column("key", "Key decision"),
    Column("ambitions", "Ambitions"),
    Column("route", "Delivery route"),
)
# They tell of answers before their gate was passed, which councillors don't read.
DRAFTS = (Column("met", "Questions met", Kind.NUMBER), Column("asked", "Questions asked", Kind.NUMBER))
FIELDS = (
    "pk",
    "reference",
    "service__name",
    "number",
    "directorate__name",
    "stage",
    "lead__name",
    "sponsor__name",
    "edition",
    "tier",
    "next_milestone",
    "slack",
    "status",
    "need_by",
    "ends",
    "yearly_value",
    "whole_life_value",
    "key_decision",
    "delivery_route__name",
)
AT_A_TIME = 5_000  # keys that the database hands over together


def cycle_table(user: User, query: QueryDict) -> Table:
    """What the list shows at an address with that query, and nothing that its reader may not see."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    on = timezone.localdate()
    sight, drafts = sight_of(user, on), standing(user).is_officer
    visible = seen_by(user.pk, sight)
    filters = filters_of(offered_to(user, on))
    asked = Asked.of(query, filters, on, columns_for(user))
    asked = in_reach(user.pk, sight, asked)
    return Table(
        title="Cycles",
        query=asked.query.removeprefix("?"),
        filters=[(filters[name].label, choice.label) for name, choice in asked.chosen.items()],
        columns=COLUMNS + DRAFTS if drafts else COLUMNS,
        find=lambda: _keys(listed(visible, asked)),
        read=_Reader(visible.annotate(ends=arrangement_end(on)), drafts=drafts),
        hidden=lambda: _hidden(visible),
        note=LEFT_OUT,
    )


def _keys(found: QuerySet[Cycle]) -> Sequence[int]:
    """Eight bytes for each, so that the order of a hundred thousand is kept in less than a megabyte."""
    return array("q", found.values_list("pk", flat=True).iterator(AT_A_TIME))


def _hidden(visible: QuerySet[Cycle]) -> dict[int, datetime]:
    shown = visible.filter(restricted=True).values("pk")
    return dict(Cycle.objects.filter(restricted=True).exclude(pk__in=shown).values_list("pk", "started_at"))


@dataclass(frozen=True)
class _Reader:
    """Reads the rows of some keys in a fixed number of queries; what may be seen is asked each time."""

    visible: QuerySet[Cycle]
    drafts: bool

    @cached_property
    def figures(self) -> Mapping[int, Any]:
        return dict(Edition.objects.values_list("pk", "figures"))

    def __call__(self, keys: Sequence[int]) -> Iterator[Row]:
        found = {row["pk"]: row for row in self.visible.filter(pk__in=keys).order_by().values(*FIELDS)}
        ambitions = _ambitions(found)
        progress = _progress(found.values()) if self.drafts else {}
        for key in keys:
            if row := found.get(key):
                cells = self._cells(row, ambitions.get(key, []))
                yield (*cells, *_counts(progress.get(key))) if self.drafts else cells

    def _cells(self, row: Mapping[str, Any], ambitions: Iterable[str]) -> tuple[Cell, ...]:
        milestone = BY_CODE.get(row["next_milestone"])
        return (
            row["reference"],
            row["service__name"],
            row["number"],
            row["directorate__name"],
            CycleStage(row["stage"]).label,
            row["lead__name"],
            row["sponsor__name"],
            tier_name(self.figures[row["edition"]], row["tier"]),
            milestone.name if milestone else "",
            row["slack"],
            _status(row),
            row["need_by"],
            row["ends"],
            row["yearly_value"],
            row["whole_life_value"],
            "Yes" if row["key_decision"] else "No",
            "; ".join(ambitions),
            row["delivery_route__name"],
        )


def _status(row: Mapping[str, Any]) -> str:
    """An ended cycle has none."""
    if row["stage"] not in LIVE_STAGES:
        return ""
    return CycleStatus(row["status"]).label if row["status"] else "Not known"


def _ambitions(keys: Iterable[int]) -> Mapping[int, list[str]]:
    rows = Cycle.ambitions.through.objects.filter(cycle__in=list(keys)).order_by("ambition__position")
    names: dict[int, list[str]] = {}
    for key, name in rows.values_list("cycle", "ambition__name"):
        names.setdefault(key, []).append(name)
    return names


def _counts(progress: Progress | None) -> tuple[Cell, Cell]:
    return (progress.met, progress.asked) if progress else (None, None)


def _progress(rows: Iterable[Mapping[str, Any]]) -> Mapping[int, Progress]:
    """Of the live ones; nothing is asked of a cycle that has ended."""
    before: dict[str, list[int]] = {stage: [] for stage in LIVE_STAGES}
    for row in rows:
        if row["stage"] in before:
            before[row["stage"]].append(row["pk"])
    found = (progress_at(stage, keys) for stage, keys in before.items() if keys)
    return {key: progress for some in found for key, progress in some.items()}
