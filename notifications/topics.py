"""What messages are about, as people choose by it, and how often each is told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Rhythm(models.TextChoices):
    NOW = "now", "Now"
    DAILY = "daily", "Daily summary"
    WEEKLY = "weekly", "Weekly summary"
    OFF = "off", "Off"


@dataclass(frozen=True)
class Topic:
    """Kinds of message that people choose for together. What can't be off is told in the daily summary at least."""

    code: str
    label: str
    default: str = Rhythm.DAILY
    can_be_off: bool = True

    @property
    def rhythms(self) -> list[str]:
        return [rhythm for rhythm in Rhythm.values if self.can_be_off or rhythm != Rhythm.OFF]


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
