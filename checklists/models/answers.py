"""Answers of a cycle to the questions of its gates, and their confirmations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from checklists.models.evidence import Evidence
from cycles.models import Cycle
from principles.edition_cache import EditionKey
from principles.models import Question
from ui.fast_loading import FastLoadingModel


class AnswerState(models.TextChoices):
    UNANSWERED = "unanswered", "Not started"
    MET = "met", "Met"
    PARTLY_MET = "partly_met", "Partly met"
    NOT_MET = "not_met", "Not met yet"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Answer(FastLoadingModel):
    """One cycle's answer to one question. A question that no longer applies is set aside, never deleted."""

    # The indexes and the constraint begin with the cycle.
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = EditionKey(Question, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=AnswerState.choices, default=AnswerState.UNANSWERED)
    explanation = models.TextField(blank=True)
    not_applicable_because = models.TextField(blank=True)
    missing_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    missing_due = models.DateField(null=True, blank=True)
    missing_done_at = models.DateTimeField(null=True, blank=True)  # as its owner says, until the answer is saved anew
    missing_note = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="answers", blank=True)
    set_aside_because = models.CharField(max_length=200, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)  # by a decider, until it is answered again
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_because = models.TextField(blank=True)
    # By the rules of checklists/met.py; services store all of them with every change that they follow from.
    is_met = models.BooleanField(default=False)
    gap = models.CharField(max_length=12, blank=True)  # a kind of gap, as `gap_kind` names them
    evidence_count = models.PositiveSmallIntegerField(default=0)
    needs_evidence = models.BooleanField(default=True)  # in the cycle's tier
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("question__position",)
        indexes = (
            # What gates ask, with all that is counted of it.
            models.Index(
                fields=("cycle", "question"),
                include=("state", "is_met", "gap"),
                condition=Q(set_aside_because=""),
                name="answers_of_gates",
            ),
            # Those of many cycles that My work tells of one by one: partly met, sent back, or not confirmed.
            models.Index(
                fields=("cycle",),
                name="answers_told_one_by_one",
                condition=Q(state="partly_met")
                | Q(gap="sent_back")
                | Q(state="met", is_met=False) & ~Q(gap="not_asked"),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("cycle", "question"), name="a_question_is_asked_once_a_cycle"),
            models.CheckConstraint(name="answer_state_is_known", condition=Q(state__in=AnswerState.values)),
            models.CheckConstraint(
                name="partly_met_names_owner_and_date",
                condition=~Q(state="partly_met") | Q(missing_owner__isnull=False, missing_due__isnull=False),
            ),
            models.CheckConstraint(
                name="missing_part_done_has_a_note",
                condition=Q(missing_done_at__isnull=True, missing_note="")
                | Q(missing_done_at__isnull=False, state="partly_met") & ~Q(missing_note=""),
            ),
            models.CheckConstraint(
                name="sent_back_names_who_and_when",
                condition=Q(sent_back_at__isnull=True, sent_back_by__isnull=True)
                | Q(sent_back_at__isnull=False, sent_back_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.code}: {AnswerState(self.state).label}"


class AnswerRevision(models.Model):
    """One version of an answer, and who wrote it. Never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=AnswerState.choices)
    explanation = models.TextField(blank=True)
    not_applicable_because = models.TextField(blank=True)
    evidence_ids = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("answer", "version"), name="one_text_a_version"),)


class AnswerDraft(models.Model):
    """Somebody's unsaved words on an answer: theirs alone until they save."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, blank=True)
    explanation = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("answer", "user"), name="one_draft_a_person"),)


class ConfirmationState(models.TextChoices):
    ASKED = "asked", "Asked"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn by the adviser"
    SUPERSEDED = "superseded", "Superseded"


class SupersededBecause(models.TextChoices):
    ANSWER_CHANGED = "answer_changed", "The answer changed"
    NEW_REQUEST = "new_request", "A newer request took its place"


class Confirmation(FastLoadingModel):
    """A named adviser's reply on one version of an answer, or an outside confirmer's as the lead recorded it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="confirmations")
    answer_version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ConfirmationState.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="confirmations_asked"
    )
    asked_at = models.DateTimeField()
    due = models.DateField(null=True, blank=True)  # of a request to an adviser: the last day on which it is not late
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    superseded_because = models.CharField(max_length=20, choices=SupersededBecause.choices, blank=True)
    outside_name = models.CharField(max_length=120, blank=True)
    outside_on = models.DateField(null=True, blank=True)
    outside_evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("answer",), condition=~Q(state="superseded"), name="one_current_confirmation_an_answer"
            ),
            models.CheckConstraint(
                name="confirmation_names_somebody", condition=Q(asked_of__isnull=False) | ~Q(outside_name="")
            ),
            models.CheckConstraint(
                name="refusal_has_a_reason", condition=~Q(state__in=("refused", "withdrawn")) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="only_superseded_says_what_by",
                condition=Q(state="superseded", superseded_because__in=SupersededBecause.values)
                | (~Q(state="superseded") & Q(superseded_because="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer}: {ConfirmationState(self.state).label}"

    @property
    def by(self) -> str:
        return str(self.asked_of or self.outside_name)
