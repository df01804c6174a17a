"""Who is notified of cover: the stand-in, the person covered, and the administrator who entered it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.follow_ups import CoverChange
from accounts.models import Cover, User
from notifications.services.notifying import notify
from ui.wording import day, day_range


def notify_cover_changed(cover: Cover, change: CoverChange, *, actor: User | None, at: datetime) -> None:
    """Follow-up of `cover_changed`. Nobody is notified of what they did themselves."""
    occasion, address, person = f"cover:{cover.pk}", reverse("cover"), cover.person
    days = day_range(cover.starts, cover.ends)

    def tell(kind: str, user: User, **facts: Any) -> None:
        notify(kind, [user], occasion=occasion, address=address, at=at, about=cover, but_not=actor, **facts)

    if change == CoverChange.GIVEN:
        entered_by = f", entered by {cover.given_by}" if cover.given_by else ""
        tell("cover_given", cover.stand_in, person=person, days=days, entered_by=entered_by)
        tell("cover_entered", person, actor=actor, stand_in=cover.stand_in, days=days)
        _notify_absence(cover, at)
        return
    tell("cover_ended", cover.stand_in, person=person)
    if change == CoverChange.ENDED:
        tell("cover_taken_back", person, actor=actor or "An administrator", stand_in=cover.stand_in)
    else:
        for user, whom, page in _responsible(cover):
            facts: dict[str, Any] = {"stand_in": cover.stand_in, "whom": whom}
            occasion = f"cover:{cover.pk}:{at.isoformat()}"  # who comes back and leaves again is a second occasion
            notify("cover_lapsed", [user], occasion=occasion, address=page, at=at, about=cover, **facts)


def _notify_absence(absence: Cover, at: datetime) -> None:
    """Whom the person who goes away covers for on some of the days: illness can't be refused, so they are told."""
    taken = Cover.objects.filter(Cover.holding_between(absence.starts, absence.ends), stand_in=absence.person)
    for cover in taken.select_related("person", "given_by"):
        for user, whom, page in _responsible(cover):
            notify(
                "stand_in_away",
                [user],
                occasion=f"cover:{cover.pk}:absence:{absence.pk}",
                address=page,
                at=at,
                about=cover,
                stand_in=absence.person,
                whom=whom,
                last_day=day(cover.ends),
                days=day_range(absence.starts, absence.ends),
            )


def _responsible(cover: Cover) -> Iterator[tuple[User, str, str]]:
    """Who can name another stand-in, whom it is for in words, and where: the person, and who entered it for them."""
    yield cover.person, "you", reverse("cover")
    if cover.given_by:
        yield cover.given_by, str(cover.person), reverse("manage-cover", args=[cover.person_id])
