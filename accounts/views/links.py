"""Coming in by an e-mailed link, and confirming a change from the former address.

Opening a link changes nothing: mail scanners open every link. The page has a button.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.backends import PasswordBackend
from accounts.forms import LinkForm
from accounts.links import person_to_confirm, person_to_sign_in
from accounts.models import User
from accounts.policies.credentials import change_to_confirm
from accounts.services import credentials as services
from accounts.views.access import posted
from accounts.views.account import BY_LINK
from accounts.views.signing_in import note_sign_in, start_address
from audit.client_address import client_address, network_of
from audit.models import SecurityKind
from audit.security import record_security

ALLOWED = ["GET", "HEAD", "POST"]


@login_not_required
@require_http_methods(ALLOWED)
def request_link(request: HttpRequest) -> HttpResponse:
    """The same answer for every address."""
    form = LinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        address, now = form.cleaned_data["email"], timezone.now()
        if services.request_sign_in_link(address, network=network_of(client_address(request)), at=now):
            person = User.objects.filter(email=address).first()
            record_security(SecurityKind.LINK_REQUESTED, person=person, request=request, at=now)
        return redirect("sign-in-link-sent")
    return render(request, "registration/request_link.html", {"form": form})


@login_not_required
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/link_sent.html")


@never_cache
@login_not_required
@require_http_methods(ALLOWED)
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Limits on guessing do not apply: whoever has the link reads the owner's e-mail."""
    new_password = "password" in request.POST  # read before anything is written: it may be refused
    if request.method == "POST":
        person = services.use_sign_in_link(token, at=timezone.now())
    else:
        person = person_to_sign_in(token)
    if person is None or not PasswordBackend().user_can_authenticate(person):
        return render(request, "registration/link_ended.html")
    if request.method != "POST":
        return render(request, "registration/sign_in_by_link.html", {"person": person})
    login(request, person, backend="accounts.backends.PasswordBackend")
    request.session[BY_LINK] = timezone.now().timestamp()
    response = redirect("own-password" if new_password else start_address(person))
    note_sign_in(request, response, person, "link")
    return response


@never_cache
@login_not_required
@require_http_methods(ALLOWED)
def confirm_credentials(request: HttpRequest, token: str) -> HttpResponse:
    """From the former address. Nobody is signed in by it."""
    person = person_to_confirm(token)
    if person is None:
        return render(request, "registration/confirmation_ended.html")
    if request.method == "POST" and services.confirm_credentials(token, at=timezone.now()):
        messages.success(request, "You have confirmed the change. You can decide again once you are signed in.")
        return redirect("home")
    context = {"person": person, "change": change_to_confirm(person), "contact": settings.SERVICE_CONTACT}
    return render(request, "registration/confirm_credentials.html", context)
