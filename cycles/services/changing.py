"""How every service changes a cycle: lock it, ask the policy, change, record, notify and save in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Stale
from accounts.verdict import YES, Verdict
from audit import services as trail
from audit.models import Event
from cycles.models import LIVE_STAGES, Cycle
from cycles.policies import may
from cycles.selectors.one_cycle import lock_cycle
from cycles.selectors.replacements import holder_or_replacements
from cycles.selectors.text_search import search_text
from cycles.selectors.visibility import may_see
from cycles.services.dates import date_inputs, recalculate_dates
from notifications.services import notifying


@dataclass
class Change:
    """A change in progress: the locked cycle, the row read under the lock, who changes it, and when."""

    cycle: Cycle
    actor: User
    at: datetime
    row: Any = None
    verdict: Verdict = YES  # of the policy that was asked
    notified: set[User] = field(default_factory=set)
    unseeing: set[User] = field(default_factory=set)  # who was not notified because they may not see the cycle
    _last: Event | None = None  # the last event of the cycle's chain, once this change has added one

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def has_recorded(self) -> bool:
        return self._last is not None

    def record(self, verb: str, about: models.Model | None = None, authority: str = "", **facts: Any) -> None:
        """Add one event to the cycle's chain, in this transaction."""
        self._last = trail.record(
            self.cycle.chain,
            verb,
            actor=self.actor,
            at=self.at,
            about=about or self.cycle,
            authority=authority,
            follows=self._last,
            **facts,
        )

    def notify(
        self,
        kind: str,
        people: Iterable[User],
        *,
        about: models.Model,
        occasion: str,
        address: str,
        due_on: date | None = None,
        replaces: Collection[str] = (),
        **facts: Any,
    ) -> None:
        """Notify the people who may see the cycle with the participants that are stored now, except who acts.

        A notification whose subject is a cycle belongs to that cycle, which may be the successor of the changed one,
        and holds the words of no other.
        """
        cycle = about if isinstance(about, Cycle) else self.cycle
        others = [person for person in people if person.is_active and person != self.actor]
        seeing = [person for person in others if not cycle.restricted or may_see(person, cycle, self.on)]
        self.notified.update(seeing)
        self.unseeing.update(person for person in others if person not in seeing)
        notifying.notify(
            kind,
            seeing,
            about=about,
            cycle_id=cycle.pk,
            due_on=due_on,
            occasion=occasion,
            address=address,
            at=self.at,
            but_not=self.actor,
            replaces=replaces,
            cycle=str(cycle.service),
            reference=cycle.reference,
            actor=self.actor.name,
            **facts,
        )


@contextmanager
def changing(
    cycle_id: int,
    *,
    actor: User,
    action: str,
    at: datetime,
    row: models.Model | None = None,
    to: Any = None,
    first: Callable[[Cycle, Any], None] | None = None,
) -> Iterator[Change]:
    """Open a transaction with the cycle locked and the policy asked on fresh rows; save the cycle at the end.

    `row` is read again under the lock; a policy that is about no row is asked of `to`. `first` runs before the policy
    and may raise Stale, which explains more. Raises Refused with the policy's sentence.
    """
    with transaction.atomic():
        cycle = lock_cycle(cycle_id)
        fresh = type(row)._default_manager.get(pk=row.pk) if row is not None else None
        if first:
            first(cycle, fresh)
        verdict = may(action, actor, cycle, timezone.localdate(at), fresh or to)
        if not verdict:
            raise Refused(verdict.reason)
        change = Change(cycle, actor, at, fresh, verdict)
        dates, columns = date_inputs(cycle), _columns(cycle)
        yield change
        _save(change, dates, columns)


@contextmanager
def following(cycle_id: int, *, actor: User, at: datetime) -> Iterator[Change]:
    """The same for what follows from a change elsewhere, in its transaction: no policy is asked.

    A cycle in which nothing was recorded is not saved.
    """
    cycle = lock_cycle(cycle_id)
    change = Change(cycle, actor, at)
    dates, columns = date_inputs(cycle), _columns(cycle)
    yield change
    if change.has_recorded:
        _save(change, dates, columns)


def _columns(cycle: Cycle) -> dict[str, object]:
    """The values of all columns, as they are now."""
    return {field.attname: deepcopy(getattr(cycle, field.attname)) for field in Cycle._meta.concrete_fields}


def _save(change: Change, dates: tuple[object, ...], columns: dict[str, object]) -> None:
    """Save the columns that were changed, and the dates anew where what they are calculated from was."""
    cycle = change.cycle
    if date_inputs(cycle) != dates:
        recalculate_dates(cycle, change.on)
        # the Review gate of the cycle before is due when this Analyse must start: the next sweep recalculates it
        if cycle.previous_id:
            Cycle.objects.filter(pk=cycle.previous_id, stage__in=LIVE_STAGES).update(slack_on=None)
    cycle.version += 1
    cycle.changed_at = change.at
    cycle.words = search_text(cycle)
    cycle.save(update_fields=[name for name, value in columns.items() if getattr(cycle, name) != value])


def require_version(row: Any, seen: int) -> None:
    """Raise Stale if the row was saved after the page with `seen` was made."""
    if row.version != seen:
        raise Stale("This was changed while you were working on it", row=row)


def team_of(cycle: Cycle) -> list[User]:
    """Lead and team."""
    return [cycle.lead, *cycle.team.all()]


def team_to_notify(cycle: Cycle) -> list[User]:
    """Who is notified of what happens to the cycle: its team, and for a lead who has left whoever replaces them."""
    return [*holder_or_replacements(cycle.lead, cycle), *cycle.team.all()]
