"""Storing who has a part in a cycle, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cycles.models import Cycle
from cycles.models.participants import CycleParticipant, ParticipantReason


def renew_participants(cycle: Cycle) -> None:
    """Bring the rows for lead, sponsor and team up to date with the cycle; rows for other reasons stay."""
    team = list(cycle.team.through.objects.filter(cycle=cycle).values_list("user_id", flat=True))
    people = {
        ParticipantReason.LEAD: [cycle.lead_id],
        ParticipantReason.SPONSOR: [cycle.sponsor_id],
        ParticipantReason.TEAM: team,
    }
    set_participants(cycle, people)


def set_participants(
    cycle: Cycle,
    people: Mapping[ParticipantReason, Collection[int]],
    stored: Mapping[tuple[str, int], int] | None = None,
) -> None:
    """For each reason named, these users and nobody else are participants. Only differences are written.

    `stored` holds the keys of the rows that there are for these reasons, by reason and user, where they are read.
    """
    rows = stored
    if rows is None:
        found = CycleParticipant.objects.filter(cycle=cycle, reason__in=people)
        rows = {(row.reason, row.user_id): row.pk for row in found}
    wanted = {(str(reason), user_id) for reason, users in people.items() for user_id in users}
    if outdated := rows.keys() - wanted:
        CycleParticipant.objects.filter(pk__in=[rows[key] for key in outdated]).delete()
    CycleParticipant.objects.bulk_create(
        CycleParticipant(cycle=cycle, user_id=user_id, reason=reason, cycle_restricted=cycle.restricted)
        for reason, user_id in sorted(wanted - rows.keys())
    )


def renew_restriction(cycle: Cycle) -> None:
    """Copy to its participants whether the cycle is restricted."""
    CycleParticipant.objects.filter(cycle=cycle).update(cycle_restricted=cycle.restricted)
