"""What somebody sent and the site has not recorded yet: kept for a day, for that person alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

KEPT, DRAFTS_KEPT = timedelta(days=1), timedelta(days=14)


def new_key() -> str:
    return get_random_string(32)


def keys_of(texts: Iterable[str]) -> list[str]:
    """Those that can be keys. PostgreSQL refuses to look for a text with NUL in it."""
    return [text for text in texts if text.isascii() and text.isalnum()]


class Because(models.TextChoices):
    SIGNED_OUT = "signed_out", "Signed out"
    OTHER_SIGN_IN = "other_sign_in", "Signed in again in another tab"
    FILE_REMOVED = "file_removed", "A file was removed"


class UnsavedForm(models.Model):
    """A form that was sent and not acted on. It fills the form of its page again; nothing is ever sent from here."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_forms")
    page = models.TextField()  # where the form was drawn
    sent_to = models.TextField()
    values = models.JSONField()  # names with their values, in the order in which they were sent
    without = models.JSONField(default=list)  # names of files for which there was no room
    because = models.CharField(max_length=15, choices=Because.choices)
    kept_at = models.DateTimeField(db_index=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="unsaved_form_reason_is_known", condition=Q(because__in=[each.value for each in Because])
            ),
        )


class UnsavedFile(models.Model):
    """A file that was chosen in a form which was not saved. It goes with the form the next time that this is sent."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_files")
    form = models.ForeignKey(UnsavedForm, on_delete=models.SET_NULL, null=True, blank=True, related_name="files")
    field = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=40)  # key in the store
    kept_at = models.DateTimeField(db_index=True)


class SentForm(models.Model):
    """One drawing of a form, sent with the same words: what came of it is the answer to every further press."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sent_forms")
    leads_to = models.TextField(blank=True)  # "" while it is being acted on
    sent_at = models.DateTimeField(db_index=True)


class KeptDraft(models.Model):
    """What somebody filled in on the pages before one change, until they make it, and what came of it.

    `version` grows with every page that is kept, so that a check page can say which one it showed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_drafts")
    key = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    made = models.CharField(max_length=40, blank=True)  # the reference of what was started
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="one_draft_of_a_person_and_key"),)
