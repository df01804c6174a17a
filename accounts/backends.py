"""Who may sign in with a password. Another way in, such as single sign-on, is one more backend beside this one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from accounts.models import User
from accounts.roles import with_roles

# Reserved by RFC 2606: no real person has an address there, so it marks the people of the demo council.
DEMO_DOMAIN = "@example.org"


class PasswordBackend(ModelBackend):
    """Django asks with every request, so somebody made inactive is out with their next one."""

    def get_user(self, user_id: int) -> User | None:
        """Who asks, with their roles and whom they cover today: every page needs them."""
        user = with_roles(user_id, timezone.localdate())
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        is_demo = user is not None and user.email.endswith(DEMO_DOMAIN)
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_demo)
