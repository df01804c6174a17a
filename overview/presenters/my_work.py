"""Everything on My work, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from cycles.models import Cycle, PlannedDate
from cycles.selectors.visibility import visible_to
from notifications.models import Notification
from overview.presenters.my_cycles import MyCycle, cycles_of, with_gates
from overview.presenters.todo import TodoItem, conditions_near, todo_items
from overview.presenters.waiting_gates import ForMe, gates_near
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


def my_work(user: User, on: date, *, everything: bool = False) -> MyWork:
    """`everything` says that the page shows all rows of its lists."""
    visible = visible_to(user, on)
    cycles = list(cycles_of(visible, user))
    decisions, decisions_in_all, waiting = gates_near(user, cycles, on, LONGEST)
    conditions = conditions_near(user, visible, cycles)
    mine = with_gates(cycles, waiting, conditions, on, None if everything else LONGEST)
    shown = [condition for condition in conditions if condition.is_visible]
    coming = [(date, cycle) for cycle in cycles if (date := getattr(cycle, "ahead", None))]
    coming.sort(key=lambda row: (row[0].planned, row[0].pk))
    return MyWork(
        decisions=decisions,
        decisions_in_all=decisions_in_all,
        things=todo_items(user, visible, mine, shown),
        others=waited_for(user, mine, shown, on, None if everything else SHOWN),
        cycles=mine,
        coming=[Coming(row, cycle, row.last_safe < on, row.planned < on) for row, cycle in coming[:MESSAGES]],
        notifications=list(Notification.objects.filter(person=user)[:MESSAGES]),
        on=on,
    )
