"""Who answers for a row of a table: handing it over, and what follows when they leave or come back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Stale
from cycles.models import Cycle
from cycles.selectors.visibility import may_see
from cycles.services.changing import Change, changing, following
from stages.records.checks import renew_findings
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import RecordText, StageRecord
from stages.records.policies import SEALED_AT
from stages.records.selectors.holders import address_of, records_held
from stages.records.selectors.tables import record_of
from stages.records.services.tables import CHANGED, TITLE_LENGTH, renew_stored


@dataclass(frozen=True)
class OwnedRecord:
    """One row that somebody answers for: approvals.selectors.held_work.HeldRecord."""

    text: RecordText
    cycle: Cycle
    kind: RecordKind
    due: None = None
    version: int = 0  # the rest of the row stays as it is, so that nobody's change of it is in the way

    @property
    def pk(self) -> int:
        return self.text.pk

    @property
    def holder_id(self) -> int:
        assert self.text.holder_id is not None
        return self.text.holder_id

    @property
    def title(self) -> str:
        return self.text.title

    @property
    def name(self) -> str:
        return self.kind.singular

    @property
    def url(self) -> str:
        return address_of(self.text)

    def hand_over(self, change: Change, owner: User) -> None:
        record = record_of(self.kind, change.cycle, self.text.record_id)
        if record is None:
            raise Stale(CHANGED)
        _set_owner(change, self.kind, record, owner)


def held_records(cycles: Mapping[int, Cycle], people: Collection[int]) -> Iterator[OwnedRecord]:
    """`settings.HELD_RECORDS`: what these people hold of the tables, without what a sealed pack holds."""
    texts = records_held(User.objects.filter(pk__in=people)).filter(cycle__in=cycles)
    for text in texts.order_by("kind", "pk"):
        kind, cycle = all_kinds().get(text.kind), cycles[text.cycle_id]
        if kind is None or (cycle.sealed_at is not None and cycle.stage in SEALED_AT[kind.stage]):
            continue
        text.cycle = cycle
        yield OwnedRecord(text, cycle, kind)


def hand_over_record(
    record: StageRecord, kind: RecordKind, owner: User, *, seen_version: int, actor: User, at: datetime
) -> None:
    """Name another person who answers for a row, also once its gate has passed. Nothing else of the row changes.

    Raises Refused, Stale, or ValidationError naming the field `owner`.
    """
    with changing(record.cycle_id, actor=actor, action="hand_over_records", at=at, to=kind.stage) as change:
        fresh = record_of(kind, change.cycle, record.pk)
        if fresh is None or fresh.version != seen_version:
            raise Stale(CHANGED, row=fresh)
        if getattr(fresh, kind.holder_field) == owner:
            raise ValidationError({"owner": f"{owner} has it already: select somebody else"})
        if not owner.is_active or not may_see(owner, change.cycle, change.on):
            raise ValidationError({"owner": f"{owner} can't open this cycle: select somebody else"})
        _set_owner(change, kind, fresh, owner)
        change.notify(
            "work_handed_over",
            [owner],
            about=change.cycle,
            occasion=f"record:{kind.code}:{fresh.pk}:{fresh.version}",
            address=address_of(RecordText.objects.select_related("cycle").get(kind=kind.code, record_id=fresh.pk)),
            work=kind.one,
        )


def renew_findings_of(person: User, *, actor: User | None, at: datetime) -> None:
    """Follow-up of `person_deactivated` and `person_activated`: checks ask whether an owner is still here."""
    cycles = records_held(User.objects.filter(pk=person.pk)).order_by("cycle").values_list("cycle", flat=True)
    for pk in cycles.distinct():
        with following(pk, actor=actor or person, at=at) as change:
            renew_findings(change.cycle)


def _set_owner(change: Change, kind: RecordKind, record: StageRecord, owner: User) -> None:
    before = getattr(record, kind.column(kind.holder_field).attname)
    setattr(record, kind.holder_field, owner)
    record.version += 1
    record.changed_by, record.changed_at = change.actor, change.at
    record.save()
    label = kind.label(kind.holder_field)
    change.record(
        "record_handed_over",
        about=record,
        table=kind.name,
        title=kind.title_of(record)[:TITLE_LENGTH],
        before={f"{label}_id": before},
        after={f"{label}_id": owner.pk},
    )
    renew_stored(change.cycle, kind)
