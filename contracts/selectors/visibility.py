"""Which agreements exist for whom. One that is signed is in the register, which is public by law.

One that is not signed yet is for officers alone, and as invisible as the restricted cycle that puts it in place. The
link from a signed agreement to a restricted cycle is shown to those who see the cycle.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement
from cycles.models import Cycle, Service
from cycles.selectors.visibility import is_none_of, not_visible_to, visible_to


def visible_agreements(user: User, today: date) -> QuerySet[Agreement]:
    """The agreements that exist for `user` on that day."""
    roles = roles_of(user)
    if not roles.kinds:
        return Agreement.objects.none()
    if not roles.is_officer:
        return Agreement.objects.filter(is_signed=True)
    if roles.sees_restricted:
        return Agreement.objects.all()
    return Agreement.objects.filter(Q(is_signed=True) | Q(is_none_of(not_visible_to(user, today), "cycle")))


def visible_agreements_sql(user: User) -> str:
    """The same as a condition on `agreement`, beside the keys of `not_visible_to` as `hidden`, for search."""
    roles = roles_of(user)
    if not roles.is_officer:
        return "agreement.is_signed" if roles.kinds else "1 = 0"
    return "(agreement.is_signed OR agreement.cycle_id IS NULL OR agreement.cycle_id NOT IN (SELECT id FROM hidden))"


def may_see_agreement(user: User, agreement: Agreement, today: date) -> bool:
    return visible_agreements(user, today).filter(pk=agreement.pk).exists()


def visible_cycle(user: User, agreement: Agreement, today: date) -> Cycle | None:
    """The cycle that put the agreement in place, where the person sees it."""
    cycle = agreement.cycle
    if cycle is None or not cycle.restricted:
        return cycle
    return None if not_visible_to(user, today).filter(pk=cycle.pk).exists() else cycle


def hidden_subjects(user: User, today: date) -> dict[int, datetime]:
    """What a file made for others may name and the person may not read: by `subject_key`, and since when."""
    cycles = {-pk: since for pk, since in not_visible_to(user, today).values_list("pk", "started_at")}
    return cycles | dict(Agreement.objects.filter(is_signed=False).values_list("pk", "added_at"))


def subject_key(subject: Agreement | Cycle) -> int:
    """One number for both: of an agreement its id, of a cycle its id below 0."""
    return -subject.pk if isinstance(subject, Cycle) else subject.pk


def visible_services(user: User, today: date) -> QuerySet[Service]:
    """The services that exist for the person: a restricted cycle hides its service, unless there is another cycle."""
    of_service = Cycle.objects.filter(service=OuterRef("pk"))
    seen = visible_to(user, today).filter(service=OuterRef("pk"))
    return Service.objects.filter(Exists(seen) | ~Exists(of_service))
