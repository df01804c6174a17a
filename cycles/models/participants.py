"""Who has a part in a cycle, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.models.cycle import Cycle


class ParticipantReason(models.TextChoices):
    LEAD = "lead", "Lead commissioner"
    SPONSOR = "sponsor", "Sponsor"
    TEAM = "team", "Team"
    ADVISER_ASKED = "adviser_asked", "Adviser asked"
    CONDITION_OWNER = "condition_owner", "Condition owner"
    CONDITION_CHECKER = "condition_checker", "Condition checker"


# The reasons that admit a participant to a restricted cycle: all, as their rows are stored only while they hold.
ADMITTING: tuple[str, ...] = (
    ParticipantReason.LEAD,
    ParticipantReason.SPONSOR,
    ParticipantReason.TEAM,
    ParticipantReason.ADVISER_ASKED,
    ParticipantReason.CONDITION_OWNER,
    ParticipantReason.CONDITION_CHECKER,
)


class CycleParticipant(models.Model):
    """One reason for which a person has a part in a cycle.

    The services store these rows in the transaction that changes their source: `Cycle.lead`, `sponsor` and `team`;
    the confirmations that are asked or can still be withdrawn; and the present owners and checkers of the cycle's
    conditions, of an ended cycle of those that are not met.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="participants")
    # The index of the unique constraint starts with the user.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations", db_index=False
    )
    reason = models.CharField(max_length=20, choices=ParticipantReason.choices)
    # Copied from the cycle: people lead and work on thousands of cycles, of which few are restricted.
    cycle_restricted = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=("user", "cycle", "reason"), condition=Q(cycle_restricted=True), name="admitted_to_restricted"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("user", "reason", "cycle"), name="one_participant_a_reason"),
            models.CheckConstraint(
                name="participant_reason_is_known", condition=Q(reason__in=ParticipantReason.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {ParticipantReason(self.reason).label} of {self.cycle.reference}"
