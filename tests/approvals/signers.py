"""Who may sign, brought up to date after a test has changed people past the services, and compared with the rule."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Directorate
from approvals.models import PendingSigner, Submission, signed_as
from approvals.selectors.signing import signers_of
from approvals.services.signers import renew_for_directorates
from cycles.models import Cycle
from tests.council import NOW


def renew(at: datetime = NOW) -> None:
    """What `accounts.services` bring about when roles, covers or accounts change."""
    renew_for_directorates(list(Directorate.objects.values_list("pk", flat=True)), at=at)


Row = tuple[int, str, str, int, bool]


def stored() -> list[Row]:
    """Each row: submission, who and for whom or in whose place, at which grade, in which place, whether expected."""
    rows = PendingSigner.objects.select_related("step", "user", "on_behalf_of", "in_place_of")
    return sorted(
        (
            row.step.submission_id,
            str(row),
            row.grade,
            row.position,
            row.is_expected,
        )
        for row in rows
    )


def by_the_rule(at: datetime = NOW) -> list[Row]:
    """The same worked out anew by `approvals.selectors.signing`, for every submission that there is."""
    rows: list[Row] = []
    for submission in Submission.objects.all():
        signers = signers_of(submission, at.date())
        people = list(dict.fromkeys(signer.user for signer in signers))
        for place, user in enumerate(people):
            how = next(signer for signer in signers if signer.user == user)
            expected = any(people[0] in (one.user, one.cover_for) for one in signers if one.user == user)
            names = signed_as(user, how.cover_for, how.in_place_of)
            rows.append((submission.pk, names, how.grade, place, expected))
    return sorted(rows)


def sealed() -> dict[str, tuple[datetime, int]]:
    """The cycles that say of themselves that they are sealed."""
    rows = Cycle.objects.filter(sealed_at__isnull=False)
    return {row.reference: (row.sealed_at, row.sealed_number) for row in rows if row.sealed_at and row.sealed_number}


def pending() -> dict[str, tuple[datetime, int]]:
    """The cycles that have a pending submission."""
    rows = Submission.objects.filter(state="pending").select_related("cycle")
    return {row.cycle.reference: (row.submitted_at, row.number) for row in rows}
