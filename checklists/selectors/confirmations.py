"""Reading requests to confirm an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from accounts.models import Role, User
from checklists.models import Confirmation, ConfirmationState
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.visibility import visible_to
from principles.models import Confirmer


def adviser_to_offer(cycle: Cycle, confirmer: Confirmer, advisers: Sequence[User]) -> User | None:
    """Of several whom the cycle can ask in one role: whoever it asked last; the only one where there is one."""
    if len(advisers) < 2:
        return next(iter(advisers), None)
    asked = Confirmation.objects.filter(answer__cycle=cycle.pk, answer__question__confirmer=confirmer.pk)
    last = asked.filter(asked_of__in=advisers).order_by("-pk").values_list("asked_of", flat=True).first()
    return next((adviser for adviser in advisers if adviser.pk == last), None)


def next_request(adviser: User, cycle: Cycle, today: date) -> Confirmation | None:
    """What else somebody is asked to confirm: of the same cycle first, then what is due first."""
    same = Case(When(answer__cycle=cycle.pk, then=0), default=1)
    rows = open_requests().filter(asked_of=adviser, advises=True, answer__cycle__in=visible_to(adviser, today))
    rows = rows.select_related("answer__question", "answer__cycle__service").order_by(same, "due", "asked_at", "pk")
    open_rows = (row for row in rows if not row.answer.cycle.has_passed(row.answer.question.stage))
    return next(open_rows, None)


def open_requests() -> QuerySet[Any]:
    """Requests to advisers that wait for an answer, of questions that are asked in live cycles.

    `advises` is whether the adviser may still confirm: they are active and hold the specialism.
    """
    roles = Role.objects.filter(
        user=OuterRef("asked_of"), specialism__code=OuterRef("answer__question__confirmer__code"), user__is_active=True
    )
    rows = Confirmation.objects.filter(
        state=ConfirmationState.ASKED,
        asked_of__isnull=False,
        answer__set_aside_because="",
        answer__cycle__stage__in=LIVE_STAGES,
    )
    return rows.annotate(advises=Exists(roles))
