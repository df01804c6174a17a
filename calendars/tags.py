"""Filters that every template has without loading them: by when, and since when, in working days."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from calendars.days import working_days
from ui import wording
from ui.tags import status

register = template.Library()


@register.filter
def due(value: date | None) -> str:
    """{{ step.due|due }}: Due 4 December, Due today, 3 working days late. "" without a day."""
    today = timezone.localdate()
    return wording.due(value, today, working_days(value, today)) if value else ""


@register.filter
def due_by(value: date | None) -> SafeString:
    """{{ step.due|due_by }}: the same, as a status tag where it is late."""
    return status("late", due(value)) if is_late(value) else conditional_escape(due(value))


@register.filter
def waiting(since: date | int) -> str:
    """{{ thing.since|waiting }}: Since today, For 3 working days; of a day, or of working days that are counted."""
    return wording.waited(since if isinstance(since, int) else working_days(since, timezone.localdate()))


@register.filter
def is_late(value: date | None) -> bool:
    return bool(value and value < timezone.localdate())
