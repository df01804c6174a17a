"""An agreement's time as the pure rules of contracts/terms.py read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.models import Agreement, Extension, ExtensionState, Variation
from contracts.terms import ExtensionTerm, NoticePeriod, Term, TermChange

TAKEN = {ExtensionState.OPEN: None, ExtensionState.TAKEN: True, ExtensionState.NOT_TAKEN: False}


def term_of(agreement: Agreement) -> Term:
    """Reads its extensions and variations; an agreement that is not stored yet has none."""
    if not agreement.pk:
        return term_from(agreement, (), ())
    return term_from(agreement, list(agreement.extensions.all()), list(agreement.variations.all()))


def term_from(agreement: Agreement, extensions: Sequence[Extension], variations: Iterable[Variation]) -> Term:
    """From rows that were read already. A variation that was withdrawn moves nothing."""
    counting = [row for row in variations if row.months and not row.withdrawn_because]
    return Term(
        first_end=agreement.first_end,
        is_rolling=agreement.is_rolling,
        notice=notice_period(agreement.notice_months, agreement.notice_days),
        extensions=[
            ExtensionTerm(
                row.months,
                row.until,
                notice_period(row.notice_months, row.notice_days),
                TAKEN[ExtensionState(row.state)],
                row.decided_on,
            )
            for row in extensions
        ],
        ended_on=agreement.ended_on,
        changes=[TermChange(row.months, row.approved_on) for row in counting],
    )


def notice_period(months: int | None, days: int | None) -> NoticePeriod | None:
    """None where neither is known."""
    return None if months is None and days is None else NoticePeriod(months or 0, days or 0)
