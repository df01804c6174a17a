"""Everything on My work, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.roles import roles_of
from contracts.presenters.agreements_due import AgreementDue, agreements_due
from cycles.models import Cycle
from cycles.selectors.replacements import cycles_asked_of_manager
from cycles.timetable import milestone_for
from notifications.models import Notification
from notifications.selectors import notifications_of
from overview.presenters.my_cycles import MyCycle, cycles_named, cycles_without_lead, with_gates
from overview.presenters.todo import FORTNIGHT, TodoItem, todo_items
from overview.presenters.waiting_gates import ForMe, gates_near
from overview.presenters.waiting_on_others import Waited, waited_for
from overview.selectors.leavers import cycles_of_leavers
from overview.selectors.my_cycles import cycles_of
from overview.selectors.open_answers import mark_unseeing, open_answers
from overview.selectors.open_conditions import conditions_near

SHOWN = 10  # of what is to do, and of what others have to do
LONGEST = 20  # of gates and of cycles
MESSAGES = 5


@dataclass(frozen=True)
class Coming:
    """The next date of one cycle, and by when it must be at the latest; `is_missed` where that has passed."""

    cycle: Cycle
    name: str
    planned: date
    last_safe: date
    is_missed: bool
    is_late: bool  # planned for a day that has gone


@dataclass(frozen=True)
class MyWork:
    """What waits for somebody, what they do next, what waits for others, and where their cycles are."""

    decisions: list[ForMe]  # the first of them
    decisions_due: list[date | None]  # the days of all
    things: list[TodoItem]
    others: list[Waited]
    cycles: list[MyCycle]
    notifications: list[Notification]
    coming: list[Coming]
    agreements: list[AgreementDue]
    on: date
    left: int  # cycles of a manager in which people who have left still hold something

    @property
    def decisions_in_all(self) -> int:
        return len(self.decisions_due)

    @property
    def late(self) -> int:
        """Of what this person has to do, gates to decide included."""
        return sum(due < self.on for due in self._due)

    @property
    def soon(self) -> int:
        return sum(self.on <= due <= self.on + FORTNIGHT for due in self._due)

    @property
    def late_of_others(self) -> int:
        """Of what others have to do for this person's cycles."""
        return sum(row.due is not None and row.due < self.on for row in self.others)

    @property
    def _due(self) -> list[date]:
        days = (*self.decisions_due, *(row.due for row in self.things), *(row.due for row in self.agreements))
        return [due for due in days if due]

    @property
    def nothing(self) -> bool:
        return not (self.decisions or self.things or self.others or self.agreements)


def my_work(user: User, on: date, *, everything: bool = False) -> MyWork:
    """`everything` says that the page shows all rows of its lists."""
    cycles = cycles_of(user)
    left = cycles_of_leavers(user) if roles_of(user).grades else 0
    leaderless = cycles_without_lead(user) if left else []
    decisions, decisions_due, waiting = gates_near(user, cycles, on, LONGEST)
    conditions = conditions_near(user, [*cycles, *leaderless], cycles_asked_of_manager(user) if left else None)
    answers, confirmations = open_answers(user, [*cycles, *leaderless])
    answers = mark_unseeing(answers, [*cycles, *leaderless], on)
    own = {cycle.pk: cycle for cycle in (*leaderless, *cycles)}
    restricted = {condition.cycle_id for condition in conditions if condition.cycle.restricted}
    named = restricted.union(*({row.cycle_id for row in rows} for rows in (answers, confirmations))) - own.keys()
    visible = own | {cycle.pk: cycle for cycle in cycles_named(user, on, named)}
    mine = with_gates(user, cycles, waiting, conditions, answers, confirmations, on, None if everything else LONGEST)
    shown = [row for row in conditions if not row.cycle.restricted or row.cycle_id in visible]
    coming = sorted((row for row in cycles if row.next_date), key=lambda row: (row.planned, row.next_date))
    return MyWork(
        decisions=decisions,
        decisions_due=decisions_due,
        things=todo_items(user, visible, mine, shown, answers, confirmations, leaderless),
        others=waited_for(user, mine, shown, on, None if everything else SHOWN),
        cycles=mine,
        coming=[
            Coming(
                row,
                milestone_for(row.next_milestone, row.route).name,
                row.planned,
                row.last_safe,
                is_missed=row.last_safe < on,
                is_late=row.planned < on,
            )
            for row in coming[:MESSAGES]
        ],
        notifications=list(notifications_of(user).only(*SHOWN_OF_MESSAGE)[:MESSAGES]),
        agreements=agreements_due(user, on),
        on=on,
        left=left,
    )


SHOWN_OF_MESSAGE = ("subject", "address", "created_at", "read_at")
