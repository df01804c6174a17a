"""Who asks, and what a policy's no becomes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts import policies
from accounts.models import User
from accounts.verdict import Verdict

Place = ParamSpec("Place")
View = Callable[Concatenate[HttpRequest, Place], HttpResponse]


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is one."""
    return request.POST if request.method == "POST" else None


def must(verdict: Verdict) -> None:
    """Answer 403 with the policy's sentence."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def for_administrators(view: View[Place]) -> View[Place]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Place.args, **kwargs: Place.kwargs) -> HttpResponse:
        must(policies.may_manage_people(signed_in(request)))
        return view(request, *args, **kwargs)

    return guarded
