"""The dates that a cycle works to, and the council's own days that they follow from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cycles.models.cycle import Cycle
from cycles.timetable import MILESTONES, Milestone, milestone_for
from ui.fast_loading import FastLoadingModel


class PlannedDate(FastLoadingModel):
    """One milestone of a cycle: when the team plans it, and its last safe date, which follows from the need-by date."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="dates")
    milestone = models.CharField(max_length=20, choices=[(one.code, one.name) for one in MILESTONES])
    planned = models.DateField()
    last_safe = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    applies = models.BooleanField(default=True)  # not while the cycle's route or kind of decision has no such step
    breach = models.CharField(max_length=300, blank=True)  # the rule that the planned date breaks, in a sentence
    breach_reason = models.TextField(blank=True)  # why it was planned so all the same
    warning = models.CharField(max_length=300, blank=True)  # what is to be known of the planned date, in a sentence
    version = models.PositiveIntegerField(default=0)
    happened_now = False  # until `done_on`, as `cycles.services.dates.gate_happened` set it, is stored

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
        """In the words of the cycle's main delivery route."""
        return milestone_for(self.milestone, self.cycle.route)

    @property
    def is_settled(self) -> bool:
        """Whether the planned date breaks no rule: councillors are told no other as a date."""
        return not self.breach
