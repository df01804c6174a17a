"""Adding evidence to a cycle: a file that was inspected and kept, or a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from checklists.models import Evidence, EvidenceKind
from cycles.models import Cycle
from cycles.services.changing import Change, changing, locked
from ui.text import folded
from uploads.inspection import inspect
from uploads.names import clean_name
from uploads.results import FileRefused, Readable
from uploads.store import discard, keep


def add_file(
    cycle: Cycle,
    stream: Readable,
    name: str,
    *,
    title: str,
    dated: date,
    good_until: date,
    confidential: bool,
    actor: User,
    at: datetime,
) -> Evidence:
    """Inspect, keep and record a file. The file is on disk before the row that names it is committed.

    Raises ValidationError on `file` with what to do when the file is refused.
    """
    check_dates(dated, good_until)
    with kept_file(stream, name) as fields:
        return _add(
            cycle,
            actor,
            at,
            title=title,
            dated=dated,
            good_until=good_until,
            confidential=confidential,
            **fields,
        )


@contextmanager
def kept_file(stream: Readable, name: str) -> Iterator[dict[str, Any]]:
    """Inspect a file and keep it on disk; yield the fields of its evidence. What fails within discards it again.

    Raises ValidationError on `file` with what to do when the file is refused.
    """
    try:
        accepted = inspect(stream, name)
    except FileRefused as refused:
        raise ValidationError({"file": str(refused)}) from refused
    key = keep(stream, settings.MEDIA_ROOT)
    try:
        yield {
            "kind": EvidenceKind.FILE,
            "file_key": key,
            "file_name": clean_name(name),
            "content_type": accepted.content_type,
            "size": accepted.size,
            "sha256": accepted.sha256,
        }
    except BaseException:
        discard(settings.MEDIA_ROOT, key)
        raise


def add_link(
    cycle: Cycle,
    url: str,
    *,
    title: str,
    dated: date,
    good_until: date,
    confidential: bool,
    actor: User,
    at: datetime,
) -> Evidence:
    """Record a link, for example into SharePoint."""
    check_dates(dated, good_until)
    return _add(
        cycle,
        actor,
        at,
        kind=EvidenceKind.LINK,
        title=title,
        dated=dated,
        good_until=good_until,
        confidential=confidential,
        url=url,
    )


def record_download(evidence: Evidence, *, actor: User, at: datetime) -> None:
    """Put on record who read which bytes. Reading changes nothing of the cycle, so whoever may read may be recorded."""
    with transaction.atomic():
        cycle = locked(evidence.cycle_id)
        facts = {"evidence": evidence.title, "sha256": evidence.sha256}
        Change(cycle, actor, at).record("evidence_downloaded", about=evidence, **facts)


def _add(cycle: Cycle, actor: User, at: datetime, **fields: Any) -> Evidence:
    with changing(cycle.pk, actor=actor, action="add_evidence", at=at) as change:
        return create_evidence(change, **fields)


def create_evidence(change: Change, **fields: Any) -> Evidence:
    """Add a row of evidence to the cycle that is being changed, and to its record."""
    words = folded(fields["title"])
    row = Evidence.objects.create(cycle=change.cycle, words=words, added_by=change.actor, added_at=change.at, **fields)
    change.record("evidence_added", about=row, evidence=row.title, sha256=row.sha256)
    return row


def check_dates(dated: date, good_until: date) -> None:
    if good_until < dated:
        raise ValidationError({"good_until": "Good until must be the same as or after the date of the evidence"})
