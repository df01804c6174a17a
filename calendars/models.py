"""The council's own days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class CouncilDay(models.Model):
    """A meeting at which key decisions are taken, a period before an election, or days on which the offices are closed.

    Before an election publicity is limited, not decisions. No closed day is a working day.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        ELECTION = "election", "Pre-election period"
        CLOSED = "closed", "Closed"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ("starts", "pk")
        constraints = (
            models.UniqueConstraint(fields=("kind", "starts"), name="a_council_day_is_listed_once"),
            models.CheckConstraint(name="ends_on_or_after_its_start", condition=Q(ends__gte=F("starts"))),
        )

    def __str__(self) -> str:
        return self.name
