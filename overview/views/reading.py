"""Who reads a page that goes across everything."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User
from accounts.standing import standing
from cycles.views.reading import person


def member(request: HttpRequest) -> User:
    """Somebody with a role; without one there is nothing to read yet."""
    user = person(request)
    if not standing(user).kinds:
        raise PermissionDenied(f"You have no role in this service yet. Ask for one: {settings.SERVICE_CONTACT}.")
    return user


def officer(request: HttpRequest) -> User:
    user = member(request)
    if not standing(user).is_officer:
        raise PermissionDenied("This page is for officers of the council. Councillors find every cycle under Cycles.")
    return user
