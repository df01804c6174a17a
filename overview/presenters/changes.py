"""What changed in the cycles that somebody may see, since they were last here or since a day they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.selectors import last_visit
from audit.models import Event
from cycles.models import CHAIN, Cycle
from cycles.selectors.visibility import involving, visible_to
from overview.presenters.history import HistoryRow, events_of, read_by, rows_of_all
from overview.selectors.changes import CHANGES_NOTHING, count_changes_of_mine

MOST = 1_000  # beyond it nobody counts on, or turns pages
A_WEEK = timedelta(days=7)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MINE, ALL = "mine", "all"
MINE_FIRST = {RoleKind.COMMISSIONER, RoleKind.MANAGER, RoleKind.ADVISER}


@dataclass(frozen=True)
class ChangesFilter:
    """Since when, in which cycles; `named` is the day as the address has it, or "" for the last visit."""

    since: datetime
    which: str
    named: str = ""
    cycle: Cycle | None = None
    first_time: bool = False  # nobody knows of a visit before: the last week is told


@dataclass(frozen=True)
class Changes:
    """How much changed, counted no further than one beyond MOST."""

    number: int
    cycles: int

    @property
    def is_many(self) -> bool:
        return self.number > MOST


@dataclass(frozen=True)
class ChangesOfCycle:
    """One cycle with what changed in it, the newest first."""

    cycle: Cycle
    rows: list[HistoryRow]


def asked_of(user: User, since: str, which: str, cycle: Cycle | None, at: datetime) -> ChangesFilter:
    """What the address asks for, with everything unreadable left out. Who works on cycles begins with their own."""
    roles = roles_of(user)
    chosen = which if which in (MINE, ALL) else MINE if roles.kinds & MINE_FIRST else ALL
    chosen = chosen if roles.is_officer else ALL
    try:
        named = date.fromisoformat(since)
    except ValueError:
        named = None
    if named:
        start = timezone.make_aware(datetime.combine(named, time.min)) if named.year >= LONG_AGO.year else LONG_AGO
        return ChangesFilter(min(start, at), chosen, named.isoformat(), cycle)
    before = last_visit(user)
    return ChangesFilter(before or at - A_WEEK, chosen, "", cycle, first_time=before is None)


def changes(user: User, asked: ChangesFilter, on: date) -> QuerySet[Event]:
    """The events that this person reads, the newest first, but for what they did themselves.

    A restricted cycle is visible only to those who have a part in it, so theirs are among "my cycles" too. Every event
    that is told stands in a change of its cycle, which sets `changed_at`: a cycle that did not change has none.
    """
    if asked.cycle:
        events = Event.objects.filter(chain=asked.cycle.chain)
    elif asked.which == ALL:
        events = events_of(visible_to(user, on))
    else:
        changed = involving(user, on).filter(changed_at__gte=asked.since).order_by()
        chains = changed.values(name=Concat(Value(CHAIN), Cast("pk", CharField())))
        events = Event.objects.filter(chain__in=chains)
    others = read_by(user, events).filter(at__gte=asked.since).exclude(actor=user)
    return others.exclude(verb__in=CHANGES_NOTHING).order_by("-at", "-pk")


def counted(events: QuerySet[Event]) -> Changes:
    first = events.order_by().values("chain")[: MOST + 1]
    counts = first.aggregate(number=Count("*"), cycles=Count("chain", distinct=True))
    return Changes(counts["number"], counts["cycles"])


def by_cycle(user: User, events: Iterable[Event]) -> list[ChangesOfCycle]:
    """One page of events by their cycles, the cycle that changed last before the others."""
    shown = list(events)
    numbers = {int(event.chain.removeprefix(CHAIN)) for event in shown}
    cycles = {cycle.chain: cycle for cycle in Cycle.objects.filter(pk__in=numbers).select_related("service")}
    rows = rows_of_all(cycles.values(), shown, linked=roles_of(user).is_officer)
    order = list(dict.fromkeys(event.chain for event in shown))
    rows.sort(key=lambda row: order.index(row.entry.event.chain))
    found = groupby(rows, key=lambda row: row.entry.event.chain)
    return [ChangesOfCycle(cycles[chain], list(told)) for chain, told in found]


def since_last_visit(user: User, at: datetime) -> tuple[ChangesFilter, Changes]:
    """What My work says of it: two statements, and one for whom this person covers."""
    asked, today = asked_of(user, "", "", None, at), timezone.localdate(at)
    if asked.which == MINE:
        return asked, Changes(*count_changes_of_mine(user, asked.since, today, MOST + 1))
    return asked, counted(changes(user, asked, today))
