"""Waivers of a financial year as the audit committee reads them, on a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from contracts.financial_years import FinancialYear
from contracts.models import Waiver, WaiverKind
from contracts.selectors.waivers import (
    WaiverTotal,
    cause_name,
    cause_names,
    total_of,
    waivers,
    waivers_of,
    with_visibility,
)
from cycles.models import Cycle, CycleStage
from exports.policies import may_download
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row
from ui.wording import counted, day, money_words

COLUMNS = (
    ExportColumn("reference", "Reference"),
    ExportColumn("kind", "Kind"),
    ExportColumn("what", "What it allows"),
    ExportColumn("cause", "Cause"),
    ExportColumn("reason", "Reason"),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("service", "Service"),
    ExportColumn("supplier", "Supplier"),
    ExportColumn("agreement", "Agreement"),
    ExportColumn("value", "Value without VAT", ColumnKind.MONEY),
    ExportColumn("starts", "From", ColumnKind.DATE),
    ExportColumn("expires", "To", ColumnKind.DATE),
    ExportColumn("approver", "Approved by"),
    ExportColumn("approved_on", "Approved on", ColumnKind.DATE),
    ExportColumn("ended_by", "Cycle that ends it"),
    ExportColumn("state", "State"),
    ExportColumn("withdrawn", "Withdrawn because"),
)
NOT_SHOWN = "A cycle is named"  # to those who may not see it, as its record says too
NOTHING = "None named"
STATES = {
    "withdrawn": ("withdrawn", "Withdrawn"),
    "unended": ("off_track", "Expired, and nothing ends it"),
    "expired": ("inactive", "Expired"),
    "to_come": ("waiting", "Not begun"),
    "in_force": ("active", "In force"),
}


@dataclass(frozen=True)
class WaiverRow:
    """A waiver as a reader may see it: cycle, agreement and service only where they exist for them."""

    waiver: Waiver
    cause: str
    cycle: Cycle | None
    ending: str
    agreement: str
    service: str
    state: str

    @property
    def status(self) -> str:
        """The kind of its status tag."""
        return STATES[self.state][0]

    @property
    def status_label(self) -> str:
        return STATES[self.state][1]


def waiver_row(waiver: Waiver, names: Mapping[str, str], today: date) -> WaiverRow:
    """Of a waiver read with `with_visibility`."""
    seen = vars(waiver)
    cycle = waiver.ended_by if seen["shows_cycle"] else None
    ending = f"{cycle.reference} {cycle.service.name}" if cycle else NOT_SHOWN if waiver.ended_by else NOTHING
    agreement = waiver.agreement.reference if waiver.agreement and seen["shows_agreement"] else ""
    service = waiver.service.name if waiver.service and seen["shows_service"] else ""
    cause, state = cause_name(names, waiver.cause), state_of(waiver, cycle, today)
    return WaiverRow(waiver, cause, cycle, ending, agreement, service, state)


def state_of(waiver: Waiver, cycle: Cycle | None, today: date) -> str:
    """A stopped cycle ends nothing any more; whoever may not see the cycle is not told that it stopped."""
    if waiver.withdrawn_because:
        return "withdrawn"
    if waiver.expires < today:
        stopped = cycle is not None and cycle.stage == CycleStage.STOPPED
        return "unended" if waiver.ended_by_id is None or stopped else "expired"
    return "to_come" if waiver.starts > today else "in_force"


def trend(year: FinancialYear, total: WaiverTotal, today: date) -> str:
    """The year against the one before, up to the same day where it still runs."""
    before = waivers_of(year.before)
    runs = year.first <= today < year.last
    if runs:
        same_day = today.replace(year=today.year - 1, day=min(today.day, 28) if today.month == 2 else today.day)
        before = before.filter(approved_on__lte=same_day)
    earlier = total_of(before)
    many = counted(total.count, "waiver or exemption", "waivers and exemptions") if total.count else "No waivers"
    verb = "was" if total.count == 1 else "were"
    worth = f", worth {money_words(total.value)}," if total.value is not None else ""
    sentence = f"{many}{worth} {verb} approved in {year}" + (f" by {day(today)}" if runs else "")
    when = f"by the same day of {year.before}" if runs else f"in {year.before}"
    if earlier.count == total.count:
        return f"{sentence}, as many as {when}."
    difference, more = abs(total.count - earlier.count), "more" if total.count > earlier.count else "fewer"
    known = f" (worth {money_words(earlier.value)})" if earlier.value is not None else ""
    return f"{sentence}: {difference} {more} than the {earlier.count}{known} approved {when}."


def waiver_table(user: User, query: QueryDict) -> ExportTable:
    """The report of a financial year as a file."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today = timezone.localdate()
    year = FinancialYear.from_text(query.get("year", "")) or FinancialYear.of(today)
    rows = with_visibility(waivers(), user, today)
    # an older file may name what they may not see
    not_shown = Q(shows_cycle=False, ended_by__isnull=False) | Q(shows_agreement=False, agreement__isnull=False)
    not_shown |= Q(shows_service=False, service__isnull=False)

    def read(keys: Sequence[int]) -> Iterator[Row]:
        names = cause_names()
        by_key = {waiver.pk: waiver_row(waiver, names, today) for waiver in rows.filter(pk__in=keys)}
        for row in (by_key[key] for key in keys if key in by_key):
            waiver = row.waiver
            yield (
                waiver.reference,
                WaiverKind(waiver.kind).label,
                waiver.what,
                row.cause,
                waiver.reason,
                waiver.directorate.name,
                row.service,
                str(waiver.supplier or ""),
                row.agreement,
                waiver.value,
                waiver.starts,
                waiver.expires,
                waiver.approver,
                waiver.approved_on,
                row.ending,
                row.status_label,
                waiver.withdrawn_because,
            )

    return ExportTable(
        title="Waivers and exemptions",
        query=f"year={year.code}",
        filters=[("Financial year", str(year))],
        columns=COLUMNS,
        find=lambda: list(waivers_of(year).values_list("pk", flat=True)),
        read=read,
        # a waiver whose cycle they may not see: an older file may name it
        hidden=lambda: dict(rows.filter(not_shown).values_list("pk", "recorded_at")),
    )
