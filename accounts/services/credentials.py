"""Links to sign in, and passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from accounts.policies.people import may_make_link
from accounts.services.recording import locked, record
from accounts.verdict import require


@transaction.atomic
def make_sign_in_link(person: User, *, actor: User | None, at: datetime) -> str:
    """The path at which the person sets a password: works once, and for as long as PASSWORD_RESET_TIMEOUT says."""
    require(may_make_link(actor, person))
    record("sign_in_link_made", person, actor, at)
    return reverse(
        "new-password",
        args=[urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)],
    )


@transaction.atomic
def set_password(person: User, password: str, *, at: datetime) -> User:
    """Also ends all their sessions, and the link that they used."""
    fresh = locked(person)
    fresh.set_password(password)
    fresh.save(update_fields=["password"])
    record("password_set", fresh, fresh, at)
    return fresh
