"""Notification kinds of files that are brought in: told to nobody but who brings them in."""

from __future__ import annotations

from imports.models import ImportState, RegisterImport
from notifications.kinds import NotificationKind
from notifications.models import Notification


def import_not_brought_in(notification: Notification) -> str:
    """It still waits for somebody."""
    waiting = RegisterImport.objects.filter(
        pk=notification.subject_id, state__in=[ImportState.FAILED, ImportState.TO_CHECK]
    )
    return "" if waiting.exists() else "No longer so"


KINDS: list[NotificationKind] = [
    NotificationKind("import_done", "Your file was brought in: {file}", "files"),
    NotificationKind("import_failed", "Your file was not brought in: {file}", "files", import_not_brought_in),
]
