"""The saved views that a person is offered, and the one that they start with."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from portfolio.models import SavedView
from portfolio.selectors.filter_options import shown_to


def start_page(user: User) -> str | None:
    """The address of the view that somebody starts with, while they are still offered it."""
    view = shown_to(user).filter(starts__person=user).first()
    return view.get_absolute_url() if view else None


def views_of(user: User) -> QuerySet[SavedView]:
    """Every view on offer, with what the page of views shows of each."""
    return shown_to(user).select_related("owner", "directorate").order_by("name", "pk")
