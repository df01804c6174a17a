"""Changes to the council's own lists. An entry is never deleted, only ended on a day and reopened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.council_lists import CouncilList, list_of
from accounts.list_files import folded
from accounts.models import Directorate, Division, ListEntry, User
from accounts.policies.lists import may_change_lists
from accounts.verdict import require
from audit import services as trail
from ui.text import clean_line

E = TypeVar("E", bound=ListEntry)


@transaction.atomic
def add_entry(council_list: CouncilList, values: Mapping[str, Any], *, actor: User | None, at: datetime) -> ListEntry:
    """`values` by field. Raises ValidationError that names the field."""
    require(may_change_lists(actor))
    entry = council_list.model(**values)
    _compare_names(entry)
    return store_new(entry, actor, at)


@transaction.atomic
def change_entry(entry: E, values: Mapping[str, Any], *, seen_version: int, actor: User | None, at: datetime) -> E:
    """Rename the entry, or change what else it says. What names it keeps it, under the new name.

    Raises ValidationError that names the field, or with the code "stale" if it was changed since `seen_version`.
    """
    require(may_change_lists(actor))
    fresh = _locked(entry)
    if fresh.version != seen_version:
        raise ValidationError(
            f"Somebody else changed this entry while you were editing it. It is now: {fresh.in_words}."
            " Save again to replace it with what is below.",
            code="stale",
        )
    previous = type(fresh)._default_manager.get(pk=fresh.pk)
    for field in ("name", *(field.name for field in list_of(fresh).fields if not field.fixed)):
        setattr(fresh, field, values.get(field, getattr(fresh, field)))
    _compare_names(fresh)
    return store_change(fresh, previous, actor, at)


@transaction.atomic
def end_entry(entry: E, last_day: date, *, actor: User | None, at: datetime) -> E:
    """From the day after, nothing new can name the entry; what names it keeps it. The day may have passed."""
    require(may_change_lists(actor))
    fresh = _locked(entry)
    if fresh.ended_on != last_day:
        fresh.ended_on, fresh.version = last_day, fresh.version + 1
        _store(fresh)
        _record("list_entry_ended", fresh, actor, at, ended_on=last_day)
    return fresh


@transaction.atomic
def reopen_entry(entry: E, *, actor: User | None, at: datetime) -> E:
    """It can be chosen again. Nothing changes where it has no end."""
    require(may_change_lists(actor))
    fresh = _locked(entry)
    if fresh.ended_on is not None:
        ended_on, fresh.ended_on, fresh.version = fresh.ended_on, None, fresh.version + 1
        _store(fresh)
        _record("list_entry_reopened", fresh, actor, at, ended_on=ended_on)
    return fresh


def store_new(entry: E, actor: User | None, at: datetime) -> E:
    """Add an entry whose name was compared with the others, in the caller's transaction."""
    if isinstance(entry, Directorate) and not entry.code:
        entry.code = code_from(entry.name)
    _store(entry)
    _record("list_entry_added", entry, actor, at)
    return entry


def store_change(entry: E, previous: E, actor: User | None, at: datetime) -> E:
    """Save what differs from the `previous` state, in the caller's transaction; names were compared before."""
    before, after = _recorded(previous), _recorded(entry)
    if changed := [name for name in after if before[name] != after[name]]:
        entry.version += 1
        _store(entry)
        sides = {"before": {key: before[key] for key in changed}, "after": {key: after[key] for key in changed}}
        _record("list_entry_changed", entry, actor, at, previous=previous.name, **sides)
    return entry


def code_from(name: str) -> str:
    """The short name of a directorate whose name this is."""
    return slugify(folded(name))[:40].strip("-")


def _compare_names(entry: ListEntry) -> None:
    """Refuse a name that is on the list already, however it is written. A district is spelled as the list has it."""
    entry.name = clean_line(entry.name)
    others = list(type(entry)._default_manager.exclude(pk=entry.pk))
    name = folded(entry.name)
    if twin := next((other for other in others if folded(other.name) == name), None):
        ended = ". It has an end: reopen it instead" if twin.ended_on else ""
        raise ValidationError({"name": f"“{twin.name}” is on the list already{ended}"})
    if isinstance(entry, Division):
        spelled = {folded(other.district): other.district for other in others if isinstance(other, Division)}
        entry.district = spelled.get(folded(entry.district), clean_line(entry.district))


def _locked(entry: E) -> E:
    return type(entry)._default_manager.select_for_update(no_key=True).get(pk=entry.pk)


def _store(entry: ListEntry) -> None:
    entry.full_clean()
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:  # added by somebody else since the names were compared
        raise ValidationError({"name": f"“{entry.name}” is on the list already"}) from error


def _recorded(entry: ListEntry) -> dict[str, Any]:
    """What the record keeps of an entry: plain values, a person by their id."""
    columns = (entry._meta.get_field(field.name) for field in list_of(entry).fields)
    return {"name": entry.name} | {column.attname: getattr(entry, column.attname) for column in columns}  # type: ignore[union-attr]


def _record(verb: str, entry: ListEntry, actor: User | None, at: datetime, **facts: Any) -> None:
    facts = {"list": list_of(entry).slug, "name": entry.name, **facts}
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, about=entry, **facts)
