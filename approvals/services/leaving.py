"""Gates that waited for somebody who has left."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import PendingSigner
from approvals.selectors.pending_signers import open_steps, signers_first_to_last
from approvals.services.signers import renew_for_directorates
from cycles.selectors.visibility import may_see
from notifications.services.notifying import notify
from ui.wording import day


def ask_next_signers(person: User, *, actor: User | None, at: datetime) -> None:
    """Follow-up of `person_deactivated`: whoever is expected to sign in their place is told at once.

    Who was told already that the step waits for them is not told again.
    """
    waiting = PendingSigner.objects.filter(user=person, is_expected=True)
    steps = set(waiting.values_list("step", flat=True))
    directorates = set(waiting.order_by().values_list("step__submission__cycle__directorate", flat=True))
    renew_for_directorates(directorates, at=at)
    rows = open_steps().filter(pk__in=steps).select_related("submission__cycle__service").defer("submission__pack")
    for step in rows.prefetch_related(signers_first_to_last()):
        cycle, submission = step.submission.cycle, step.submission
        assert step.due  # set as it opened
        signers = [signer.user for signer in step.pending_signers.all() if signer.is_expected]
        notify(
            "gate_waiting",
            [user for user in signers if not cycle.restricted or may_see(user, cycle, timezone.localdate(at))],
            about=step,
            cycle_id=cycle.pk,
            occasion=f"step:{step.pk}",
            address=reverse("decide", args=[cycle.reference, submission.stage]),
            at=at,
            but_not=actor,
            stage=submission.get_stage_display(),
            due=day(step.due),
            cycle=str(cycle.service),
        )
