"""What a person does about files: asks for one, and takes rows away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import trail
from exports.models import Export, ExportState
from exports.tables import Table

MOST_OPEN = 3  # files that one person waits for at a time


class TooMany(Exception):
    """They wait for as many files as anybody may."""


def ask(name: str, table: Table, *, actor: User, at: datetime) -> Export:
    """Have the file made in the background; asking again while it is being made changes nothing. Raises TooMany."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # two presses of one person, one after the other
        waiting = Export.objects.filter(asked_by=actor, state__in=[ExportState.WAITING, ExportState.MAKING])
        if same := waiting.filter(name=name, query=table.query).first():
            return same
        if waiting.count() >= MOST_OPEN:
            raise TooMany
        _record("file_asked_for", table.title, len(table.keys), table.query, actor=actor, at=at, form="XLSX")
        return Export.objects.create(
            asked_by=actor,
            name=name,
            title=table.title,
            query=table.query,
            filtered=table.filtered,
            asked_at=at,
            count=len(table.keys),
        )


def record_download(form: str, table: Table, *, actor: User, at: datetime) -> None:
    """Who takes which rows away. The filter is told as the address has it: people are numbers there."""
    _record("rows_downloaded", table.title, len(table.keys), table.query, actor=actor, at=at, form=form)


def record_fetch(export: Export, *, actor: User, at: datetime) -> None:
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(fetched_at=at)
        _record("rows_downloaded", export.title, export.rows, export.query, actor=actor, at=at, form="XLSX")


def _record(verb: str, table: str, rows: int, query: str, *, actor: User, at: datetime, form: str) -> None:
    what = query or "nothing"
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, table=table, rows=rows, filter=what, form=form)
