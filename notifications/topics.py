"""The topics of notifications, for all of which but one people choose how often they are e-mailed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Frequency(models.TextChoices):
    NOW = "now", "Now"
    DAILY = "daily", "Daily summary"
    WEEKLY = "weekly", "Weekly summary"
    OFF = "off", "Off"


@dataclass(frozen=True)
class Topic:
    """A group of notification kinds with one preference. A topic that can't be off comes weekly at the least.

    A topic that can't be chosen always comes at its default, each notification in an e-mail of its own.
    """

    code: str
    label: str
    default: str = Frequency.DAILY
    can_be_off: bool = True
    can_be_chosen: bool = True

    @property
    def frequencies(self) -> list[str]:
        if not self.can_be_chosen:
            return [self.default]
        return [frequency for frequency in Frequency.values if self.can_be_off or frequency != Frequency.OFF]


# Those that people choose.
TOPICS = {
    topic.code: topic
    for topic in (
        Topic("gates", "Gates that wait for you", default=Frequency.NOW),
        Topic("decisions", "Decisions on your gates", can_be_off=False),
        Topic("confirmations", "Confirmations that you are asked for"),
        Topic("answers", "What becomes of the confirmations that you asked for"),
        Topic("conditions", "Conditions that you own or check"),
        Topic("late_conditions", "Conditions that are late", can_be_off=False),
        Topic("work", "Questions that are due or late, and evidence that goes out of date"),
        Topic("dates", "Reviews and last safe dates"),
        Topic("cover", "Cover: who decides for whom, and until when", default=Frequency.NOW, can_be_off=False),
        Topic("nudges", "Nudges from colleagues who wait for you"),
        Topic("cycles", "Cycles and people"),
        Topic("files", "Files that you asked for"),
    )
}
ACCOUNT = Topic("account", "Your account", default=Frequency.NOW, can_be_off=False, can_be_chosen=False)
ALL_TOPICS = {ACCOUNT.code: ACCOUNT} | TOPICS
