"""The audit trail: what was done, by whom and when. Rows are only added; each has the hash of the one before.

The security record stands beside it: who came in, who was refused, from where. Its rows are not chained, and end.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One fact in one chain: a cycle's (`cycle:12`) or the system's. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=500, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "seq")
        constraints = (
            models.UniqueConstraint(fields=("chain", "seq"), name="audit_one_event_a_place"),
            models.UniqueConstraint(fields=("chain", "prev_hash"), name="audit_chain_never_forks"),
        )
        indexes = (
            models.Index(fields=("-at", "-id"), name="audit_newest_first"),
            models.Index(fields=("chain", "at"), name="audit_of_chain_since"),
        )

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"


class SecurityKind(models.TextChoices):
    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    LOCKED_OUT = "locked_out", "Locked out"
    SIGNED_OUT = "signed_out", "Signed out"
    REFUSED = "refused", "Refused"
    LINK_REQUESTED = "link_requested", "Link requested"
    INVITED = "invited", "Invited"
    EMAIL_RETRIED = "email_retried", "E-mail sent again"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    ADDRESS_CHANGED = "address_changed", "Email address changed"


class SecurityEvent(models.Model):
    """One line of the security record. It holds no password, no link and nothing typed by somebody unknown."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=SecurityKind.choices)
    # The account that it is about; None for one that does not exist.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Somebody else who did it.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=45, blank=True)  # of the network: IPv4 or IPv6
    path = models.CharField(max_length=200, blank=True)  # without its secrets and without a query
    facts = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("-at", "-id"), name="security_newest_first"),
            models.Index(fields=("person", "-at"), name="security_of_person"),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.kind}"
