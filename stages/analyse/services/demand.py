"""Adding, changing and removing demand series and their figures; which of them is the main one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.refusals import Stale
from cycles.models import Cycle
from cycles.services.changing import Change, changing
from stages.analyse.figure_rows import YearFigure
from stages.analyse.kinds import DEMAND
from stages.analyse.models import DemandFigure, DemandSeries, FigureKind
from stages.records.kinds import plain_text
from stages.records.services.tables import CHANGED, RowInput, change_table, renew_stored, write_rows


def add_series(cycle: Cycle, values: Mapping[str, Any], *, actor: User, at: datetime) -> DemandSeries:
    """The first series of a cycle is its main one. Raises Refused or ValidationError."""
    with _changing(cycle, actor, at) as change:
        is_main = not DemandSeries.objects.filter(cycle=change.cycle, is_main=True).exists()
        (record,) = write_rows(change, DEMAND, [RowInput({**values, "is_main": is_main})])
        assert isinstance(record, DemandSeries)
        return record


def change_series(
    series: DemandSeries, values: Mapping[str, Any], *, seen_version: int, actor: User, at: datetime
) -> None:
    """Raises Refused, ValidationError, or Stale with the series as it is now, None where it is gone."""
    change_table(series.cycle, DEMAND, [RowInput(values, series.pk, seen_version)], actor=actor, at=at)


def choose_main_series(series: DemandSeries, *, seen_version: int, actor: User, at: datetime) -> None:
    """The other one ceases to be it. Raises Refused or Stale."""
    with _changing(series.cycle, actor, at) as change:
        others = DemandSeries.objects.filter(cycle=change.cycle, is_main=True).exclude(pk=series.pk)
        rows = [RowInput({"is_main": False}, other.pk) for other in others]
        write_rows(change, DEMAND, [*rows, RowInput({"is_main": True}, series.pk, seen_version)])


def remove_series(series: DemandSeries, *, seen_version: int, actor: User, at: datetime) -> None:
    """With its figures; the next series becomes the main one. Raises Refused or Stale."""
    with _changing(series.cycle, actor, at) as change:
        write_rows(change, DEMAND, [RowInput(None, series.pk, seen_version)])
        rest = DemandSeries.objects.filter(cycle=change.cycle)
        if (heir := rest.first()) and not rest.filter(is_main=True).exists():
            write_rows(change, DEMAND, [RowInput({"is_main": True}, heir.pk)])


def enter_figures(
    series: DemandSeries,
    kind: FigureKind,
    figures: Sequence[YearFigure],
    *,
    seen_version: int,
    actor: User,
    at: datetime,
) -> None:
    """Make the figures of one kind those given, and project anew. Raises Refused, or Stale with the series or None."""
    with _changing(series.cycle, actor, at) as change:
        fresh = DemandSeries.objects.filter(cycle=change.cycle, pk=series.pk).first()
        if fresh is None or fresh.version != seen_version:
            raise Stale(CHANGED, row=fresh)
        write_figures(change, fresh, kind, figures)


def write_figures(change: Change, series: DemandSeries, kind: FigureKind, figures: Sequence[YearFigure]) -> None:
    """The same within a change of the cycle that holds more."""
    stored = {(row.area, row.year): row for row in series.figures.filter(kind=kind)}
    entered = {
        (row.area, row.year): DemandFigure(
            series=series, kind=kind, area=row.area, year=row.year, low=row.low, central=row.central, high=row.high
        )
        for row in figures
    }
    before = {_label(series, key): _words(row) for key, row in stored.items()}
    after = {_label(series, key): _words(row) for key, row in entered.items()}
    if before == after:
        return
    series.figures.filter(kind=kind).delete()
    DemandFigure.objects.bulk_create(entered.values())
    series.version += 1
    series.changed_by, series.changed_at = change.actor, change.at
    series.save()
    changed = [label for label in {**before, **after} if before.get(label) != after.get(label)]
    change.record(
        "demand_figures_entered",
        about=series,
        title=series.name,
        what=kind.label.lower(),
        before={label: before[label] for label in changed if label in before},
        after={label: after[label] for label in changed if label in after},
    )
    renew_stored(change.cycle, DEMAND)


def _changing(cycle: Cycle, actor: User, at: datetime) -> Any:
    return changing(cycle.pk, actor=actor, action="change_records", at=at, to=DEMAND.stage)


def _label(series: DemandSeries, key: tuple[str, int]) -> str:
    area, year = key
    return f"{area or series.area} {year}"


def _words(row: DemandFigure) -> str:
    """194,060; or 180 to 240, central 200."""
    central = plain_text(row.central)
    if row.low is None or row.high is None:
        return central
    return f"{plain_text(row.low)} to {plain_text(row.high)}, central {central}"
