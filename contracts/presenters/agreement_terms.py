"""The term of an agreement in words: its extensions with the ends that follow, and what variations add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from contracts.models import Agreement, Extension, ExtensionState, Variation
from contracts.policies.changes import may_decide_extension, may_reopen_extension
from contracts.selectors.terms import term_from
from contracts.terms import ExtensionTerm, ends_so_far, last_days
from ui.wording import counted, day, listed

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class ExtensionRow:
    """One option: how long, its end where it is taken or all before it are, and what may be done with it."""

    extension: Extension
    length: str
    notice: str
    end: date | None
    may_be_decided: bool
    may_be_reopened: bool


@dataclass(frozen=True)
class VariationRow:
    """One variation with the totals up to it; "" where a share is not known."""

    variation: Variation
    value_so_far: Decimal
    share_so_far: str


@dataclass(frozen=True)
class VariationTotals:
    """What the variations that count add up to. Shares are of the value and the longest term as awarded."""

    rows: list[VariationRow]
    value: Decimal
    value_share: str
    new_value: Decimal | None
    days: int
    term_share: str

    @property
    def days_in_words(self) -> str:
        """31 days longer."""
        return f"{counted(abs(self.days), 'day')} {'longer' if self.days > 0 else 'shorter'}"


def extension_rows(
    agreement: Agreement, extensions: Sequence[Extension], variations: Sequence[Variation]
) -> list[ExtensionRow]:
    """In the order in which they can be taken."""
    ends: dict[int, date] = {}
    end: date | None = None
    for place, reached in ends_so_far(term_from(agreement, extensions, variations)):
        end = reached
        if place is not None:
            ends[place] = reached
    rows = []
    for place, extension in enumerate(extensions):
        if extension.state == ExtensionState.OPEN and end is not None:
            end = ends[place] = ExtensionTerm(extension.months, extension.until).end_after(end)
        notice = (extension.notice_months, extension.notice_days)
        if notice == (None, None):
            notice = (agreement.notice_months, agreement.notice_days)
        rows.append(
            ExtensionRow(
                extension,
                length=extension_length(extension.months, extension.until),
                notice=notice_in_words(*notice),
                end=ends.get(place),
                may_be_decided=bool(may_decide_extension(agreement, extension, extensions)),
                may_be_reopened=bool(may_reopen_extension(agreement, extension, extensions)),
            )
        )
    return rows


def extension_length(months: int | None, until: date | None) -> str:
    """12 months, or until 31 March 2029."""
    return f"until {day(until)}" if until else counted(months or 0, "month")


def notice_in_words(months: int | None, days: int | None) -> str:
    """3 months, or 2 months and 14 days; "" where it is not known."""
    if months is None and days is None:
        return ""
    parts = [counted(months, "month")] if months else []
    parts += [counted(days, "day")] if days else []
    return listed(parts) or "none"


def ends_in_words(agreement: Agreement, still_open: int) -> str:
    """31 March 2028, or 31 March 2030 with both extensions; "" without an end."""
    if agreement.current_end is None:
        return ""
    end = day(agreement.current_end)
    if agreement.last_end is None or agreement.last_end == agreement.current_end or not still_open:
        return end
    which = {1: "the extension", 2: "both extensions"}.get(still_open, f"all {still_open} extensions")
    return f"{end}, or {day(agreement.last_end)} with {which}"


def variation_totals(
    agreement: Agreement, extensions: Sequence[Extension], variations: Sequence[Variation]
) -> VariationTotals:
    """In the order in which they start. A withdrawn one is shown, and counts for nothing."""
    value, rows = Decimal(0), []
    for variation in variations:
        value += Decimal(0) if variation.withdrawn_because else variation.value
        rows.append(VariationRow(variation, value, _share(value, agreement.value)))
    days, share = 0, ""
    awarded = last_days(term_from(agreement, extensions, ()), NO_TIME).last_end
    changed = last_days(term_from(agreement, extensions, variations), NO_TIME).last_end
    if awarded and changed:
        days = (changed - awarded).days
        if agreement.start:
            share = _share(Decimal(days), Decimal((awarded - agreement.start).days + 1))
    new_value = None if agreement.value is None else agreement.value + value
    return VariationTotals(rows, value, _share(value, agreement.value), new_value, days, share)


def _share(part: Decimal, whole: Decimal | None) -> str:
    """7.5%; "" of nothing."""
    if not whole:
        return ""
    return f"{(part * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%".replace(".0%", "%").replace("-", "−")
