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
class Turn:
    """One step that was somebody's to sign: from its opening until it was signed or taken away."""

    holder: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Handed:
    """One submission: the day, the turns of its approvers in order, and the day it was over."""

    at: date
    turns: Sequence[Turn]
    over: date | None


@dataclass(frozen=True)
class Span:
    """Some working days with one holder; `until` is None while they last."""

    holder: str
    since: date
    until: date | None
    days: int

    @property
    def with_team(self) -> bool:
        return self.holder == TEAM


def spans_of(began: date, handed: Iterable[Handed], on: date, *, goes_on: bool) -> list[Span]:
    """The whole visit in order. `goes_on` while the stage is still being worked on: what came back is with the team."""
    found: list[Span] = []
    since: date | None = began
    for one in handed:
        found.append(_span(TEAM, since or one.at, one.at, on))
        found += [_span(turn.holder, turn.since, turn.until, on) for turn in one.turns]
        since = one.over
    return [*found, _span(TEAM, since, None, on)] if goes_on and since else found


def _span(holder: str, since: date, until: date | None, on: date) -> Span:
    return Span(holder, since, until, working_days(since, until or on))


def shares(spans: Iterable[Span]) -> dict[str, int]:
    """Working days by holder, in the order in which each first had it."""
    found: dict[str, int] = {}
    for span in spans:
        found[span.holder] = found.get(span.holder, 0) + span.days
    return found
