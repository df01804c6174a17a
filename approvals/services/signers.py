"""Storing who may sign each pending gate today. Nothing else writes `PendingSigner`.

A directorate's row is the lock of its signers: it is taken before the roster is read, by whoever submits or decides
and by whoever changes a role or a cover, so that neither misses what the other has not committed yet. A cycle's own
lock is taken before it, never after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.utils import timezone

from accounts.models import Directorate
from accounts.roles import GRADES
from approvals.models import PendingSigner, Step, Submission, SubmissionState
from approvals.selectors.pending_signers import open_steps, pending_submissions
from approvals.selectors.signing import Roster, current_step, signers_of
from calendars.days import add_working_days
from cycles.models import Cycle


def renew_signers(submission: Submission, today: date) -> list[PendingSigner]:
    """Bring the stored signers of one submission up to date and return them; there are none once it has ended."""
    directorates = [submission.cycle.directorate_id]
    _lock(directorates)
    if submission.state == SubmissionState.PENDING:
        return _store([submission], Roster.on(today, directorates), today)
    PendingSigner.objects.filter(step__submission=submission).delete()
    return []


def open_step(step: Step, cycle: Cycle, at: datetime) -> None:
    """Make it the current step, with the days by which it is signed and from which the next grade up may sign it."""
    governance, step.opened_at = cycle.edition.figures["governance"], at
    step.signers_on = timezone.localdate(at)
    step.due = add_working_days(step.signers_on, governance["decide_within_working_days"][step.grade])
    if step.grade != GRADES[-1]:
        step.escalates_on = add_working_days(step.due, governance["escalate_after_working_days"])


@transaction.atomic
def renew_for_directorates(directorates: Collection[int], *, at: datetime) -> None:
    """Follow-up of `managers_changed`: every pending submission of these directorates."""
    today = timezone.localdate(at)
    _lock(directorates)
    submissions = pending_submissions().filter(cycle__directorate__in=directorates)
    _store(list(submissions), Roster.on(today, directorates), today)


@transaction.atomic
def renew_outdated_signers(today: date) -> None:
    """The daily run: cover that begins or ends and a step that is escalated change signers with the day alone."""
    steps = open_steps().exclude(signers_on=today)
    directorates = set(steps.order_by().values_list("submission__cycle__directorate", flat=True))
    if directorates:
        _lock(directorates)
        _store(list(pending_submissions().filter(steps__in=steps)), Roster.on(today, directorates), today)


def _lock(directorates: Collection[int]) -> None:
    """No key is changed, so rows that refer to these directorates can be added meanwhile."""
    list(Directorate.objects.select_for_update(no_key=True).filter(pk__in=directorates).order_by("pk"))


VALUES = ("on_behalf_of", "in_place_of", "grade", "position", "is_expected")


def _store(submissions: Collection[Submission], roster: Roster, today: date) -> list[PendingSigner]:
    """Work out who may sign the current step of each, one row a person, and write what differs from the stored rows."""
    steps = [(submission, step) for submission in submissions if (step := current_step(submission))]
    added: dict[tuple[int, int], PendingSigner] = {}
    for submission, step in steps:
        signers = signers_of(submission, today, roster)
        positions: Iterator[int] = count()
        for signer in signers:
            if (step.pk, signer.user.pk) not in added:  # who also covers for another holder signs as themselves
                added[step.pk, signer.user.pk] = PendingSigner(
                    step=step,
                    user=signer.user,
                    on_behalf_of=signer.cover_for,
                    in_place_of=signer.in_place_of,
                    grade=signer.grade,
                    position=next(positions),
                    is_expected=False,
                )
            added[step.pk, signer.user.pk].is_expected |= signers[0].user in (signer.user, signer.cover_for)
    rows = list(added.values())
    gone, changed = [], []
    for stored in PendingSigner.objects.filter(step__submission__in=submissions):
        row = added.pop((stored.step_id, stored.user_id), None)
        if row is None:
            gone.append(stored.pk)
        elif any(getattr(row, name) != getattr(stored, name) for name in VALUES):
            row.pk = stored.pk
            changed.append(row)
    if gone:
        PendingSigner.objects.filter(pk__in=gone).delete()
    if changed:
        PendingSigner.objects.bulk_update(changed, VALUES)
    PendingSigner.objects.bulk_create(added.values())
    earlier = [step.pk for _, step in steps if step.signers_on != today]
    if earlier:
        Step.objects.filter(pk__in=earlier).update(signers_on=today)
    return rows
