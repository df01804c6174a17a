"""Signing in and out, help with both, and setting a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import NewPasswordForm, SignInForm
from accounts.models import User
from accounts.roles import roles_of
from accounts.selectors import administrators
from accounts.services.credentials import set_password
from accounts.views.access import signed_in

SENT_ONLY = ["post"]
METHODS = ["get", "head", "post"]  # Django's views also take PUT for POST and list their methods to anybody


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

    def get_success_url(self) -> str:
        return start_address(signed_in(self.request), self.get_redirect_url())


class SignOut(auth.LogoutView):
    http_method_names = SENT_ONLY
    next_page = "sign-in"


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
        self.request.session.pop(auth.INTERNAL_RESET_SESSION_TOKEN, None)
        messages.success(self.request, "Your password is set. Sign in with your email address and this password.")
        return redirect("sign-in")
