"""The messages that whoever asked for a file is owed."""

from __future__ import annotations

from exports.models import Export, ExportState
from notifications.models import Message
from notifications.outbox import Kind


def still_to_fetch(message: Message) -> str:
    """The file lies there and was not fetched yet."""
    found = Export.objects.filter(pk=_number(message), asked_by=message.person_id, state=ExportState.READY).first()
    if found is None:
        return "No longer there"
    return "Fetched already" if found.fetched_at else ""


def still_not_made(message: Message) -> str:
    found = Export.objects.filter(pk=_number(message), asked_by=message.person_id, state=ExportState.FAILED)
    return "" if found.exists() else "No longer there"


def _number(message: Message) -> int:
    """12 of "file_ready:export:12"."""
    return int(message.occasion.rpartition(":")[2])


KINDS: list[Kind] = [
    Kind("file_ready", "Your file is ready: {title}", "files", still_to_fetch),
    Kind("file_not_made", "Your file could not be made: {title}", "files", still_not_made),
]
