"""What a person does about files: asks for one, and downloads rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import services as trail
from exports.models import Export, ExportState
from exports.tables import ExportTable

MAX_OPEN = 3  # files that one person waits for at a time


class TooManyExports(Exception):
    """The person waits for as many files as anybody may."""


def request_export(name: str, table: ExportTable, *, actor: User, at: datetime) -> Export:
    """Have the file made in the background; while it is open the same request returns it. Raises TooManyExports."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # serialises two requests of one person
        waiting = Export.objects.filter(asked_by=actor, state__in=[ExportState.WAITING, ExportState.MAKING])
        if same := waiting.filter(name=name, query=table.query).first():
            return same
        if waiting.count() >= MAX_OPEN:
            raise TooManyExports
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


def record_download(form: str, table: ExportTable, *, actor: User, at: datetime) -> None:
    """Record who downloads which rows. The filter stands as in the address, where people are numbers."""
    _record("rows_downloaded", table.title, len(table.keys), table.query, actor=actor, at=at, form=form)


def record_fetch(export: Export, *, actor: User, at: datetime) -> None:
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(fetched_at=at)
        _record("rows_downloaded", export.title, export.rows, export.query, actor=actor, at=at, form="XLSX")


def _record(verb: str, table: str, rows: int, query: str, *, actor: User, at: datetime, form: str) -> None:
    trail.record(trail.SYSTEM, verb, actor=actor, at=at, table=table, rows=rows, filter=query or "nothing", form=form)
