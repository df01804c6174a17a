"""What a decision on an extension moves, for the page on which it is checked before it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from accounts.models import User
from calendars.days import ONE_DAY
from contracts.models import Agreement, Extension, ExtensionState
from contracts.selectors.replacements import replacing_cycles
from contracts.selectors.terms import term_from
from contracts.terms import last_days
from cycles.models import Cycle
from principles.selectors import edition_in_force


@dataclass(frozen=True)
class ExtensionOutcome:
    """The dates after the decision, and the cycles that the reader sees whose need-by date moves with the end."""

    end_before: date | None
    end: date | None
    last_end: date | None
    notice_by: date | None
    decide_by: date | None
    need_by: date | None
    cycles: list[Cycle]
    not_taken_with_it: list[int]


def extension_outcome(
    agreement: Agreement, extensions: Sequence[Extension], number: int, *, taken: bool, user: User, today: date
) -> ExtensionOutcome:
    """Nothing is stored."""
    weeks = edition_in_force(today).figures["governance"]["extension_decided_weeks_before_notice"]
    term = term_from(agreement, extensions, list(agreement.variations.all()))
    decided = [
        replace(option, taken=taken, decided_on=today)
        if row.number == number or (row.number > number and not taken)
        else option
        for row, option in zip(extensions, term.extensions, strict=True)
    ]
    days = last_days(replace(term, extensions=decided), timedelta(weeks=weeks))
    moves = days.current_end is not None and days.current_end != agreement.current_end
    later = [row.number for row in extensions if row.number > number and row.state == ExtensionState.OPEN]
    return ExtensionOutcome(
        end_before=agreement.current_end,
        end=days.current_end,
        last_end=days.last_end,
        notice_by=days.notice_by,
        decide_by=days.decide_by,
        need_by=days.current_end + ONE_DAY if days.current_end else None,
        cycles=replacing_cycles(agreement, user, today) if moves else [],
        not_taken_with_it=[] if taken else later,
    )
