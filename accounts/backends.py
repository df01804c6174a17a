"""Signing in with a password. Single sign-on would be another backend beside this one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.lockout import attempt_by
from accounts.models import User
from accounts.roles import with_roles
from accounts.services.attempts import begin_attempt, forget_attempt

# Reserved by RFC 2606: no real person has an address there, so it marks the people of the demo council.
DEMO_DOMAIN = "@example.org"


class PasswordBackend(ModelBackend):
    """Django calls `get_user` with every request, so somebody made inactive is signed out by their next one."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> User | None:
        """No password is checked without a request, since none would be counted."""
        if request is None or username is None or password is None:
            return None
        attempt = attempt_by(request, username)
        if not begin_attempt(attempt):
            return None
        user = super().authenticate(request, username=username, password=password)
        if user is not None:
            forget_attempt(attempt)
        return user

    def get_user(self, user_id: int) -> User | None:
        """The user with their roles, which every page needs."""
        user = with_roles(user_id, timezone.localdate())
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        is_demo = user is not None and user.email.endswith(DEMO_DOMAIN)
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_demo)
