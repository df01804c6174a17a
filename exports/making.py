"""Making the files that people wait for: leased one at a time, made again when their maker was killed, then cleared.

Celery's beat wakes it three times a minute, and it may run twice at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
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
FORGOTTEN = 86_400  # seconds after which a file that no row knows of is one that a crash left


class Overtaken(Exception):
    """Somebody else makes the file now."""


def make_waiting(clock: Clock) -> int:
    """Everything that there is to do at this moment; how many files."""
    clear(clock())
    made = 0
    while export := lease(clock()):
        make(export, clock)
        made += 1
    return made


def lease(now: datetime) -> Export | None:
    """Take the next file that waits, or whose maker has gone; None when there is none.

    The UPDATE repeats the condition, so of several makers one gets it and the others look for the next.
    """
    free = Q(state=ExportState.WAITING) | Q(state=ExportState.MAKING, lease_until__lt=now)
    due = Export.objects.filter(free)
    while found := due.order_by("asked_at", "pk").first():
        if found.attempts >= ATTEMPTS:
            _give_up(found, due, now)
            continue
        mine = {"lease": uuid4().hex, "lease_until": now + LEASE, "attempts": F("attempts") + 1, "rows": 0}
        if due.filter(pk=found.pk).update(state=ExportState.MAKING, **mine):
            return Export.objects.select_related("asked_by").get(pk=found.pk)
    return None


def make(export: Export, clock: Clock) -> None:
    """Write the whole file and say that it is ready.

    A failure is logged; once the lease is over the file is tried again, and given up after the third time.
    """
    part = _folder() / f"{export.lease}.part"
    try:
        table = table_of(export.name, export.asked_by, QueryDict(export.query))
        made_at, hidden = clock(), sorted(table.hidden())
        write_workbook(table, about(table, export.asked_by, made_at), part, _Progress(export, clock).to)
        _say_ready(export, part, made_at=made_at, hidden=hidden, columns=[column.key for column in table.columns])
    except Overtaken:
        logger.warning("File %s is made by somebody else now", export.pk)
    except Exception:
        logger.exception("File %s could not be made", export.pk)
    finally:
        part.unlink(missing_ok=True)


class _Progress:
    """Says how far it is, keeps the lease, and leaves others some of the machine."""

    def __init__(self, export: Export, clock: Clock) -> None:
        self.export, self.clock, self.pace = export, clock, Pace()

    def to(self, rows: int) -> None:
        _change(self.export, rows=rows, lease_until=self.clock() + LEASE)
        self.pace.rest()


def _say_ready(export: Export, part: Path, *, made_at: datetime, **facts: object) -> None:
    """The file lies under its name before anybody is told of it."""
    name = f"{export.lease}.xlsx"
    part.rename(_folder() / name)
    size = (_folder() / name).stat().st_size
    with transaction.atomic():
        _change(
            export, state=ExportState.READY, file=name, size=size, lease="", lease_until=None, made_at=made_at, **facts
        )
        _notify("file_ready", export, made_at)


def _change(export: Export, **values: object) -> None:
    """Only while the lease is ours."""
    own = Export.objects.filter(pk=export.pk, lease=export.lease, state=ExportState.MAKING)
    if not own.update(**values):
        raise Overtaken


def _give_up(export: Export, due: QuerySet[Export], now: datetime) -> None:
    with transaction.atomic():
        if due.filter(pk=export.pk).update(state=ExportState.FAILED, lease="", lease_until=None):
            _notify("file_not_made", export, now)


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
    """Files go with their rows when their time is over, and so does what a crash left on the disk."""
    over = Export.objects.filter(asked_at__lt=now - KEPT)
    over.exclude(state=ExportState.MAKING, lease_until__gte=now).delete()
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for path in _folder().glob("*.*"):
        if path.name not in known and now.timestamp() - path.stat().st_mtime > FORGOTTEN:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.EXPORTS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
