"""The dates that a cycle works to, and the council's own days that they follow from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycles.models.cycle import Cycle
from cycles.timetable import BY_CODE, MILESTONES, Milestone


class PlannedDate(models.Model):
    """One milestone of a cycle: when the team plans it, and its last safe date, which follows from the need-by date."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="dates")
    milestone = models.CharField(max_length=20, choices=[(one.code, one.name) for one in MILESTONES])
    planned = models.DateField()
    last_safe = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    applies = models.BooleanField(default=True)  # not while the cycle's route or kind of decision has no such step
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cycle", "milestone"), name="one_date_a_milestone"),
            models.CheckConstraint(
                name="milestone_is_known", condition=Q(milestone__in=[one.code for one in MILESTONES])
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind.name}, {self.cycle.reference}"

    @property
    def kind(self) -> Milestone:
        return BY_CODE[self.milestone]


class CouncilDay(models.Model):
    """A meeting at which key decisions are taken, or a period before an election in which none is."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        ELECTION = "election", "Pre-election period"

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


class CalendarAddress(models.Model):
    """Where a calendar program finds somebody's dates without signing in: whoever knows the secret reads them."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
