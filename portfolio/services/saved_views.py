"""Saving views of the portfolio, and starting with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import Directorate, User
from accounts.refusals import Refused
from portfolio.models import Audience, ListSubject, SavedView, StartView, Way
from portfolio.policies import may_show
from portfolio.selectors.filter_options import shown_to
from ui.text import folded

MAX_VIEWS = 50  # of one person
MAX_TRIES = 3  # to store a view when others take its slug at the same time
NAME_TAKEN = {"name": "You have a view with this name already. Choose another name"}
RESERVED_SLUGS = {"new", "start"}  # addresses beside the views' own


@dataclass(frozen=True)
class SavedViewInput:
    """The name of a view, and who is offered it."""

    name: str
    audience: str = Audience.ME
    directorate: Directorate | None = None


def save_view(
    values: SavedViewInput,
    *,
    query: str,
    actor: User,
    at: datetime,
    way: str = Way.LIST,
    subject: str = ListSubject.CYCLES,
) -> SavedView:
    """Save a view under a new name. Raises Refused, or ValidationError naming the field."""
    if actor.saved_views.count() >= MAX_VIEWS:
        raise ValidationError(f"You have {MAX_VIEWS} views already. Remove one that you no longer use first")
    return _store(SavedView(owner=actor, subject=subject, way=way, query=query, saved_at=at), values, actor)


def edit_view(view: SavedView, values: SavedViewInput, *, actor: User) -> SavedView:
    """Give it another name or another audience; its address stays. Raises SavedView.DoesNotExist if it is gone."""
    _require_owner(view, actor)
    return _store(view, values, actor)


def remove_view(view: SavedView, *, actor: User) -> None:
    """Whoever started with it starts with their role's page again."""
    _require_owner(view, actor)
    view.delete()


def set_start_view(view: SavedView | None, *, actor: User) -> None:
    """Make a view that somebody is offered the page that they start with; None for their role's own."""
    if view is None:
        StartView.objects.filter(person=actor).delete()
    elif shown_to(actor).filter(pk=view.pk).exists():
        StartView.objects.update_or_create(person=actor, defaults={"view": view})
    else:
        raise Refused("There is no such view.")


def _require_owner(view: SavedView, actor: User) -> None:
    if view.owner_id != actor.pk:
        raise Refused(f"Only {view.owner} can change this view.")


def _store(view: SavedView, values: SavedViewInput, actor: User) -> SavedView:
    """Check the input and save the view. A view that was removed meanwhile raises SavedView.DoesNotExist.

    Where somebody else takes the slug at the same time another one is tried, as long as the name is free.
    """
    view.name, view.audience = values.name, values.audience
    view.directorate = values.directorate if values.audience == Audience.DIRECTORATE else None
    if view.audience == Audience.DIRECTORATE and view.directorate is None:
        raise ValidationError({"directorate": "Select a directorate"})
    verdict = may_show(actor, view)
    if not verdict:
        raise Refused(verdict.reason)
    others = SavedView.objects.filter(owner=view.owner).exclude(pk=view.pk)
    for _ in range(MAX_TRIES):
        if folded(view.name) in map(folded, others.values_list("name", flat=True)):
            break
        try:
            with transaction.atomic():
                if view.pk:
                    SavedView.objects.select_for_update().get(pk=view.pk)
                    view.save(force_update=True)
                else:
                    view.slug = free_slug(view.name)
                    view.save(force_insert=True)
                return view
        except IntegrityError:
            continue
    raise ValidationError(NAME_TAKEN)


def free_slug(name: str) -> str:
    """The name as a slug, with a number behind it where that is taken."""
    stem = slugify(name)[:60] or "view"
    taken = RESERVED_SLUGS | set(SavedView.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)
