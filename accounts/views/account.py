"""Somebody's own account: who they are here, their password, and the places where they are signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import WRONG, OwnPasswordForm
from accounts.known_browser import remember_browser
from accounts.links import SIGN_IN_FOR
from accounts.policies.credentials import has_confirmed
from accounts.selectors import administrators, person_with_roles
from accounts.services import credentials as services
from accounts.views.access import posted, signed_in
from audit.models import SecurityKind
from audit.security import record_security

# In the session: when its person came in by an e-mailed link.
BY_LINK = "signed_in_by_link_at"


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = person_with_roles(signed_in(request).pk)
    assert person
    context = {"person": person, "confirmed": has_confirmed(person), "administrators": administrators()}
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """This session goes on, all others end. Just after an e-mailed link the current password is not asked."""
    person = signed_in(request)
    ask_current = timezone.now().timestamp() - request.session.get(BY_LINK, 0) > SIGN_IN_FOR.total_seconds()
    form = OwnPasswordForm(request, person, posted(request), ask_current=ask_current)
    if request.method == "POST" and form.is_valid():
        fresh = services.set_password(person, form.cleaned_data["new_password1"], actor=person, at=timezone.now())
        request.session.pop(BY_LINK, None)
        update_session_auth_hash(request, fresh)
        record_security(SecurityKind.PASSWORD_CHANGED, person=fresh, request=request, at=timezone.now())
        messages.success(request, "Your password is changed. Everywhere else you are signed out.")
        response = redirect("account")
        remember_browser(request, response, fresh)  # the former password's cookie is void
        return response
    if form.has_error("current_password", WRONG):  # whoever found the computer unlocked may be guessing
        record_security(SecurityKind.SIGN_IN_FAILED, person=person, request=request, at=timezone.now())
    return render(request, "accounts/own_password.html", {"form": form})


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    update_session_auth_hash(request, services.end_sessions(signed_in(request), at=timezone.now()))
    messages.success(request, "You are signed out everywhere else.")
    return redirect("account")


@require_POST
def send_own_confirmation(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if person.to_confirm_since:
        services.send_confirmation(person, actor=person, at=timezone.now())
        record_security(SecurityKind.LINK_REQUESTED, person=person, request=request, at=timezone.now())
        messages.success(request, "The link is sent again. Open the email at your former address.")
    return redirect("account")
