"""Making the requested files: each is leased, made, retried if its process was killed, and deleted in time.

Celery's beat starts it three times a minute, and two runs at once are harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.urls import reverse

from exports.models import KEPT, Export, ExportState
from exports.pace import Pace
from exports.tables import table_of
from exports.workbooks import about, write_workbook
from notifications.services.notifying import notify

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=2)  # renewed with each piece, which takes less than a second
ATTEMPTS = 3
ORPHAN_AGE = 86_400  # seconds after which a file without a row is what a crash left


class LeaseLostError(Exception):
    """The lease has expired and another process makes the file."""


def make_waiting(clock: Clock) -> int:
    """Delete what is too old, then make every waiting file; returns how many."""
    clear(clock())
    made = 0
    while export := lease(clock()):
        make(export, clock)
        made += 1
    return made


def lease(now: datetime) -> Export | None:
    """Take the next file that waits, or whose lease has expired; None without any.

    The UPDATE repeats the condition, so one of several processes gets the file and the others look for the next.
    """
    free = Q(state=ExportState.WAITING) | Q(state=ExportState.MAKING, lease_until__lt=now)
    due = Export.objects.filter(free)
    while export := due.order_by("asked_at", "pk").first():
        if export.attempts >= ATTEMPTS:
            with transaction.atomic():
                if due.filter(pk=export.pk).update(state=ExportState.FAILED, lease="", lease_until=None):
                    _notify("file_not_made", export, now)
            continue
        values = {"lease": uuid4().hex, "lease_until": now + LEASE, "attempts": F("attempts") + 1, "rows": 0}
        if due.filter(pk=export.pk).update(state=ExportState.MAKING, **values):
            return Export.objects.select_related("asked_by").get(pk=export.pk)
    return None


def make(export: Export, clock: Clock) -> None:
    """Write the whole file and notify the person.

    A failure is logged. After the lease the file is tried again, and it fails for good after ATTEMPTS.
    """
    part = _folder() / f"{export.lease}.part"
    try:
        table = table_of(export.name, export.asked_by, QueryDict(export.query))
        made_at, hidden = clock(), sorted(table.hidden())
        write_workbook(table, about(table, export.asked_by, made_at), part, _Progress(export, clock).update)
        file = _folder() / f"{export.lease}.xlsx"
        part.rename(file)
        values = {"file": file.name, "size": file.stat().st_size, "made_at": made_at, "hidden": hidden}
        columns = [column.key for column in table.columns]
        with transaction.atomic():
            _change(export, state=ExportState.READY, lease="", lease_until=None, columns=columns, **values)
            _notify("file_ready", export, made_at)
    except LeaseLostError:
        logger.warning("File %s is made by somebody else now", export.pk)
    except Exception:
        logger.exception("File %s could not be made", export.pk)
    finally:
        part.unlink(missing_ok=True)


class _Progress:
    """Stores how many rows are written, renews the lease, and pauses so that pages stay quick."""

    def __init__(self, export: Export, clock: Clock) -> None:
        self.export, self.clock, self.pace = export, clock, Pace()

    def update(self, rows: int) -> None:
        _change(self.export, rows=rows, lease_until=self.clock() + LEASE)
        self.pace.rest()


def _change(export: Export, **values: object) -> None:
    """Only while the lease is held. Raises LeaseLostError."""
    own = Export.objects.filter(pk=export.pk, lease=export.lease, state=ExportState.MAKING)
    if not own.update(**values):
        raise LeaseLostError


def _notify(kind: str, export: Export, at: datetime) -> None:
    notify(
        kind,
        [export.asked_by],
        about=export,
        occasion=f"export:{export.pk}",
        address=reverse("exports"),
        at=at,
        title=export.title,
    )


def clear(now: datetime) -> None:
    """Delete old rows with their files, and files that a crash left without a row."""
    over = Export.objects.filter(asked_at__lt=now - KEPT)
    over.exclude(state=ExportState.MAKING, lease_until__gte=now).delete()
    named = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for path in _folder().glob("*.*"):
        if path.name not in named and now.timestamp() - path.stat().st_mtime > ORPHAN_AGE:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.EXPORTS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
