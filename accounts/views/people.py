"""Managing people: the list, their details, and whether they can sign in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.follow_ups import link_delivery
from accounts.forms import ConfirmForm, DetailsForm, PeopleFilter
from accounts.models import User
from accounts.policies import people as policies
from accounts.policies.cover import may_have_cover
from accounts.policies.credentials import change_to_confirm, may_confirm_in_place, may_send_link
from accounts.selectors import people, person_with_roles
from accounts.services import credentials
from accounts.services import people as services
from accounts.verdict import require
from accounts.views.access import for_administrators, posted, signed_in
from accounts.views.error_handling import errors_to_form
from audit.models import SecurityKind
from audit.security import record_security

PAGE = 50


def person_or_404(pk: int) -> User:
    person = person_with_roles(pk)
    if person is None:
        raise Http404("There is no such person")
    return person


@require_safe
@for_administrators
def people_list(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    filters = form.valid_values()
    page = Paginator(people(**filters), PAGE).get_page(request.GET.get("page"))
    cycles_of_leavers = import_string(settings.CYCLES_OF_LEAVERS)  # in an app above this one
    context = {
        "filter": form,
        "filtered": bool(filters),
        "page": page,
        "left": cycles_of_leavers(signed_in(request)),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def new_person(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = {field: form.cleaned_data[field] for field in ("name", "email", "job_title")}
        with errors_to_form(form):
            person = services.add_person(**values, actor=signed_in(request), at=timezone.now())
        if not form.errors:
            _record(request, SecurityKind.INVITED, person)
            messages.success(request, f"{person} was added, and is emailed an invitation. Now give them a role.")
            return redirect("manage-person", person.pk)
    return render(request, "accounts/new_person.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def manage_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, email and job title; roles and the rest have addresses of their own below this one."""
    person, actor = person_or_404(pk), signed_in(request)
    form = DetailsForm.of(person) if request.method != "POST" else DetailsForm(request.POST)
    status = 200
    if request.method == "POST" and form.is_valid():
        form, status = _save_details(form, person, actor)
        if not form.errors:
            saved = f"The details of {form.cleaned_data['name']} were saved."
            if form.cleaned_data["email"] != person.email:
                _record(request, SecurityKind.ADDRESS_CHANGED, person)
                saved += " They hear of the new email address at both addresses."
            messages.success(request, saved)
            return redirect("manage-person", pk)
    context = {
        "form": form,
        "person": person,
        "roles": [(role, policies.may_revoke_role(actor, role)) for role in person.roles.all()],
        "may_have_cover": may_have_cover(person),
        "may_give_role": policies.may_grant_role(actor, person),
        "may_make_inactive": policies.may_deactivate(actor, person),
        "may_send_link": may_send_link(actor, person),
        "delivery": link_delivery(person),
        "to_confirm": _to_confirm(person),
        "may_confirm": may_confirm_in_place(actor, person),
    }
    return render(request, "accounts/manage_person.html", context, status=status)


def _record(request: HttpRequest, kind: SecurityKind, person: User) -> None:
    """What an administrator did about how somebody signs in."""
    record_security(kind, person=person, actor=signed_in(request), request=request, at=timezone.now())


def _to_confirm(person: User) -> str:
    if person.to_confirm_since is None:
        return ""
    return (
        f"{change_to_confirm(person, 'Their')} They decide nothing until they confirm it from {person.to_confirm_at}."
    )


def _save_details(form: DetailsForm, person: User, actor: User) -> tuple[DetailsForm, int]:
    """The form with its errors and the status; after a clash it holds the newer version, so that saving again works."""
    values = form.cleaned_data
    try:
        services.change_person(
            person,
            name=values["name"],
            email=values["email"],
            job_title=values["job_title"],
            seen_version=values["version"] or 0,
            actor=actor,
            at=timezone.now(),
        )
    except ValidationError as error:
        clash = getattr(error, "code", None) == "stale"
        if clash:
            form = DetailsForm({**values, "version": person_or_404(person.pk).version})
        form.add_error(None, error)
        return form, 409 if clash else 200
    return form, 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(pk)
    if request.method == "POST":
        services.activate(person, actor=signed_in(request), at=timezone.now())
        messages.success(request, f"{person} can sign in again.")
        return redirect("manage-person", pk)
    return render(request, "accounts/make_active.html", {"person": person, "roles": list(person.roles.all())})


@require_POST
@for_administrators
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    """To the person's own address: no administrator sees a link that signs somebody else in."""
    person = person_or_404(pk)
    credentials.send_password_link(person, actor=signed_in(request), at=timezone.now())
    invited = not person.has_usable_password()
    _record(request, SecurityKind.INVITED if invited else SecurityKind.LINK_REQUESTED, person)
    messages.success(request, f"{person} is emailed a link within a minute.")
    return redirect("manage-person", pk)


@require_POST
@for_administrators
def send_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_or_404(pk)
    credentials.send_confirmation(person, actor=signed_in(request), at=timezone.now())
    _record(request, SecurityKind.LINK_REQUESTED, person)
    messages.success(request, f"The link is sent again to the address that {person} had before.")
    return redirect("manage-person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """In place of somebody who reads the former address no more, by an administrator who did not make the change."""
    person, actor = person_or_404(pk), signed_in(request)
    require(may_confirm_in_place(actor, person))
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            credentials.confirm_in_place(person, reason=form.cleaned_data["reason"], actor=actor, at=timezone.now())
        if not form.errors:
            messages.success(request, f"The change is confirmed, so {person} can decide again.")
            return redirect("manage-person", pk)
    return render(request, "accounts/confirm_in_place.html", {"form": form, "person": person})
