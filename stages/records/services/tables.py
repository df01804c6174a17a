"""Changing the tables of a stage: every row that is added, changed, confirmed, moved or removed goes through here."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, QuerySet
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.refusals import Refused, Stale
from cycles.models import Cycle
from cycles.services.changing import Change, changing
from stages.records.checks import renew_findings
from stages.records.kinds import RecordKind, is_person
from stages.records.models import RecordText, StageRecord
from stages.records.selectors.tables import rows_of
from ui.text import folded
from ui.wording import counted

CHANGED = "Somebody changed this row while you were editing. Check what it says now beside what you typed."
TITLE_LENGTH = 300
TEXT_FIELDS = ("title", "words", "is_draft", "holder_id")
SHOWN_TITLES = 20  # of rows brought in together, in the history


@dataclass(frozen=True)
class RowInput:
    """One row as it is to become: a new one without `pk`. Without `values` it is removed."""

    values: Mapping[str, Any] | None
    pk: int | None = None
    seen_version: int | None = None  # of the row when its page was made; None asks for no comparison


@dataclass(frozen=True)
class RowEvent:
    """What became of one row, before the history tells it."""

    verb: str
    record: StageRecord  # of a removed row a copy, which has its id still
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def change_table(
    cycle: Cycle, kind: RecordKind, rows: Sequence[RowInput], *, actor: User, at: datetime
) -> list[StageRecord]:
    """Add, change and remove rows of one table, all or none; returns those that stay.

    Raises Refused with the policy's sentence, Stale with the row that somebody else changed or removed (None), or
    ValidationError naming the field.
    """
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=kind.stage) as change:
        return write_rows(change, kind, rows)


def write_rows(
    change: Change, kind: RecordKind, rows: Sequence[RowInput], *, in_one_event: bool = False
) -> list[StageRecord]:
    """The same within a change of the cycle that holds more than one table.

    `in_one_event`: the history tells once how many rows were brought in; the event has what each of them says.
    """
    _require_open(kind, change.cycle)
    stored = {row.pk: row for row in rows_of(kind, change.cycle)}
    added = sum(row.pk is None for row in rows)
    if added and len(stored) + added > kind.most:
        only = "There is one already, and there can be no other. Change it instead."
        most = f"There can be {kind.most} rows at most. Remove some that are no longer needed."
        raise ValidationError(only if kind.most == 1 else most)
    position = max((row.position for row in stored.values()), default=0)
    written: list[StageRecord] = []
    events: list[RowEvent] = []
    for row in rows:
        if row.pk is None:
            position += 1
            written.append(_add(change, kind, row, position, events))
            continue
        record = stored.get(row.pk)
        if record is None or (row.seen_version is not None and row.seen_version != record.version):
            raise Stale(CHANGED, row=record)
        if row.values is None:
            before = {name: value for name, value in _facts(kind, record).items() if value not in (None, "", [])}
            title = _named(kind, record)["title"]
            events.append(RowEvent("record_removed", copy.copy(record), title, before, {}))
            record.delete()
        else:
            written.append(_change(change, kind, record, row.values, events))
    if in_one_event and events:
        titles = [event.title for event in events[:SHOWN_TITLES]]
        left = len(events) - len(titles)
        after = {"rows": "; ".join([*titles, f"and {left} more"] if left else titles)}
        facts = [{"title": event.title, "before": event.before, "after": event.after} for event in events]
        amount = counted(len(events), "row")
        change.record("records_brought_in", table=kind.name, amount=amount, before={}, after=after, brought_in=facts)
    else:
        for event in events:
            named = {"table": kind.name, "title": event.title, "source": event.record.source}
            change.record(event.verb, about=event.record, **named, before=event.before, after=event.after)
    if events:
        renew_stored(change.cycle, kind)
    return written


def confirm_draft(record: StageRecord, kind: RecordKind, *, seen_version: int, actor: User, at: datetime) -> None:
    """Keep a row that was carried over as it stands.

    Raises Refused, Stale, or ValidationError naming the fields that it lacks.
    """
    with changing(record.cycle_id, actor=actor, action="change_records", at=at, to=kind.stage) as change:
        _require_open(kind, change.cycle)
        fresh: StageRecord | None = next((row for row in rows_of(kind, change.cycle) if row.pk == record.pk), None)
        if fresh is None or fresh.version != seen_version:
            raise Stale(CHANGED, row=fresh)
        fresh.is_draft = False
        fresh.full_clean(exclude=["cycle", "changed_by"], validate_unique=False)
        change.record("record_confirmed", about=fresh, **_named(kind, fresh), source=fresh.source)
        _save(change, fresh)
        renew_stored(change.cycle, kind)


def move_record(record: StageRecord, kind: RecordKind, *, up: bool, actor: User, at: datetime) -> None:
    """One place up or down; at the end of the table it stays. Raises Refused or Stale."""
    with changing(record.cycle_id, actor=actor, action="change_records", at=at, to=kind.stage) as change:
        rows = rows_of(kind, change.cycle)
        place = next((place for place, row in enumerate(rows) if row.pk == record.pk), None)
        if place is None:
            raise Stale(CHANGED)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows, start=1):
            row.position = position
        kind.model._default_manager.bulk_update(rows, ["position"])
        change.record("records_moved", table=kind.name)
        renew_stored(change.cycle, kind)


def carry_over(change: Change, kind: RecordKind, rows: Iterable[StageRecord], source: str) -> list[StageRecord]:
    """Add rows of another cycle, or what the register knows, as drafts in their order. Whole or not at all."""
    stored = kind.model._default_manager.filter(cycle=change.cycle)
    position = stored.aggregate(last=Max("position"))["last"] or 0
    fields = [name for name in kind.fields if name not in kind.left_behind]
    drafts = [
        kind.model(
            cycle=change.cycle,
            position=position,
            is_draft=True,
            source=source,
            changed_at=change.at,
            **{name: getattr(row, name) for name in fields},
        )
        for position, row in enumerate(rows, start=position + 1)
    ]
    if drafts:
        kind.model._default_manager.bulk_create(drafts)
        change.record("records_carried_over", table=kind.name, amount=counted(len(drafts), "draft"), source=source)
        renew_stored(change.cycle, kind)
    return drafts


def drop_drafts(change: Change, kind: RecordKind, drafts: QuerySet[Any], because: str) -> None:
    """Take drafts out of a table again that have no ground any more; nobody had confirmed them."""
    number, _ = drafts.filter(cycle=change.cycle, is_draft=True).delete()
    if number:
        change.record("drafts_dropped", table=kind.name, amount=counted(number, "draft"), because=because)
        renew_stored(change.cycle, kind)


def renew_stored(cycle: Cycle, kind: RecordKind) -> None:
    """Store the words of the table's rows and what the checks find, after a change of it."""
    if kind.renew:
        import_string(kind.renew)(cycle)
    texts = [
        RecordText(
            record_id=row.pk,
            title=kind.title_of(row)[:TITLE_LENGTH] or kind.name,
            words=folded(" ".join(filter(None, (kind.text(row, name) for name in kind.fields)))),
            is_draft=row.is_draft,
            holder=getattr(row, kind.holder_field) if kind.holder_field else None,
        )
        for row in rows_of(kind, cycle)
    ]
    renew_texts(cycle, kind.code, texts)
    renew_findings(cycle)


