"""Who decides for somebody while they are away, and the page of a person for colleagues."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.forms import CoverForm
from accounts.models import Cover, RoleKind
from accounts.policies import cover as policies
from accounts.policies.people import may_manage_people, may_see_people
from accounts.selectors import cover_given_by, cover_now, cover_taken_by, person_with_roles
from accounts.services import cover as services
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Everybody sees what they decide for others; managers also say who decides for them."""
    person = signed_in(request)
    may_have_cover = policies.may_have_cover(person)
    if request.method == "POST":
        require(may_have_cover)
    form = CoverForm(person, posted(request))
    if request.method == "POST" and form.is_valid():
        stand_in, (starts, ends) = form.cleaned_data["stand_in"], form.days()
        with errors_to_form(form):
            services.give_cover(person, stand_in, starts=starts, ends=ends, actor=person, at=timezone.now())
        if not form.errors:
            messages.success(request, f"{stand_in} decides for you while you are away.")
            return redirect("cover")
    today = timezone.localdate()
    context = {
        "form": form if may_have_cover else None,
        "grades": person.roles.filter(kind=RoleKind.MANAGER).select_related("directorate"),
        "given": [(row, policies.may_end_cover(person, row, today)) for row in cover_given_by(person)],
        "taken": cover_taken_by(person, today),
        "today": today,
    }
    return render(request, "accounts/cover.html", context)


@require_POST
def end_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """The cover of somebody else is answered with 404."""
    person = signed_in(request)
    ended = services.end_cover(get_object_or_404(Cover, pk=pk, person=person), actor=person, at=timezone.now())
    messages.success(request, f"{ended.stand_in} no longer decides for you.")
    return redirect("cover")


@require_safe
def person_card(request: HttpRequest, pk: int) -> HttpResponse:
    require(may_see_people(signed_in(request)))
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
            "may_manage": may_manage_people(signed_in(request)),
        },
    )
