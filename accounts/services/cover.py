"""Who decides for somebody while they are away."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Cover, User
from accounts.policies.cover import is_free, may_end, may_end_cover, may_have_cover, may_stand_in, may_start
from accounts.policies.credentials import has_confirmed
from accounts.services.recording import directorates_of, locked, managers_changed, record
from accounts.verdict import Verdict, require


@transaction.atomic
def give_cover(person: User, stand_in: User, *, starts: date, ends: date, actor: User, at: datetime) -> Cover:
    """`stand_in` decides for `person` on both days and between. Raises ValidationError that names the field."""
    if actor != person:
        raise PermissionDenied(f"Only {person} can say who covers for them.")
    fresh = locked(person)
    require(may_have_cover(fresh))
    require(has_confirmed(fresh))
    _check("stand_in", may_stand_in(User.objects.get(pk=stand_in.pk), fresh))
    _check("starts", may_start(starts, timezone.localdate(at)))
    _check("ends", may_end(starts, ends))
    _check("starts", is_free(fresh, starts, ends))
    cover = Cover.objects.create(person=fresh, stand_in=stand_in, starts=starts, ends=ends, created_at=at)
    record("cover_given", fresh, actor, at, stand_in_id=stand_in.pk, starts=starts, ends=ends)
    managers_changed(directorates_of(fresh), at)
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, actor: User, at: datetime) -> Cover:
    """From today on the stand-in decides no more; their decisions stand."""
    today = timezone.localdate(at)
    fresh = Cover.objects.select_for_update().get(pk=cover.pk)
    require(may_end_cover(actor, fresh, today))
    fresh.ended_early_on = today
    fresh.save(update_fields=["ended_early_on"])
    record("cover_ended", fresh.person, actor, at, stand_in_id=fresh.stand_in_id, ended_on=today)
    managers_changed(directorates_of(fresh.person), at)
    return fresh


def _check(field: str, verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError({field: verdict.reason})
