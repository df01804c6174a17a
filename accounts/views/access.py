"""Who is signed in, and which pages need an administrator, somebody with a role, or an officer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts.models import User
from accounts.policies.people import may_manage_people
from accounts.roles import roles_of
from accounts.verdict import require as require  # noqa: PLC0414

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """The data that a form is bound to, or None. An empty POST is data too."""
    return request.POST if request.method == "POST" else None


def for_administrators(view: View[Parameters]) -> View[Parameters]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
        require(may_manage_people(signed_in(request)))
        return view(request, *args, **kwargs)

    return guarded


def member(request: HttpRequest) -> User:
    """Somebody with a role; without one there is nothing to read yet."""
    user = signed_in(request)
    if not roles_of(user).kinds:
        raise PermissionDenied(f"You have no role in this service yet. Ask for one: {settings.SERVICE_CONTACT}.")
    return user


def officer(request: HttpRequest) -> User:
    user = member(request)
    if not roles_of(user).is_officer:
        raise PermissionDenied("This page is for officers of the council. Councillors find every cycle under Cycles.")
    return user
