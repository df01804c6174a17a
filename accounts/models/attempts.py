"""Attempts to sign in with a password, for as long as they count."""

from __future__ import annotations

from django.db import models


class SignInAttempt(models.Model):
    """A password that was wrong, or is being checked. The account is a keyed digest: people type passwords there."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=64)
    network = models.CharField(max_length=45)
    browser = models.CharField(max_length=32, blank=True)  # of somebody who has signed in with it before

    class Meta:
        indexes = (
            models.Index(fields=("account", "at"), name="attempts_on_account"),
            models.Index(fields=("network", "at"), name="attempts_from_network"),
        )

    def __str__(self) -> str:
        return f"{self.network}, {self.at}"
