"""How long an agreement lasts, and the last safe days that follow. Pure: no Django, no database, no clock.

A term of so many months ends on the day before: twelve months from 1 April end on 31 March. Notice of three months
before an end on 31 March is given by 31 December: the same day of the month, or the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from calendars.days import ONE_DAY, same_day_of_month

DAYS_A_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class NoticePeriod:
    """Months and days before an end; both 0 is no notice at all."""

    months: int = 0
    days: int = 0

    def before(self, end: date) -> date:
        """The last day to give notice."""
        return move_last_day(end, -self.months) - timedelta(days=self.days)


@dataclass(frozen=True)
class ExtensionTerm:
    """One option: so many months, or until a day. `taken` is None while it is not decided, on `decided_on`."""

    months: int | None = None
    until: date | None = None
    notice: NoticePeriod | None = None
    taken: bool | None = None
    decided_on: date | None = None

    def end_after(self, end: date) -> date:
        """The last day where the option is taken, after an end on `end`. It never ends earlier than without it."""
        if self.until is not None:
            return max(self.until, end)
        return move_last_day(end, self.months or 0)


@dataclass(frozen=True)
class TermChange:
    """A variation that makes the term so many months longer, below 0 shorter."""

    months: int
    approved_on: date


@dataclass(frozen=True)
class Term:
    """What an agreement says of its time. `ended_on` is its last day once it was ended."""

    first_end: date | None
    is_rolling: bool = False
    notice: NoticePeriod | None = None
    extensions: Sequence[ExtensionTerm] = ()
    ended_on: date | None = None
    changes: Sequence[TermChange] = ()


@dataclass(frozen=True)
class LastDays:
    """What follows from a term; None where it is not known or there is none.

    `last_end` is the end if every option that is still open is taken, `notice_by` the last day to give notice of the
    next extension, and `decide_by` the last safe day to decide whether to extend.
    """

    current_end: date | None = None
    last_end: date | None = None
    notice_by: date | None = None
    decide_by: date | None = None


def last_day_of_term(start: date, months: int) -> date:
    """The last day of so many months from `start`: of a year from 1 April it is 31 March."""
    same_day = same_day_of_month(start, months)
    # from 31 January one month ends with February
    return same_day if same_day.day < start.day else same_day - ONE_DAY


def move_last_day(last: date, months: int) -> date:
    """The last day of a term that is so many months longer, or shorter below 0. The last day of a month stays the last.

    A term that ends on 28 February and one month more end on 31 March, because the month begins on 1 March; and notice
    of three months before an end on 31 March leaves three whole months after 31 December. The same day of another
    month, `same_day_of_month` in calendars/days.py, would be 28 March.
    """
    return last_day_of_term(last + ONE_DAY, months)


def ends_so_far(term: Term) -> Iterator[tuple[int | None, date]]:
    """The end after each step, from the end of the initial term on: the place of the extension taken, or None.

    Variations and extensions count in the order in which they were decided: an option until a day moves the end to
    that day, whatever was varied before. Nothing follows from a term without an end.
    """
    if term.first_end is None:
        return
    end = term.first_end
    yield None, end
    changes = sorted(term.changes, key=lambda change: change.approved_on)
    for place, option in enumerate(term.extensions):
        if not option.taken:
            continue
        while changes and option.decided_on and changes[0].approved_on <= option.decided_on:
            end = move_last_day(end, changes.pop(0).months)
            yield None, end
        end = option.end_after(end)
        yield place, end
    for change in changes:
        end = move_last_day(end, change.months)
        yield None, end


def last_days(term: Term, decided_before_notice: timedelta) -> LastDays:
    """`decided_before_notice` is how long before its notice an extension has to be decided: a figure of the edition."""
    if term.ended_on is not None:
        return LastDays(term.ended_on, term.ended_on)
    if term.first_end is None:
        return LastDays()
    end = [*ends_so_far(term)][-1][1]
    open_options = [option for option in term.extensions if option.taken is None]
    last_end = end
    for option in open_options:
        last_end = option.end_after(last_end)
    if not open_options:  # it ends by itself: nobody has to be told
        return LastDays(end, last_end)
    notice = open_options[0].notice or term.notice
    notice_by = notice.before(end) if notice else None
    return LastDays(end, last_end, notice_by, notice_by - decided_before_notice if notice_by else None)


def value_a_year(yearly: Decimal | None, whole: Decimal | None, start: date | None, end: date | None) -> Decimal | None:
    """The yearly value that the entry gives, else its whole-life value spread evenly from its start to its last end.

    None where neither is known. What lasts a year or less counts whole.
    """
    if yearly is not None:
        return yearly
    if whole is None or start is None or end is None or end < start:
        return None
    days = (end - start).days + 1
    return whole if days <= DAYS_A_YEAR else (whole * DAYS_A_YEAR / days).quantize(Decimal("0.01"))
