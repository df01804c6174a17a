"""Notification kinds of somebody's account: links that prove an address, and changes of what they sign in with.

The address of a link is made as its e-mail is composed, so no secret is stored with a notification.
"""

from __future__ import annotations

from accounts.links import (
    CONFIRMATION,
    INVITATION,
    NEW_PASSWORD,
    SIGN_IN,
    confirmation_path,
    new_password_path,
    sign_in_path,
)
from notifications.kinds import NotificationKind
from notifications.models import Notification
from notifications.topics import ACCOUNT

NOT_YOU = "If you did not know of this, tell an administrator at once."


def without_password(notification: Notification) -> str:
    """The person has not set a password yet, and no later invitation has been asked for."""
    return "Has set a password" if notification.person.has_usable_password() else is_newest(notification)


def is_newest(notification: Notification) -> str:
    """No later link of its kind has been asked for."""
    later = Notification.objects.filter(
        person=notification.person_id, kind=notification.kind, created_at__gt=notification.created_at
    )
    return "Asked for again since" if later.exists() else ""


def waits_for_confirmation(notification: Notification) -> str:
    """The change still waits to be confirmed from this address."""
    person = notification.person
    waits = person.to_confirm_since is not None and person.to_confirm_at == notification.mail_to
    return is_newest(notification) if waits else "Confirmed by now"


def _new_password(notification: Notification) -> str:
    return new_password_path(notification.person)


def _sign_in(notification: Notification) -> str:
    return sign_in_path(notification.person)


def _confirmation(notification: Notification) -> str:
    return confirmation_path(notification.person)


KINDS: list[NotificationKind] = [
    NotificationKind(
        INVITATION,
        "{actor} has invited you to Commissioning: set your password",
        ACCOUNT.code,
        without_password,
        address_at_sending=_new_password,
        note="Choose a password at this link. It works once, for three days. After that you can get another link from"
        " the sign-in page. You then sign in with this email address and your password.",
    ),
    NotificationKind(
        NEW_PASSWORD,
        "Set a new password for Commissioning",
        ACCOUNT.code,
        is_newest,
        address_at_sending=_new_password,
        note="An administrator has sent you this link. It works once, for three days. Until you use it your present"
        " password goes on working.",
    ),
    NotificationKind(
        SIGN_IN,
        "Your link to sign in to Commissioning",
        ACCOUNT.code,
        is_newest,
        address_at_sending=_sign_in,
        note="It works once, for 15 minutes. If you did not ask for it, you need do nothing: nobody else has the link.",
    ),
    NotificationKind(
        CONFIRMATION,
        "{change} Please confirm it",
        ACCOUNT.code,
        waits_for_confirmation,
        address_at_sending=_confirmation,
        to_inactive=True,
        note="Until you confirm the change at this link, nothing can be decided with your account. The link works once,"
        f" for three days. {NOT_YOU} Then do not confirm it.",
    ),
    NotificationKind(
        "password_changed",
        "Your password for Commissioning was set by {actor} on {day}",
        ACCOUNT.code,
        to_inactive=True,
        note=f"{NOT_YOU} You can set another password by a link from the sign-in page.",
    ),
    NotificationKind(
        "address_changed",
        "Your email address for Commissioning was changed by {actor} on {day}",
        ACCOUNT.code,
        to_inactive=True,
        note=NOT_YOU,
    ),
]