def renew_texts(cycle: Cycle, code: str, texts: Sequence[RecordText]) -> None:
    """Make the stored names and words of one table those given."""
    stored = {row.record_id: row for row in RecordText.objects.filter(cycle=cycle, kind=code)}
    new = []
    for text in texts:
        text.cycle, text.kind = cycle, code
        row = stored.pop(text.record_id, None)
        if row is None:
            new.append(text)
        elif any(getattr(row, name) != getattr(text, name) for name in TEXT_FIELDS):
            text.pk = row.pk
            text.save(force_update=True)
    RecordText.objects.bulk_create(new)
    if stored:
        RecordText.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()


def _add(change: Change, kind: RecordKind, row: RowInput, position: int, events: list[RowEvent]) -> StageRecord:
    assert row.values is not None
    record = kind.model(cycle=change.cycle, position=position, changed_by=change.actor, changed_at=change.at)
    _fill(kind, record, row.values)
    record.save()
    after = {name: value for name, value in _facts(kind, record).items() if value not in (None, "", [])}
    events.append(RowEvent("record_added", record, _named(kind, record)["title"], {}, after))
    return record


def _change(
    change: Change, kind: RecordKind, record: StageRecord, values: Mapping[str, Any], events: list[RowEvent]
) -> StageRecord:
    before, was_draft = _facts(kind, record), record.is_draft
    _fill(kind, record, values)
    after = _facts(kind, record)
    changed = [name for name in after if before[name] != after[name]]
    if not changed and not was_draft:
        return record
    record.is_draft = False  # whoever changes a draft has read it
    _save(change, record)
    if not changed:
        events.append(RowEvent("record_confirmed", record, _named(kind, record)["title"], {}, {}))
        return record
    sides = {name: before[name] for name in changed}, {name: after[name] for name in changed}
    events.append(RowEvent("record_changed", record, _named(kind, record)["title"], *sides))
    return record


def _fill(kind: RecordKind, record: StageRecord, values: Mapping[str, Any]) -> None:
    """Raises ValidationError naming the field."""
    for name, value in values.items():
        setattr(record, name, value)
    record.full_clean(exclude=["cycle", "changed_by"], validate_unique=False)


def _save(change: Change, record: StageRecord) -> None:
    record.version += 1
    record.changed_by, record.changed_at = change.actor, change.at
    record.save()


def _require_open(kind: RecordKind, cycle: Cycle) -> None:
    if kind.closed and (reason := kind.closed(cycle)):
        raise Refused(reason)


def _named(kind: RecordKind, record: StageRecord) -> dict[str, str]:
    return {"table": kind.name, "title": kind.title_of(record)[:TITLE_LENGTH]}


def _facts(kind: RecordKind, record: StageRecord) -> dict[str, Any]:
    """The row as the record keeps it: values by what they are called, people by their ids."""
    facts: dict[str, Any] = {}
    for name in kind.fields:
        column: models.Field[Any, Any] = kind.column(name)
        if is_person(column):
            facts[f"{kind.label(name)}_id"] = getattr(record, column.attname)
        else:
            value = getattr(record, name)
            facts[kind.label(name)] = value.isoformat() if isinstance(value, date) else kind.text(record, name)
    return facts


def renew_after_values_changed(change: Change) -> None:
    """What a check asks depends on the tier: a cycle that has rows is looked at again."""
    if RecordText.objects.filter(cycle=change.cycle).exists():
        renew_findings(change.cycle)
