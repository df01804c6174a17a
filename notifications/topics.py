"""The topics for which people choose how often they are e-mailed."""

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
    """A group of notification kinds with one preference. A topic that can't be off comes weekly at the least."""

    code: str
    label: str
    default: str = Frequency.DAILY
    can_be_off: bool = True

    @property
    def frequencies(self) -> list[str]:
        return [frequency for frequency in Frequency.values if self.can_be_off or frequency != Frequency.OFF]


TOPICS = {
    topic.code: topic
    for topic in (
        Topic("gates", "Gates that wait for you"),
        Topic("decisions", "Decisions on your gates", can_be_off=False),
        Topic("confirmations", "Confirmations that you are asked for"),
        Topic("answers", "What becomes of the confirmations that you asked for"),
        Topic("conditions", "Conditions that you own or check"),
        Topic("late_conditions", "Conditions that are late", can_be_off=False),
        Topic("work", "Questions that are due or late, and evidence that goes out of date"),
        Topic("dates", "Reviews and last safe dates"),
        Topic("nudges", "Nudges from colleagues who wait for you"),
        Topic("cycles", "Cycles and people"),
        Topic("files", "Files that you asked for"),
    )
}
