"""Requests to an adviser who lost the specialism."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from checklists.models import Answer
from checklists.selectors.confirmations import open_requests
from cycles.models import Cycle
from cycles.selectors.visibility import may_see
from cycles.services.changing import team_to_notify
from notifications.services.notifying import notify
from ui.wording import counted


def notify_teams_of_lost_adviser(person: User, role: Role, *, actor: User | None, at: datetime) -> None:
    """Follow-up of `role_revoked`: each team is told once that its requests need another adviser."""
    if role.specialism is None:
        return
    rows = open_requests().filter(
        asked_of=person, advises=False, answer__question__confirmer__code=role.specialism.code
    )
    answers: dict[Cycle, list[Answer]] = defaultdict(list)
    people = ("service", "lead", "sponsor")
    for row in rows.select_related("answer__question", *(f"answer__cycle__{name}" for name in people)):
        if not row.answer.cycle.has_passed(row.answer.question.stage):
            answers[row.answer.cycle].append(row.answer)
    for cycle, waiting in answers.items():
        team = team_to_notify(cycle)
        question = waiting[0].question
        address = reverse("question", args=[cycle.reference, question.stage, question.code.lower()])
        if len(waiting) > 1:
            address = reverse("stage", args=[cycle.reference, cycle.stage])
        notify(
            "requests_need_adviser",
            [user for user in team if not cycle.restricted or may_see(user, cycle, timezone.localdate(at))],
            about=person,
            cycle_id=cycle.pk,
            occasion=f"{person.pk}:{role.specialism_id}:{cycle.pk}:{at.isoformat()}",
            address=address,
            at=at,
            but_not=actor,
            adviser=person.name,
            specialism=str(role.specialism),
            answers=counted(len(waiting), "answer"),
            cycle=str(cycle.service),
            reference=cycle.reference,
        )
