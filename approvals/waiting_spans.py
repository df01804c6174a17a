"""How long a gate was with its team and with each approver, in working days. Pure: no Django, no database, no clock.

A visit to a stage is handed to and fro: the team has it from the day the stage began, or the gate came back, until it
submits; an approver from the day their step opened until they signed, or the submission ended without them. Each span
begins where the one before it ended, so that they add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from calendars.days import working_days

TEAM = "the team"


@dataclass(frozen=True)
class StepSpan:
    """One step of a submission: from its opening until it was signed or the submission ended."""

    holder: str
    since: date
    until: date | None


@dataclass(frozen=True)
class SubmissionSpan:
    """One submission: the day it was made, its opened steps in order, and the day it ended."""

    submitted: date
    steps: Sequence[StepSpan]
    ended: date | None


@dataclass(frozen=True)
class WaitingSpan:
    """Some working days with one holder; `until` is None while they last."""

    holder: str
    since: date
    until: date | None
    days: int

    @property
    def with_team(self) -> bool:
        return self.holder == TEAM


def spans_of(began: date, submissions: Iterable[SubmissionSpan], today: date, *, goes_on: bool) -> list[WaitingSpan]:
    """The whole visit in order. `goes_on` while the stage is worked on: after a return the team has it again."""
    spans: list[WaitingSpan] = []
    since: date | None = began
    for submission in submissions:
        spans.append(_span(TEAM, since or submission.submitted, submission.submitted, today))
        spans += [_span(step.holder, step.since, step.until, today) for step in submission.steps]
        since = submission.ended
    return [*spans, _span(TEAM, since, None, today)] if goes_on and since else spans


def _span(holder: str, since: date, until: date | None, today: date) -> WaitingSpan:
    return WaitingSpan(holder, since, until, working_days(since, until or today))


def shares(spans: Iterable[WaitingSpan]) -> dict[str, int]:
    """Working days by holder, in the order in which each first had it."""
    days: dict[str, int] = {}
    for span in spans:
        days[span.holder] = days.get(span.holder, 0) + span.days
    return days
