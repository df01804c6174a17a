"""What ends, by quarter, and whether what comes next is being prepared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from contracts.quarters import quarter_of
from contracts.selectors.expiring import QUARTERS, SHOWN, QuarterSums, quarter_key
from contracts.selectors.next_cycles import NextCycle
from ui.wording import counted, day, money, money_words

GOING, PAST = "going", "past"  # values of the register's filter by state
Cells = list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class ExpiringRow:
    """One agreement: `status` is the kind of the status tag of its next cycle, `said` its words.

    `ends`, `analyse_by` and `money` are cells as the tag `cells` takes them.
    """

    reference: str
    title: str
    url: str
    ends: Cells
    analyse_by: Cells
    money: Cells
    status: str
    said: str
    cycle_url: str
    cycle_reference: str


@dataclass(frozen=True)
class ExpiringGroup:
    """A quarter, or those past their end. `url` is that of the register with all of its agreements."""

    key: str
    name: str
    rows: Sequence[ExpiringRow]
    url: str
    without_cycle_url: str
    sums: QuarterSums

    @property
    def number(self) -> int:
        return self.sums.number

    @property
    def has_more(self) -> bool:
        return self.number > SHOWN

    @property
    def money(self) -> str:
        """£1.2 million a year, and 2 not known."""
        if self.sums.yearly is None:
            return "yearly value not known"
        unknown = f", and {self.sums.unknown:,} not known" if self.sums.unknown else ""
        return f"{money_words(self.sums.yearly)} a year{unknown}"


def expiring_groups(
    sums: Mapping[date | None, QuarterSums],
    rows: Iterable[Any],
    cycles: Mapping[int, NextCycle],
    today: date,
) -> list[ExpiringGroup]:
    """Those past their end first, where there are any, then each quarter, with nothing in it too."""
    by_quarter: dict[date | None, list[ExpiringRow]] = {}
    for row in rows:
        shown = _row(row, cycles.get(row.pk), today)
        by_quarter.setdefault(quarter_key(row.current_end, today), []).append(shown)
    groups, present = [], quarter_of(today)
    if None in sums:
        groups.append(_group("past", "Expired: still running?", sums[None], by_quarter[None], {"state": PAST}))
    for later in range(QUARTERS):
        quarter = present.after(later)
        # of the present quarter, what is left of it
        name = quarter.name if later else f"{day(today)} to {day(quarter.last)}"
        asked = {
            "state": GOING,
            "ends-from": quarter.first.isoformat(),
            "ends-before": quarter.after(1).first.isoformat(),
        }
        of_quarter = by_quarter.get(quarter.first, [])
        groups.append(_group(quarter.code, name, sums.get(quarter.first, QuarterSums()), of_quarter, asked))
    return groups


def _row(row: Any, cycle: NextCycle | None, today: date) -> ExpiringRow:
    status, said, reference = _next_cycle(row, cycle, today)
    analyse_by = day(row.analyse_by) if row.analyse_by else "–"
    yearly = "Not known" if row.yearly_value is None else money(row.yearly_value)
    return ExpiringRow(
        reference=row.reference,
        title=row.title,
        url=reverse("agreement", args=[row.reference]),
        ends=[("Ends", "app-nowrap", day(row.current_end), "")],
        analyse_by=[("Start Analyse by", "app-nowrap", analyse_by, "")],
        money=[("Yearly without VAT", "num", yearly, "")],
        status=status,
        said=said,
        cycle_url=reverse("cycle", args=[reference]) if reference else "",
        cycle_reference=reference,
    )


def _next_cycle(row: Any, cycle: NextCycle | None, today: date) -> tuple[str, str, str]:
    """The kind of the status tag, its words, and the reference of the cycle."""
    if row.ended_on is not None:
        return "closed", f"Ended for good on {day(row.ended_on)}", ""
    if cycle is not None:
        started = timezone.localdate(cycle.started_at)
        if row.analyse_by is None or started <= row.analyse_by:
            return "on_track", "Started in time", cycle.reference
        return "at_risk", f"Started {counted((started - row.analyse_by).days, 'day')} late", cycle.reference
    if row.current_end < today:
        return "off_track", "No live cycle, and the end has passed", ""
    if row.analyse_by is not None and row.analyse_by < today:
        return "off_track", "No live cycle, and too late to start one in time", ""
    return "not_started", "No live cycle yet", ""


def _group(
    key: str, name: str, sums: QuarterSums, rows: Sequence[ExpiringRow], asked: Mapping[str, str]
) -> ExpiringGroup:
    page = reverse("contracts")
    without_cycle = {**asked, "cycle": "no"}
    return ExpiringGroup(key, name, rows, f"{page}?{urlencode(asked)}", f"{page}?{urlencode(without_cycle)}", sums)
