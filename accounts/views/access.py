"""Who asks, and what a policy's no becomes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts import policies
from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import Verdict

Place = ParamSpec("Place")
View = Callable[Concatenate[HttpRequest, Place], HttpResponse]


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is one."""
    return request.POST if request.method == "POST" else None


def for_administrators(view: View[Place]) -> View[Place]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Place.args, **kwargs: Place.kwargs) -> HttpResponse:
        require(policies.may_manage_people(signed_in(request)))
        return view(request, *args, **kwargs)

    return guarded


def person(request: HttpRequest) -> User:
    """Who is signed in; every page of a cycle needs somebody."""
    assert isinstance(request.user, User)
    return request.user


def member(request: HttpRequest) -> User:
    """Somebody with a role; without one there is nothing to read yet."""
    user = person(request)
    if not roles_of(user).kinds:
        raise PermissionDenied(f"You have no role in this service yet. Ask for one: {settings.SERVICE_CONTACT}.")
    return user


def officer(request: HttpRequest) -> User:
    user = member(request)
    if not roles_of(user).is_officer:
        raise PermissionDenied("This page is for officers of the council. Councillors find every cycle under Cycles.")
    return user


def require(verdict: Verdict) -> None:
    """Answer 403 with the policy's sentence."""
    if not verdict:
        raise PermissionDenied(verdict.reason)
