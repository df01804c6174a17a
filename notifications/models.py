"""Messages owed to people. A row is written with the change that causes it; delivery reads the rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One person is told one thing once: (person, occasion) is unique."""

    kind = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    occasion = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "occasion"), name="told_once"),)
        indexes = (
            models.Index(fields=("person", "-created_at")),
            models.Index(fields=("person",), condition=Q(read_at__isnull=True), name="message_unread"),
        )

    def __str__(self) -> str:
        return self.subject
