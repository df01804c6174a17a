"""The list of cycles as a file: exactly what is filtered, all pages, with more columns than a page has."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from checklists.selectors.progress import Progress, progress_at
from cycles.models import LIVE_STAGES, Cycle, CycleStage, CycleStatus, Running
from cycles.models.cycle import DECIDED_BY, decision_maker_in_words
from cycles.selectors.visibility import not_visible_to, visible_to
from cycles.timetable import milestone_for
from exports.policies import may_download
from exports.tables import Cell, ColumnKind, ExportColumn, ExportTable, Row
from portfolio.selectors.columns import columns_for
from portfolio.selectors.filter_options import filter_options
from portfolio.selectors.filters import RUNNING_NAMES, filters_of
from portfolio.selectors.list_state import ListState
from portfolio.selectors.listing import matching_cycles, with_next_step, with_safe_sort
from principles.figures import tier_name
from principles.models import DeliveryRoute, Edition
from ui.wording import LEFT_OUT

COLUMNS = (
    ExportColumn("reference", "Reference"),
    ExportColumn("service", "Service"),
    ExportColumn("number", "Cycle number", ColumnKind.NUMBER),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("stage", "Stage"),
    ExportColumn("lead", "Lead commissioner"),
    ExportColumn("sponsor", "Sponsor"),
    ExportColumn("tier", "Tier"),
    ExportColumn("milestone", "Next milestone"),
    ExportColumn("planned", "Next milestone planned for", ColumnKind.DATE),
    ExportColumn("slack", "Slack in working days", ColumnKind.NUMBER),
    ExportColumn("status", "Status"),
    ExportColumn("need_by", "Need-by date", ColumnKind.DATE),
    ExportColumn("runs", "What runs today"),
    ExportColumn("contract_ends", "Contract ends", ColumnKind.DATE),
    ExportColumn("ends_source", "Contract end set by"),
    ExportColumn("yearly", "Yearly value without VAT (£)", ColumnKind.MONEY),
    ExportColumn("whole_life", "Whole-life value without VAT (£)", ColumnKind.MONEY),
    ExportColumn("vat", "VAT on the whole-life value (£)", ColumnKind.MONEY),
    ExportColumn("key", "Key decision"),
    ExportColumn("decision_maker", "Decision maker"),
    ExportColumn("ambitions", "Ambitions"),
    ExportColumn("route", "Delivery route"),
    ExportColumn("regime", "Legal regime"),
    ExportColumn("regime_route", "Route of the legal regime"),
    ExportColumn("contract_manager", "Contract manager"),
)
# They count answers before their gate was passed, and say why a date is not settled: councillors read neither.
DRAFT_COLUMNS = (
    ExportColumn("breach", "Rule that a planned date breaks"),
    ExportColumn("met", "Questions met", ColumnKind.NUMBER),
    ExportColumn("asked", "Questions asked", ColumnKind.NUMBER),
)
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
    "next_on",
    "next_breach",
    "slack",
    "status",
    "breach",
    "need_by",
    "runs",
    "ends",
    "ends_source",
    "yearly_value",
    "whole_life_value",
    "vat",
    "key_decision",
    *DECIDED_BY,
    "delivery_route__name",
    "delivery_route__code",
    "other_routes",
    "legal_regime__name",
    "regime_route__name",
    "contract_manager__name",
)
CHUNK = 5_000  # keys that are fetched together


def cycle_table(user: User, query: QueryDict) -> ExportTable:
    """What the list shows at an address with that query, and nothing that its reader may not see."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today = timezone.localdate()
    visible, drafts = visible_to(user, today), roles_of(user).is_officer
    filters = filters_of(filter_options(user, today))
    state = with_safe_sort(visible, ListState.from_query(query, filters, today, columns_for(user)))
    matching = matching_cycles(visible, state).values_list("pk", flat=True)
    hidden = not_visible_to(user, today).filter(restricted=True)
    return ExportTable(
        title="Cycles",
        query=state.query.removeprefix("?"),
        filters=[(filters[name].label, choice.label) for name, choice in state.chosen.items()],
        columns=COLUMNS + DRAFT_COLUMNS if drafts else COLUMNS,
        # eight bytes a key: the order of a hundred thousand cycles takes less than a megabyte
        find=lambda: array("q", matching.iterator(CHUNK)),
        read=CycleReader(with_next_step(visible, today), drafts=drafts),
        hidden=lambda: dict(hidden.values_list("pk", "started_at")),
        note=LEFT_OUT,
    )


