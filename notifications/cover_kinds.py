"""Notification kinds of cover. `{days}` is the range of its days in words."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Cover
from notifications.kinds import NotificationKind
from notifications.models import Notification


def cover_lasts(notification: Notification) -> str:
    """The cover holds today or later."""
    lasting = Cover.objects.filter(Cover.lasting(timezone.localdate()), pk=notification.subject_id)
    return "" if lasting.exists() else "Over by now"


WHAT_THEY_MAY = (
    "On these days the gates that wait for them are on your My work page as well. You may not decide a gate of a cycle"
    " that you lead, whose pack you submitted or for which you wrote answers. The page at this link lists those that"
    " wait now and are not yours to decide."
)

KINDS: list[NotificationKind] = [
    NotificationKind(
        "cover_given", "You decide for {person} {days}{entered_by}", "cover", cover_lasts, note=WHAT_THEY_MAY
    ),
    NotificationKind(
        "cover_begins", "Your cover begins: you decide for {person} {days}", "cover", cover_lasts, note=WHAT_THEY_MAY
    ),
    NotificationKind("cover_over", "You no longer decide for {person}: the last day was {last_day}", "cover"),
    NotificationKind("cover_ended", "You no longer decide for {person}: the cover was ended", "cover"),
    NotificationKind(
        "cover_entered",
        "{actor} entered cover for you: {stand_in} decides for you {days}",
        "cover",
        cover_lasts,
        note="The page at this link says why. If it is not right, you can end the cover there.",
    ),
    NotificationKind("cover_taken_back", "{actor} ended your cover: {stand_in} no longer decides for you", "cover"),
    NotificationKind("cover_lapsed", "{stand_in} can no longer decide for {whom}: name somebody else", "cover"),
    NotificationKind(
        "stand_in_away",
        "{stand_in} decides for {whom} until {last_day} but is away {days}: name somebody else",
        "cover",
        cover_lasts,
    ),
]
