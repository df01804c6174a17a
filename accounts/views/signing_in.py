"""Signing in and out, help with both, and setting a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import TOO_MANY, WRONG, NewPasswordForm, SignInForm
from accounts.known_browser import remember_browser
from accounts.models import User
from accounts.roles import roles_of
from accounts.selectors import administrators
from accounts.services.credentials import set_password
from accounts.views.access import signed_in
from audit.models import SecurityKind
from audit.security import record_security

SENT_ONLY = ["post"]
METHODS = ["get", "head", "post"]  # Django's views also take PUT for POST and list their methods to anybody


def note_sign_in(request: HttpRequest, response: HttpResponse, person: User, means: str) -> None:
    """Record that somebody has come in, by "password" or "link", and remember their browser."""
    record_security(SecurityKind.SIGNED_IN, person=person, request=request, at=timezone.now(), means=means)
    remember_browser(request, response, person)


def start_address(person: User, wanted: str = "") -> str:
    """Where somebody goes who has just signed in."""
    return wanted or reverse("home") if roles_of(person).kinds else reverse("no-role")


class SignIn(auth.LoginView):
    """`next` is followed to this host only. Somebody without a role reads whom to ask for one."""

    http_method_names = METHODS
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm  # type: ignore[assignment]

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(providers=settings.SIGN_IN_PROVIDERS, **more)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note_sign_in(self.request, response, signed_in(self.request), "password")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Every wrong pair and every lockout is recorded; what was typed for an unknown account is not."""
        response = super().form_invalid(form)
        for code, kind in ((WRONG, SecurityKind.SIGN_IN_FAILED), (TOO_MANY, SecurityKind.LOCKED_OUT)):
            if form.has_error(NON_FIELD_ERRORS, code):
                person = User.objects.filter(email=form.cleaned_data["username"]).first()
                record_security(kind, person=person, request=self.request, at=timezone.now())
                response.status_code = 429 if code == TOO_MANY else 200
        return response

    def get_success_url(self) -> str:
        return start_address(signed_in(self.request), self.get_redirect_url())


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Asked for by somebody who stays: every request does, and this one says for how many seconds more."""
    return JsonResponse({"seconds": request.session_time["seconds"]})  # type: ignore[attr-defined]


class SignOut(auth.LogoutView):
    http_method_names = SENT_ONLY
    next_page = "sign-in"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record_security(SecurityKind.SIGNED_OUT, person=signed_in(request), request=request, at=timezone.now())
        return super().post(request, *args, **kwargs)


@login_not_required
@require_safe
def sign_in_help(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/sign_in_help.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def admin_login_redirect(request: HttpRequest, page: str) -> HttpResponse:
    """Lead to the sign-in page: attempts on the admin's own are neither limited nor recorded."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('sign-in')}?{query}" if query else "sign-in")


@require_safe
def no_role(request: HttpRequest) -> HttpResponse:
    if roles_of(signed_in(request)).kinds:
        return redirect("home")
    return render(request, "registration/no_role.html", {"administrators": administrators()})


@method_decorator([login_not_required, require_http_methods(["GET", "HEAD", "POST"])], name="dispatch")
class NewPassword(auth.PasswordResetConfirmView):
    """The page of `accounts.links.new_password_path`, which works once and only for somebody active."""

    template_name = "registration/new_password.html"
    form_class = NewPasswordForm  # type: ignore[assignment]
    success_url = reverse_lazy("sign-in")

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        assert isinstance(self.user, User)  # Django checks the link before
        set_password(self.user, form.cleaned_data["new_password1"], actor=self.user, at=timezone.now())
        record_security(SecurityKind.PASSWORD_CHANGED, person=self.user, request=self.request, at=timezone.now())
        self.request.session.pop(auth.INTERNAL_RESET_SESSION_TOKEN, None)
        messages.success(self.request, "Your password is set. Sign in with your email address and this password.")
        return redirect("sign-in")
