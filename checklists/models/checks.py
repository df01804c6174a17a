"""Exceptions to computed checks: what can no longer be put right, and who agreed to go on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.models import Cycle
from ui.wording import day


class CheckException(models.Model):
    """A cycle goes on although one check fails. Every signer of the gate accepts it by name. Never changed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="check_exceptions")
    check_name = models.CharField(max_length=60)
    ground = models.CharField(max_length=500)
    agreed_by = models.CharField(max_length=200)  # often somebody without a sign-in, as the chair of a committee
    agreed_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cycle", "check_name"), name="one_exception_a_check"),
            models.CheckConstraint(
                name="an_exception_names_ground_and_who_agreed", condition=~Q(ground="") & ~Q(agreed_by="")
            ),
        )

    def __str__(self) -> str:
        return f"Exception agreed by {self.agreed_by} on {day(self.agreed_on)}: {self.ground.removesuffix('.')}."
