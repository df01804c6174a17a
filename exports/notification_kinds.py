"""Notification kinds of exported files."""

from __future__ import annotations

from exports.models import Export, ExportState
from notifications.kinds import NotificationKind
from notifications.models import Notification


def file_not_fetched(notification: Notification) -> str:
    """The file exists and has not been downloaded."""
    export = Export.objects.filter(
        pk=notification.subject_id, asked_by=notification.person_id, state=ExportState.READY
    ).first()
    if export is None:
        return "No longer there"
    return "Fetched already" if export.fetched_at else ""


def file_failed(notification: Notification) -> str:
    """The file has not been made since."""
    failed = Export.objects.filter(
        pk=notification.subject_id, asked_by=notification.person_id, state=ExportState.FAILED
    )
    return "" if failed.exists() else "No longer there"


KINDS: list[NotificationKind] = [
    NotificationKind("file_ready", "Your file is ready: {title}", "files", file_not_fetched),
    NotificationKind("file_not_made", "Your file could not be made: {title}", "files", file_failed),
]
