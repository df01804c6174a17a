"""Everything on My work, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Window

from accounts.models import User
from cycles.models import Cycle, PlannedDate
from cycles.selectors.visibility import visible_to
from notifications.models import Notification
from overview.presenters.my_cycles import MyCycle, cycles_of, with_gates
from overview.presenters.todo import TodoItem, conditions_near, todo_items
from overview.presenters.waiting_gates import ForMe, for_me, for_others, gates_for, gates_of
from overview.presenters.waiting_on_others import Waited, waited_for

SHOWN = 10  # of what is to do, and of what others have to do
LONGEST = 20  # of gates and of cycles
MESSAGES = 5


@dataclass(frozen=True)
class Coming:
    """The next date of one cycle, and by when it must be at the latest; `is_missed` where that has passed."""

    row: PlannedDate
    cycle: Cycle
    is_missed: bool
    is_late: bool  # planned for a day that has gone


@dataclass(frozen=True)
class MyWork:
    """What waits for somebody, what they do next, what waits for others, and where their cycles are."""

    decisions: list[ForMe]  # the first of them
    decisions_in_all: int
    things: list[TodoItem]
    others: list[Waited]
    cycles: list[MyCycle]
    notifications: list[Notification]
    coming: list[Coming]
    on: date

    @property
    def late(self) -> int:
        return sum(thing.is_late(self.on) for thing in self.things)

    @property
    def soon(self) -> int:
        return sum(thing.is_soon(self.on) for thing in self.things)

    @property
    def nothing(self) -> bool:
        return not (self.decisions or self.things or self.others)


def my_work(user: User, on: date) -> MyWork:
    visible = visible_to(user, on)
    decisions = list(gates_for(user, visible).annotate(in_all=Window(Count("pk")))[:LONGEST])
    cycles = list(cycles_of(visible, user))
    conditions = conditions_near(user, visible, cycles)
    mine = with_gates(cycles, for_others(gates_of(user, cycles), on), conditions, on)
    shown = [condition for condition in conditions if condition.is_visible]
    return MyWork(
        decisions=for_me(decisions, on),
        decisions_in_all=decisions[0].in_all if decisions else 0,
        things=todo_items(user, visible, mine, shown),
        others=waited_for(user, mine, shown, on),
        cycles=mine,
        coming=coming_up(mine, on),
        notifications=list(Notification.objects.filter(person=user)[:MESSAGES]),
        on=on,
    )


def coming_up(mine: Sequence[MyCycle], on: date) -> list[Coming]:
    """What comes next in each cycle, the soonest planned first."""
    rows = [(date, one.cycle) for one in mine if (date := getattr(one.cycle, "ahead", None))]
    rows.sort(key=lambda row: (row[0].planned, row[0].pk))
    return [Coming(row, cycle, row.last_safe < on, row.planned < on) for row, cycle in rows[:MESSAGES]]
