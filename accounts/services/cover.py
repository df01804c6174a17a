"""Who decides for somebody while they are away."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.follow_ups import CoverChange, CoverChanged, follow_ups
from accounts.models import Cover, User
from accounts.policies.cover import (
    has_reason,
    holds_grades_of,
    is_free,
    is_not_the_actor,
    is_there,
    may_end,
    may_end_cover,
    may_give_cover,
    may_have_cover,
    may_stand_in,
    may_start,
)
from accounts.policies.credentials import has_confirmed, may_be_covered
from accounts.services.recording import directorates_of, managers_changed, record
from accounts.verdict import YES, Verdict, require


def prepare_cover(
    person: User,
    stand_in: User,
    *,
    starts: date,
    ends: date,
    authority: str = "",
    reason: str = "",
    actor: User,
    at: datetime,
) -> Cover:
    """The cover as `give_cover` would save it. Raises PermissionDenied, or ValidationError that names the field.

    What an administrator enters of an absence that has begun holds from today.
    """
    require(may_give_cover(actor, person))
    require(may_have_cover(person))
    require(has_confirmed(actor))
    require(may_be_covered(person))
    today, authority, reason, own = timezone.localdate(at), authority.strip(), reason.strip(), actor == person
    starts = starts if own else max(starts, today)
    _check("stand_in", may_stand_in(stand_in, person))
    _check("stand_in", is_not_the_actor(stand_in, actor))
    _check("starts", may_start(starts, today))
    _check("ends", may_end(starts, ends))
    _check("starts", is_free(person, starts, ends, "you" if own else str(person)))
    _check("stand_in", is_there(stand_in, starts, ends))
    _check("authority", YES if authority else holds_grades_of(stand_in, person))
    _check("reason", has_reason(stand_in, person, actor, authority, reason))
    return Cover(
        person=person,
        stand_in=stand_in,
        starts=starts,
        ends=ends,
        authority=authority,
        reason=reason,
        given_by=None if own else actor,
        created_at=at,
    )


@transaction.atomic
def give_cover(
    person: User,
    stand_in: User,
    *,
    starts: date,
    ends: date,
    authority: str = "",
    reason: str = "",
    actor: User,
    at: datetime,
) -> Cover:
    """`stand_in` decides for `person` on both days and between. Raises what `prepare_cover` raises.

    Both rows are locked, so that two people who name each other at the same time are checked one after the other.
    """
    both = User.objects.select_for_update(no_key=True).filter(pk__in=(person.pk, stand_in.pk)).order_by("pk")
    fresh = {user.pk: user for user in both}
    cover = prepare_cover(
        fresh[person.pk],
        fresh[stand_in.pk],
        starts=starts,
        ends=ends,
        authority=authority,
        reason=reason,
        actor=actor,
        at=at,
    )
    cover.save()
    record(
        "cover_entered" if cover.given_by else "cover_given",
        cover.person,
        actor,
        at,
        authority=cover.authority,
        stand_in_id=stand_in.pk,
        starts=cover.starts,
        ends=cover.ends,
        **({"reason": cover.reason} if cover.reason else {}),
    )
    _changed(cover, CoverChange.GIVEN, actor, at)
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
    _changed(fresh, CoverChange.ENDED, actor, at)
    return fresh


def end_unfounded_cover(person: User, *, actor: User | None, at: datetime) -> None:
    """After a change of somebody's roles: end each cover by or for them that can't be given any more.

    Who was promoted is not decided for at the new grade by who only held the old one.
    """
    covers = Cover.objects.select_for_update().filter(Q(person=person) | Q(stand_in=person))
    for cover in covers.filter(Cover.lasting(timezone.localdate(at))):
        needed, stand_in = bool(may_have_cover(cover.person)), cover.stand_in
        able = may_stand_in(stand_in, cover.person) and (cover.authority or holds_grades_of(stand_in, cover.person))
        if not (needed and able):
            _lapse(cover, CoverChange.LAPSED if needed else CoverChange.ENDED, actor, at)


def end_cover_of_leaver(person: User, *, actor: User | None, at: datetime) -> None:
    """After somebody was made inactive: their cover ends, and whom they cover for is told.

    What they took on is kept, and holds again if they come back within its days.
    """
    lasting = Cover.lasting(timezone.localdate(at))
    for cover in Cover.objects.select_for_update().filter(lasting, person=person):
        _lapse(cover, CoverChange.ENDED, actor, at)
    for cover in Cover.objects.filter(lasting, stand_in=person):
        _changed(cover, CoverChange.LAPSED, actor, at)


def _lapse(cover: Cover, change: CoverChange, actor: User | None, at: datetime) -> None:
    cover.ended_early_on = timezone.localdate(at)
    cover.save(update_fields=["ended_early_on"])
    record("cover_lapsed", cover.person, actor, at, stand_in_id=cover.stand_in_id, ended_on=cover.ended_early_on)
    _changed(cover, change, actor, at)


def _changed(cover: Cover, change: CoverChange, actor: User | None, at: datetime) -> None:
    managers_changed(directorates_of(cover.person), at)
    functions: list[CoverChanged] = follow_ups("cover_changed")
    for function in functions:
        function(cover, change, actor=actor, at=at)


def _check(field: str, verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError({field: verdict.reason})
