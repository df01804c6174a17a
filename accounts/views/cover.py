"""Who decides for me while I am away, and what somebody looks like to colleagues."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import policies, services
from accounts.forms import CoverForm
from accounts.models import Cover, RoleKind, User
from accounts.selectors import cover_given_by, cover_now, cover_taken_by, person_with_roles
from accounts.views.access import posted, require, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Everybody sees what they decide for others; managers also say who decides for them."""
    person = signed_in(request)
    may_have_cover = policies.may_have_cover(person)
    if request.method == "POST":
        require(may_have_cover)
    form = CoverForm(person, posted(request))
    if request.method == "POST" and form.is_valid() and _given(form, person):
        messages.success(request, f"{form.cleaned_data['stand_in']} decides for you while you are away.")
        return redirect("cover")
    today = timezone.localdate()
    context = {
        "form": form if may_have_cover else None,
        "grades": person.roles.filter(kind=RoleKind.MANAGER).select_related("directorate"),
        "given": [(one, policies.may_end_cover(person, one, today)) for one in cover_given_by(person)],
        "taken": cover_taken_by(person, today),
        "today": today,
    }
    return render(request, "accounts/cover.html", context)


def _given(form: CoverForm, person: User) -> bool:
    starts, ends = form.days()
    try:
        services.give_cover(
            person, form.cleaned_data["stand_in"], starts=starts, ends=ends, actor=person, at=timezone.now()
        )
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@require_POST
def end_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's cover is as absent as one that never was."""
    person = signed_in(request)
    ended = services.end_cover(get_object_or_404(Cover, pk=pk, person=person), actor=person, at=timezone.now())
    messages.success(request, f"{ended.stand_in} no longer decides for you.")
    return redirect("cover")


@require_safe
def person_card(request: HttpRequest, pk: int) -> HttpResponse:
    require(policies.may_see_people(signed_in(request)))
    person = person_with_roles(pk)
    if person is None:
        raise Http404("There is no such person")
    return render(
        request,
        "accounts/person.html",
        {
            "person": person,
            "roles": list(person.roles.all()),
            "cover": cover_now(person, timezone.localdate()),
            "may_manage": policies.may_manage_people(signed_in(request)),
        },
    )
