"""Changing the people of a cycle together with the work that those who go hold in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Stale
from approvals.models import Condition
from approvals.selectors.held_work import (
    HeldWork,
    WorkKind,
    default_takers,
    held_work,
    requests_of,
    seen_work,
    words_of_work,
)
from approvals.services.conditions import notify_of_condition, reassign, renew_condition_participants
from checklists.models import Answer
from checklists.services.missing_parts import hand_over_missing_part
from cycles.models import Cycle
from cycles.policies import may
from cycles.selectors.visibility import may_see
from cycles.services.changing import Change, changing
from cycles.services.editing import require_unchanged
from cycles.services.people_assignment import FormerPeople, PeopleInput, assign_people, notify_assigned
from ui.sorting import sort_key
from ui.wording import counted, listed


@dataclass(frozen=True)
class HandOver:
    """The cycle with its new people; who was notified, and who was not because they may not see it."""

    cycle: Cycle
    notified: list[User]
    unseeing: list[User]


def hand_over_cycle(
    cycle: Cycle,
    people: PeopleInput,
    *,
    takers: Mapping[str, User] | None = None,
    seen: str | None = None,
    actor: User,
    at: datetime,
    seen_version: int,
) -> HandOver:
    """Set the people of the cycle; what the lead before and who leaves the team hold goes to the `takers` by key.

    Without a taker it goes to the new lead, as `default_takers` says; with the holder as taker it stays. `seen` is
    `seen_work` of what the page showed. Raises Stale where that has changed, ValidationError naming the field or key.
    """
    with changing(cycle.pk, actor=actor, action="change_people", at=at) as change:
        fresh = change.cycle
        require_unchanged(fresh, seen_version)
        leaving = FormerPeople.of(fresh).leaving(people.lead, people.team)
        work = movable_work(fresh, leaving, actor, change.on)
        if seen is not None and seen != seen_work(work):
            raise Stale("What they hold was changed while you were working on it", row=fresh)
        by_key = default_takers(work, people.lead, people.sponsor) | dict(takers or {})
        former = assign_people(change, people)
        moves = [(held, by_key[held.key]) for held in work]
        _move(change, moves)
        _require_able(change, moves)
        moves = [(held, taker) for held, taker in moves if taker != held.holder]
        _notify(change, former, moves)
        return HandOver(fresh, _by_name(change.notified), _by_name(change.unseeing - change.notified))


def movable_work(cycle: Cycle, leaving: Sequence[User], actor: User, today: date) -> list[HeldWork]:
    """What these people hold in the cycle that the actor may hand over."""
    work = held_work({cycle: leaving})[cycle.pk]
    return [held for held in work if may("hand_over_work", actor, cycle, today, held)]


def _move(change: Change, moves: Iterable[tuple[HeldWork, User]]) -> None:
    """Both sides of a condition move at once: nobody may own and check it in between."""
    sides: dict[int, tuple[Condition, dict[WorkKind, User], str]] = {}
    for held, taker in moves:
        if isinstance(held.row, Condition):
            condition, new, _ = sides.get(held.row.pk, (held.row, {}, ""))
            sides[condition.pk] = (condition, new | {held.kind: taker}, held.key)
        elif taker == held.holder:
            continue
        elif isinstance(held.row, Answer):
            hand_over_missing_part(change, held.row, taker)
        else:
            held.row.hand_over(change, taker)
    for condition, new, key in sides.values():
        owner = new.get(WorkKind.CONDITION, condition.owner)
        verifier = new.get(WorkKind.CHECK, condition.verifier)
        if owner == verifier:
            raise ValidationError({key: "Choose somebody other than the owner to check it"})
        if (owner, verifier) != (condition.owner, condition.verifier):
            reassign(change, condition, owner, verifier)
    renew_condition_participants(change.cycle)


def _require_able(change: Change, moves: Iterable[tuple[HeldWork, User]]) -> None:
    """Nothing may go to, or stay with, somebody who can't sign in or who doesn't see the cycle with its new people."""
    faults = {}
    for held, taker in moves:
        if not taker.is_active:
            faults[held.key] = f"{taker} can no longer sign in: choose somebody else"
        elif change.cycle.restricted and not may_see(taker, change.cycle, change.on):
            faults[held.key] = f"{taker} may not see this restricted cycle: choose somebody else"
    if faults:
        raise ValidationError(faults)


def _notify(change: Change, former: FormerPeople, moves: Sequence[tuple[HeldWork, User]]) -> None:
    """Each person once: the new lead of everything that comes with it, others of what they take or no longer hold."""
    cycle = change.cycle
    taken: dict[User, list[HeldWork]] = {}
    moved: dict[User, list[tuple[HeldWork, User]]] = {}
    for held, taker in moves:
        taken.setdefault(taker, []).append(held)
        moved.setdefault(held.holder, []).append((held, taker))
    has_new_lead = former.lead != cycle.lead
    with_lead = words_of_work(taken.get(cycle.lead, []))
    if has_new_lead and (requests := requests_of(cycle, [cycle.lead])):  # a lead confirms nothing
        with_lead.append(f"{counted(len(requests), 'confirmation')} to ask of another adviser")
    notify_assigned(
        change,
        former,
        with_lead=listed(with_lead),
        moved={holder.pk: _taken_over(rows) for holder, rows in moved.items()},
    )
    for taker, work in taken.items():
        if has_new_lead and taker == cycle.lead:
            continue
        change.notify(
            "work_handed_over",
            [taker],
            about=cycle,
            occasion=f"handed:{cycle.pk}:{cycle.details_version}",
            address=work[0].url if len(work) == 1 else cycle.get_absolute_url(),
            work=listed(words_of_work(work)),
        )
    takers = {(held.row.pk, taker) for held, taker in moves if isinstance(held.row, Condition)}
    conditions = {held.row.pk: held.row for held, _ in moves if isinstance(held.row, Condition)}
    for pk, condition in conditions.items():  # the side that stays hears who is now the other
        staying = [person for person in (condition.owner, condition.verifier) if (pk, person) not in takers]
        notify_of_condition(change, condition, "condition_handed_over", staying)


def _taken_over(moves: Sequence[tuple[HeldWork, User]]) -> str:
    takers = sorted({taker.name for _, taker in moves}, key=sort_key)
    verb = "takes" if len(takers) == 1 else "take"
    return f"; {listed(takers)} {verb} over {listed(words_of_work(held for held, _ in moves))}"


def _by_name(people: Iterable[User]) -> list[User]:
    return sorted(people, key=lambda person: sort_key(person.name))
