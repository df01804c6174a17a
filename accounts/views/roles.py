"""Granting and revoking roles. The details of a role are asked on a page of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import ROLE_DETAILS, RoleKindForm
from accounts.models import Role, RoleKind, User
from accounts.policies import people as policies
from accounts.services import roles as services
from accounts.verdict import require
from accounts.views.access import for_administrators, posted, signed_in
from accounts.views.people import person_or_404
from ui.forms import CouncilForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_role(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(pk)
    require(policies.may_grant_role(signed_in(request), person))
    form = RoleKindForm(posted(request))
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        if kind in ROLE_DETAILS:
            return redirect("role-details", pk, kind)
        if _grant(request, form, person, kind):
            return redirect("manage-person", pk)
    return render(request, "accounts/add_role.html", {"form": form, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add_role_details(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    person = person_or_404(pk)
    require(policies.may_grant_role(signed_in(request), person))
    if kind not in ROLE_DETAILS:
        raise Http404("There is no such role")
    form = ROLE_DETAILS[kind](posted(request))
    if request.method == "POST" and form.is_valid() and _grant(request, form, person, kind, **form.cleaned_data):
        return redirect("manage-person", pk)
    context = {"form": form, "person": person, "kind": kind, "label": RoleKind(kind).label}
    return render(request, "accounts/add_role_besides.html", context)


def _grant(request: HttpRequest, form: CouncilForm, person: User, kind: str, **details: Any) -> bool:
    try:
        role = services.grant_role(person, kind, **details, actor=signed_in(request), at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, f"{person} now has the role {role}.")
    return True


@require_POST
@for_administrators
def revoke_role(request: HttpRequest, pk: int, role_pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.select_related("user", "directorate", "specialism"), pk=role_pk)
    if role.user_id != pk:
        raise Http404("There is no such role")
    services.revoke_role(role, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{role.user} no longer has the role {role}.")
    return redirect("manage-person", pk)
