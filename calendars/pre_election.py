"""The warning of a key decision in a pre-election period, with its choice. Pure: no Django, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from calendars.days import ONE_DAY, Calendar, on_or_after
from ui.wording import day, day_short

LIMITED = "Council business goes on, but publicity is limited"


@dataclass(frozen=True)
class PreElectionWarning:
    """`other_days` lie outside the period and are in time: the last one before it and the first one after it."""

    sentence: str
    other_days: tuple[date, ...]


def pre_election_warning(
    calendar: Calendar, planned: date, last_safe: date, earliest: date
) -> PreElectionWarning | None:
    """For a decision to come that is planned, or has its last safe date, in a pre-election period.

    `earliest` is the first day on which the decision can lawfully be taken. A decision that needs no meeting comes with
    a calendar without meetings: every working day can be its day then.
    """
    period = calendar.pre_election(planned) or calendar.pre_election(last_safe)
    if period is None:
        return None
    starts, ends = period
    outside = (_last_day_before(calendar, starts), _first_day_after(calendar, ends))
    others = tuple(other for other in outside if earliest <= other <= last_safe)
    words = [f"the meeting of {day(other)}" if calendar.is_meeting(other) else day(other) for other in others]
    within = f"in the pre-election period from {day_short(starts, ends)} to {day(ends)}. {LIMITED}"
    if not starts <= planned <= ends:
        rest = f": the last day before it is {words[0]}." if words else "."
        return PreElectionWarning(
            f"The last safe date of the key decision, {day(last_safe)}, is {within}{rest}", others
        )
    rest = f": keep the date, or plan the decision for {' or '.join(words)}." if words else ". No other day is in time."
    return PreElectionWarning(f"The key decision is planned for {day(planned)}, {within}{rest}", others)


def _last_day_before(calendar: Calendar, starts: date) -> date:
    last = calendar.last_decision_day(starts - ONE_DAY)
    while period := calendar.pre_election(last):
        last = calendar.last_decision_day(period[0] - ONE_DAY)
    return last


def _first_day_after(calendar: Calendar, ends: date) -> date:
    """The next meeting, or the next working day where no later meeting is listed."""
    first = calendar.meeting_after(ends) or on_or_after(ends + ONE_DAY)
    while period := calendar.pre_election(first):
        first = calendar.meeting_after(period[1]) or on_or_after(period[1] + ONE_DAY)
    return first
