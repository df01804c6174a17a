"""What the rows of CycleParticipant must say, read from their sources one by one."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import Role
from approvals.models import Condition
from checklists.models import Confirmation
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant

Part = tuple[int, str, int]  # cycle, reason, user


def stored() -> list[Part]:
    return sorted(CycleParticipant.objects.values_list("cycle", "reason", "user"))


def from_sources() -> list[Part]:
    return sorted(set(_from_sources()))


def _from_sources() -> Iterator[Part]:
    for cycle in Cycle.objects.prefetch_related("team"):
        yield cycle.pk, "lead", cycle.lead_id
        yield cycle.pk, "sponsor", cycle.sponsor_id
        for user in cycle.team.all():
            yield cycle.pk, "team", user.pk
    rows = Confirmation.objects.filter(asked_of__isnull=False)
    for confirmation in rows.select_related("answer__cycle", "answer__question__confirmer"):
        if _is_open(confirmation):
            assert confirmation.asked_of_id
            yield confirmation.answer.cycle_id, "adviser_asked", confirmation.asked_of_id
    for condition in Condition.objects.select_related("cycle"):
        if condition.cycle.is_live or condition.state in ("open", "claimed"):
            yield condition.cycle_id, "condition_owner", condition.owner_id
            yield condition.cycle_id, "condition_checker", condition.verifier_id


def _is_open(confirmation: Confirmation) -> bool:
    """Asked, or given and not yet passed on, of an adviser who still holds the specialism."""
    answer, question = confirmation.answer, confirmation.answer.question
    stands = confirmation.state in ("asked", "given") and not answer.set_aside_because
    roles = Role.objects.filter(user=confirmation.asked_of_id, specialism__code=question.confirmer.code)
    return stands and answer.cycle.is_live and not answer.cycle.has_passed(question.stage) and roles.exists()
