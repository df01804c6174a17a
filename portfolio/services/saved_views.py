"""Keeping views of the portfolio, and beginning with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import Directorate, User
from cycles.services.changing import Refused
from portfolio.models import Audience, SavedView, StartView
from portfolio.policies import may_show
from portfolio.selectors.filter_options import shown_to

MOST_VIEWS = 50  # of one person
TRIES = 3  # at an address that nobody else takes at the same time
TAKEN = {"name": "You have a view with this name already. Choose another name"}


@dataclass(frozen=True)
class Kept:
    """What somebody says of a view: its name, and who is offered it."""

    name: str
    audience: str = Audience.ME
    directorate: Directorate | None = None


def save_view(kept: Kept, *, way: str, query: str, actor: User, at: datetime) -> SavedView:
    """Keep a view under a new name. Raises Refused, or ValidationError naming the field."""
    if actor.saved_views.count() >= MOST_VIEWS:
        raise ValidationError(f"You have {MOST_VIEWS} views already. Remove one that you no longer use first")
    view = SavedView(owner=actor, way=way, query=query, saved_at=at)
    return _keep(view, kept, actor)


def edit_view(view: SavedView, kept: Kept, *, actor: User) -> SavedView:
    """Give it another name or another audience; its address stays. Raises SavedView.DoesNotExist if it is gone."""
    _must_own(view, actor)
    return _keep(view, kept, actor)


def remove_view(view: SavedView, *, actor: User) -> None:
    """Whoever began with it begins with their role's page again."""
    _must_own(view, actor)
    view.delete()


def begin_with(view: SavedView | None, *, actor: User) -> None:
    """Make a view that somebody is offered the page that they begin with; None for their role's own."""
    if view is None:
        StartView.objects.filter(person=actor).delete()
    elif shown_to(actor).filter(pk=view.pk).exists():
        StartView.objects.update_or_create(person=actor, defaults={"view": view})
    else:
        raise Refused("There is no such view.")


def _must_own(view: SavedView, actor: User) -> None:
    if view.owner_id != actor.pk:
        raise Refused(f"Only {view.owner} can change this view.")


def _keep(view: SavedView, kept: Kept, actor: User) -> SavedView:
    view.name, view.audience = kept.name, kept.audience
    view.directorate = kept.directorate if kept.audience == Audience.DIRECTORATE else None
    if view.audience == Audience.DIRECTORATE and view.directorate is None:
        raise ValidationError({"directorate": "Select a directorate"})
    verdict = may_show(actor, view)
    if not verdict:
        raise Refused(verdict.reason)
    if _is_taken(view):
        raise ValidationError(TAKEN)
    return _stored(view)


def _stored(view: SavedView) -> SavedView:
    """Somebody may take the address at the same time: then another is looked for, as long as the name is free."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _store(view)
        except IntegrityError:
            if _is_taken(view):
                break
    raise ValidationError(TAKEN)


def _store(view: SavedView) -> SavedView:
    """A view that was removed meanwhile is not put back. Raises SavedView.DoesNotExist."""
    if view.pk:
        SavedView.objects.select_for_update().get(pk=view.pk)
        view.save(force_update=True)
    else:
        view.slug = _free_slug(view.name)
        view.save(force_insert=True)
    return view


def _is_taken(view: SavedView) -> bool:
    return SavedView.objects.filter(owner=view.owner, name__iexact=view.name).exclude(pk=view.pk).exists()


def _free_slug(name: str) -> str:
    """The name as an address has it, with a number where that is taken."""
    stem = slugify(name)[:60] or "view"
    taken = set(SavedView.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbers = range(2, len(taken) + 3)
    return next(slug for slug in (stem, *(f"{stem}-{number}" for number in numbers)) if slug not in taken | RESERVED)


RESERVED = {"new", "start"}  # addresses beside the views' own
