"""Messages owed to people. A row is written with the change that causes it; delivery reads the rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.topics import Rhythm


class Choice(models.Model):
    """How somebody wants to be told of a topic, where that is not the topic's own way."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="choices")
    topic = models.CharField(max_length=30)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "topic"), name="chosen_once_a_topic"),
            models.CheckConstraint(name="rhythm_is_known", condition=Q(rhythm__in=Rhythm.values)),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.topic} {self.rhythm}"


class LetterState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    PARKED = "parked", "Not sent"
    DROPPED = "dropped", "No longer wanted"


class Letter(models.Model):
    """One e-mail to one person: (person, occasion) is unique, and so is the Message-ID that follows from it.

    A sender leases it by an UPDATE that sets `lease` and `lease_until`, and says that it is sent only while the lease
    is still its own; a lease that runs out lets the letter wait again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters")
    occasion = models.CharField(max_length=200)
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(blank=True)  # why it was parked or dropped, or what the last attempt met

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("person", "occasion"), name="one_letter_an_occasion"),
            models.CheckConstraint(name="letter_state_is_known", condition=Q(state__in=LetterState.values)),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at", "id"), condition=Q(state__in=["waiting", "sending"]), name="letter_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.occasion} to {self.person}"


class Sweep(models.Model):
    """When the sweep last ran, and on which days it last put the summaries together: one row."""

    ran_at = models.DateTimeField(null=True, blank=True)
    daily_on = models.DateField(null=True, blank=True)
    weekly_on = models.DateField(null=True, blank=True)
    failed = models.CharField(max_length=500, blank=True)  # what the last run could not do

    def __str__(self) -> str:
        return f"Swept at {self.ran_at}"


class Message(models.Model):
    """One person is told one thing once: (person, occasion) is unique."""

    kind = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    occasion = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages")
    settled = models.CharField(max_length=100, blank=True)  # why it goes into no letter, once that is known

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "occasion"), name="told_once"),)
        indexes = (
            models.Index(fields=("id",), condition=Q(letter__isnull=True, settled=""), name="message_to_gather"),
            models.Index(fields=("person", "-created_at")),
            models.Index(fields=("person",), condition=Q(read_at__isnull=True), name="message_unread"),
        )

    def __str__(self) -> str:
        return self.subject
