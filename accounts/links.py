"""Links that prove an email address: whoever follows one has read what was sent there. No token is stored.

Each works once, because it is signed over values that its use changes. The signature also ends it after a while.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

# The links that are e-mailed; also the codes of their notification kinds.
INVITATION, NEW_PASSWORD, SIGN_IN, CONFIRMATION = "invitation", "password_link", "sign_in_link", "confirmation_link"

SIGN_IN_FOR = timedelta(minutes=15)
CONFIRMATION_FOR = timedelta(days=3)  # as long as one to set a password: PASSWORD_RESET_TIMEOUT


def new_password_path(person: User) -> str:
    """Of an invitation too. Ends with the next sign-in, another password and another address."""
    coded = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("new-password", args=[coded, default_token_generator.make_token(person)])


def sign_in_path(person: User) -> str:
    return reverse("sign-in-by-link", args=[_sign(SIGN_IN, person)])


def confirmation_path(person: User) -> str:
    return reverse("confirm-credentials", args=[_sign(CONFIRMATION, person)])


def person_to_sign_in(token: str) -> User | None:
    return _person_of(SIGN_IN, token, SIGN_IN_FOR)


def person_to_confirm(token: str) -> User | None:
    person = _person_of(CONFIRMATION, token, CONFIRMATION_FOR)
    return person if person is not None and person.to_confirm_since else None


def _sign(link: str, person: User) -> str:
    return _signer(link).sign(f"{person.pk}-{_fingerprint(link, person)}")


def _person_of(link: str, token: str, lasts: timedelta) -> User | None:
    """Whose link it is, while it works."""
    try:
        pk, _, fingerprint = _signer(link).unsign(token, max_age=lasts).partition("-")
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=int(pk), is_active=True).first()
    return person if person and constant_time_compare(fingerprint, _fingerprint(link, person)) else None


def _signer(link: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"accounts.links.{link}")


def _fingerprint(link: str, person: User) -> str:
    """What the use of the link changes, hashed with the site's secret."""
    if link == SIGN_IN:
        values = [person.pk, person.email, person.password, person.session_epoch, person.last_login]
    else:
        values = [person.pk, person.email, person.to_confirm_at, person.to_confirm_since]
    return salted_hmac(f"accounts.links.{link}", repr([str(value) for value in values])).hexdigest()