@dataclass(frozen=True)
class CycleReader:
    """Reads the rows of given keys in a fixed number of statements; visibility is applied each time."""

    visible: QuerySet[Cycle]
    drafts: bool

    @cached_property
    def figures(self) -> Mapping[int, Any]:
        """The figures of each edition."""
        return dict(Edition.objects.values_list("pk", "figures"))

    @cached_property
    def routes(self) -> Mapping[tuple[int, str], str]:
        """The names of the delivery routes, by edition and code."""
        rows = DeliveryRoute.objects.values_list("edition", "code", "name")
        return {(edition, code): name for edition, code, name in rows}

    def __call__(self, keys: Sequence[int]) -> Iterator[Row]:
        cycles = {row["pk"]: row for row in self.visible.filter(pk__in=keys).order_by().values(*FIELDS)}
        ambitions: dict[int, list[str]] = {}
        served = Cycle.ambitions.through.objects.filter(cycle__in=list(cycles)).order_by("ambition__position")
        for key, name in served.values_list("cycle", "ambition__name"):
            ambitions.setdefault(key, []).append(name)
        progress: dict[int, Progress] = {}  # nothing is asked of an ended cycle
        for stage in LIVE_STAGES if self.drafts else ():
            if at_stage := [key for key, cycle in cycles.items() if cycle["stage"] == stage]:
                progress |= progress_at(stage, at_stage)
        for key in keys:
            if (cycle := cycles.get(key)) is None:
                continue
            values = self.values_of(cycle, ambitions.get(key, []))
            if self.drafts:
                counts = progress.get(key)
                values += (cycle["breach"], *((counts.met, counts.asked) if counts else (None, None)))
            yield values

    def values_of(self, cycle: Mapping[str, Any], ambitions: Sequence[str]) -> tuple[Cell, ...]:
        code, edition = cycle["next_milestone"], cycle["edition"]
        others = [self.routes[edition, code] for code in cycle["other_routes"]]
        runs = RUNNING_NAMES.get(cycle["runs"], "Not known")
        if cycle["runs"] == Running.ARRANGEMENT and cycle["ends"] is None:
            runs = "An arrangement, its end not known"
        status = CycleStatus(cycle["status"]).label if cycle["status"] else "Not known"
        return (
            cycle["reference"],
            cycle["service__name"],
            cycle["number"],
            cycle["directorate__name"],
            CycleStage(cycle["stage"]).label,
            cycle["lead__name"],
            cycle["sponsor__name"],
            tier_name(self.figures[edition], cycle["tier"]).capitalize(),
            milestone_for(code, cycle["delivery_route__code"]).name if code else "",
            cycle["next_on"] if self.drafts or not cycle["next_breach"] else None,
            cycle["slack"],
            status if cycle["stage"] in LIVE_STAGES else "",
            cycle["need_by"],
            runs,
            cycle["ends"],
            (cycle["ends_source"] or "Typed in the cycle") if cycle["ends"] else "",
            cycle["yearly_value"],
            cycle["whole_life_value"],
            cycle["vat"],
            "Yes" if cycle["key_decision"] else "No",
            decision_maker_in_words(*(cycle[field] for field in DECIDED_BY)) if cycle["key_decision"] else "",
            "; ".join(ambitions),
            "; ".join([cycle["delivery_route__name"], *others]) if cycle["delivery_route__name"] else None,
            cycle["legal_regime__name"],
            cycle["regime_route__name"],
            cycle["contract_manager__name"],
        )
