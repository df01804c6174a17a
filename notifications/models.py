"""Notifications are rows, written in the transaction of the change that causes them; e-mails are made from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.topics import Frequency
from ui.fast_loading import FastLoadingModel


class NotificationPreference(models.Model):
    """How often somebody is e-mailed about a topic, where it differs from the topic's default."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    topic = models.CharField(max_length=30)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "topic"), name="one_preference_a_topic"),
            models.CheckConstraint(name="frequency_is_known", condition=Q(frequency__in=Frequency.values)),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.topic} {self.frequency}"


class EmailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    DROPPED = "dropped", "No longer wanted"


class Email(models.Model):
    """One e-mail to one person. (person, occasion) is unique, and so is the Message-ID derived from it.

    A sender leases the row by an UPDATE that sets `lease` and `lease_until`, and marks it as sent only while it holds
    the lease. Once a lease has expired, another sender may take the e-mail.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="emails")
    occasion = models.CharField(max_length=200)
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=EmailState.choices, default=EmailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    lost_leases = models.PositiveSmallIntegerField(default=0)  # whose sender ended in the middle
    next_attempt_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    mail_to = models.EmailField(blank=True)  # blank: the person's own address
    reason = models.TextField(blank=True)  # why it failed or was dropped, or the error of the last attempt

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("person", "occasion"), name="one_email_an_occasion"),
            models.CheckConstraint(name="email_state_is_known", condition=Q(state__in=EmailState.values)),
        )
        indexes = (
            models.Index(
                fields=("next_attempt_at", "id"), condition=Q(state__in=["waiting", "sending"]), name="email_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.occasion} to {self.person}"


class Sweep(models.Model):
    """The last run of the sweep, and the days on which it last made summaries. The table has one row."""

    ran_at = models.DateTimeField(null=True, blank=True)
    daily_on = models.DateField(null=True, blank=True)
    weekly_on = models.DateField(null=True, blank=True)
    failed = models.CharField(max_length=500, blank=True)  # names of the tasks that failed in the last run
    # While the mail server takes no e-mails: since when, until when it is left alone, and what it said.
    mail_fault_since = models.DateTimeField(null=True, blank=True)
    mail_paused_until = models.DateTimeField(null=True, blank=True)
    mail_fault = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Swept at {self.ran_at}"


class Notification(FastLoadingModel):
    """Something that one person is told once: (person, occasion) is unique.

    `occasion` is only a key. `subject_type` and `subject_id` name the row that the notification is about (the name of
    its model, and its primary key), `cycle_id` the cycle that it belongs to, and `due_on` the date that a reminder
    tells. Cycles live in an app above this one, so none of these is a foreign key. `mail_to` is where it is e-mailed
    if not to the person's own address at that time: what changes an address is told to both.
    """

    kind = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    occasion = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(default=0)  # 0 without a subject
    cycle_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    due_on = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    mail_to = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    email = models.ForeignKey(Email, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    skipped = models.CharField(max_length=100, blank=True)  # why it is left out of e-mails; blank while it is not

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "occasion"), name="notified_once"),)
        indexes = (
            models.Index(fields=("id",), condition=Q(email__isnull=True, skipped=""), name="notification_to_batch"),
            models.Index(fields=("person", "-created_at")),
            models.Index(fields=("person",), condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=("person", "created_at"), condition=Q(kind="nudge"), name="notification_nudges"),
        )

    def __str__(self) -> str:
        return self.subject
