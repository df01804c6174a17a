"""Everything on My work, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from accounts.models import User
from cycles.models import Cycle, PlannedDate
from cycles.queries.visible import visible_to
from notifications.models import Message
from overview.queries.mine import MyCycle, cycles_of, with_gates
from overview.queries.others import Waited, waited_for
from overview.queries.things import Thing, conditions_near, things_to_do
from overview.queries.waiting import ForMe, for_me, for_others, gates_for, gates_of

SHOWN = 10
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

    decisions: list[ForMe]
    things: list[Thing]
    others: list[Waited]
    cycles: list[MyCycle]
    messages: list[Message]
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
    cycles = list(cycles_of(visible, user))
    mine = with_gates(cycles, for_others(gates_of(cycles), on), on)
    conditions = conditions_near(user, visible, mine)
    return MyWork(
        decisions=for_me(gates_for(user, visible), on),
        things=things_to_do(user, visible, mine, conditions),
        others=waited_for(user, mine, conditions, on),
        cycles=mine,
        coming=coming_up(mine, on),
        messages=list(Message.objects.filter(person=user)[:MESSAGES]),
        on=on,
    )


def coming_up(mine: Sequence[MyCycle], on: date) -> list[Coming]:
    """What comes next in each cycle, the soonest planned first."""
    cycles = {one.cycle.pk: one.cycle for one in mine}
    rows = PlannedDate.objects.filter(cycle__in=cycles, milestone=F("cycle__next_milestone")).order_by("planned", "pk")
    return [Coming(row, cycles[row.cycle_id], row.last_safe < on, row.planned < on) for row in rows[:MESSAGES]]
