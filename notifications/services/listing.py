"""How an e-mail lists several notifications: by cycle and by danger, and no more of them than anybody reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.kinds import notification_kinds
from notifications.models import Notification
from notifications.topics import ALL_TOPICS

LONGEST_LIST = 20  # lines of one e-mail: what is beyond them is counted


@dataclass(frozen=True)
class NotificationListing:
    """`groups` are pairs of a cycle's name, "" without one, and its notifications; `more` are not listed."""

    groups: Sequence[tuple[str, Sequence[Notification]]]
    more: int

    @property
    def listed(self) -> list[Notification]:
        return [notification for _, group in self.groups for notification in group]


def listed_by_danger(notifications: Sequence[Notification], today: date) -> NotificationListing:
    """What is late comes first, then topics in their order, of which the first ask most of a person.

    A cycle stands where its most dangerous line does. A single notification needs no name of its cycle.
    """
    kinds, topics = notification_kinds(), list(ALL_TOPICS)
    by_danger = sorted(
        notifications,
        key=lambda row: (
            row.due_on is None or row.due_on >= today,
            topics.index(kinds[row.kind].topic),
            row.due_on or date.max,
        ),
    )
    listed = by_danger[:LONGEST_LIST]
    cycles = {row.cycle_id for row in listed if row.cycle_id} if len(listed) > 1 else set()
    names: dict[int, str] = import_string(settings.CYCLE_NAMES)(cycles) if cycles else {}
    groups: dict[str, list[Notification]] = defaultdict(list)
    for row in listed:
        groups[names.get(row.cycle_id or 0, "")].append(row)
    return NotificationListing(list(groups.items()), len(by_danger) - len(listed))
