"""Submissions, the decisions on them, and their conditions."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Cover, Grade, User
from cycles.models import Cycle
from principles.edition_cache import EditionKey
from principles.models import Question, Stage
from ui.fast_loading import FastLoadingModel
from ui.wording import day


class SubmissionState(models.TextChoices):
    PENDING = "pending", "Waiting for a decision"
    PASSED = "passed", "Passed"
    RETURNED = "returned", "Returned for more work"
    STOPPED = "stopped", "Stopped"
    WITHDRAWN = "withdrawn", "Withdrawn by the team"
    VOIDED = "voided", "Void: a confirmation was withdrawn"


class NextStep(models.TextChoices):
    """What a Review proposes to come next."""

    RECOMMISSION = "recommission", "Commission it again"
    REDESIGN = "redesign", "Redesign it"
    EXTEND = "extend", "Extend the arrangement"
    IN_HOUSE = "in_house", "Bring it in-house"
    STOP = "stop", "Stop the service"


class Submission(FastLoadingModel):
    """The sealed pack put to a gate on one visit to a stage. Its pack and digest never change."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="submissions")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    visit = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.PENDING)
    pack = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    next_step = models.CharField(max_length=20, choices=NextStep.choices, blank=True)
    next_need_by = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)  # when this visit to the stage began
    team_days = models.PositiveIntegerField(null=True)  # working days of the visit with the team, up to here
    approver_days = models.PositiveIntegerField(null=True)  # and with approvers, up to its end
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        ordering = ("submitted_at", "id")
        indexes = (
            models.Index(fields=("closed_at",), name="ended_submissions", condition=Q(state__in=("passed", "stopped"))),
        )
        constraints = (
            models.UniqueConstraint(fields=("cycle", "stage", "number"), name="submission_number_once"),
            models.UniqueConstraint(
                fields=("cycle",), condition=Q(state="pending"), name="one_pending_submission_a_cycle"
            ),
            models.UniqueConstraint(
                fields=("cycle", "visit"), condition=Q(state="passed"), name="a_gate_passes_once_a_visit"
            ),
            models.CheckConstraint(
                name="a_review_says_what_comes_next", condition=~Q(stage="review") | ~Q(next_step="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle.reference} {Stage(self.stage).label} gate, submission {self.number}"

    @property
    def outcome_kind(self) -> str:
        """Its state, or passed_with_conditions: of its decisions, which pages prefetch. A kind of status tag."""
        decisions = list(self.decisions.all()) if self.state == SubmissionState.PASSED else []
        replaced = {decision.replaces_id for decision in decisions}
        binding = [decision.outcome for decision in decisions if decision.pk not in replaced]
        return "passed_with_conditions" if Outcome.PASS_WITH_CONDITIONS in binding else self.state


class Involved(models.Model):
    """Somebody who may not decide this submission: its lead, its submitter, the authors of its mandatory answers."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="involved")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("submission", "user"), name="involved_once"),)


class Step(FastLoadingModel):
    """One signature of the route. `opened_at` is when it became the current step, and its two days follow from that."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    opened_at = models.DateTimeField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)  # the last day on which its signature is not late
    escalates_on = models.DateField(null=True, blank=True)  # from then on the next grade up may sign; the top has none
    signers_on = models.DateField(null=True, blank=True)  # the day for which its `pending_signers` were worked out

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("submission", "position"), name="one_step_a_place"),)

    def is_escalated(self, today: date) -> bool:
        return self.escalates_on is not None and self.escalates_on <= today

    @property
    def escalation(self) -> str:
        """Why the next grade may sign, to follow the name of the expected decider."""
        if self.due is None or self.escalates_on is None:
            return ""
        return f"the step was due on {day(self.due)}, and the next grade may sign it from {day(self.escalates_on)}"


class PendingSigner(FastLoadingModel):
    """Somebody who may sign the current step of a pending submission today.

    Only `approvals.services.signers` writes these rows. They serve showing, counting and notifying; who may decide is
    worked out anew by `approvals.selectors.signing` under the cycle's lock.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="pending_signers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gates_to_sign")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # the holder whom the user covers for
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # the expected decider, of somebody who signs because the step is escalated
    grade = models.CharField(max_length=20, choices=Grade.choices)  # at which they sign: higher where nobody holds it
    position = models.PositiveSmallIntegerField()  # among the signers of the step, the expected decider being 0
    is_expected = models.BooleanField()  # the expected decider, or who covers for them

    class Meta:
        ordering = ("step", "position")
        indexes = (models.Index(fields=("user", "is_expected", "step")),)
        constraints = (
            models.UniqueConstraint(fields=("step", "user"), name="a_pending_signer_once_a_step"),
            models.CheckConstraint(name="no_signer_on_behalf_of_themselves", condition=~Q(on_behalf_of=F("user"))),
            models.CheckConstraint(name="no_signer_in_place_of_themselves", condition=~Q(in_place_of=F("user"))),
        )

    def __str__(self) -> str:
        return signed_as(self.user, self.on_behalf_of, self.in_place_of)


def signed_as(signer: User, cover_for: User | None, in_place_of: User | None) -> str:
    """Tom Baines; Tom Baines for Grace Holland; Daniel Okafor in place of Grace Holland."""
    covered = f" for {cover_for}" if cover_for else ""
    return f"{signer}{covered}" + (f" in place of {in_place_of}" if in_place_of else "")


class Outcome(models.TextChoices):
    PASS = "pass", "Pass"
    PASS_WITH_CONDITIONS = "pass_with_conditions", "Pass with conditions"
    RETURN = "return", "Return for more work"
    STOP = "stop", "Stop this cycle"


class Decision(FastLoadingModel):
    """One signature: who, for whom, on which sealed pack, why. Never changed: a correction replaces it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="decisions")
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    cover_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cover = models.ForeignKey(Cover, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the expected decider, where the next grade signed an escalated step
    grade = models.CharField(max_length=20, choices=Grade.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reasons = models.TextField()
    interests = models.TextField()
    due_regard = models.JSONField(default=list)  # [{duty, basis, documents: [{title, sha256, ...}]}]
    accepted_not_applicable = models.JSONField(default=list)  # question codes
    accepted_checks = models.JSONField(default=list)  # codes of questions whose failing check was accepted
    reopened_questions = models.JSONField(default=list)  # question codes
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    waited = models.PositiveIntegerField(null=True)  # working days for this signature; a correction has none
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "step"), condition=Q(replaces__isnull=True), name="a_step_is_signed_once"
            ),
            models.UniqueConstraint(
                fields=("submission", "decider"), condition=Q(replaces__isnull=True), name="one_person_signs_one_step"
            ),
            models.CheckConstraint(name="outcome_is_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(name="decision_has_reasons", condition=~Q(reasons="") & ~Q(interests="")),
            models.CheckConstraint(name="nobody_stands_in_for_themselves", condition=~Q(cover_for=F("decider"))),
            models.CheckConstraint(name="nobody_signs_in_place_of_themselves", condition=~Q(in_place_of=F("decider"))),
        )

    def __str__(self) -> str:
        return f"{Outcome(self.outcome).label} by {self.decider}"

    @property
    def signed_by(self) -> str:
        """Who signed, and for whom or in whose place where that is not simply them."""
        return signed_as(self.decider, self.cover_for, self.in_place_of)

    @property
    def escalation(self) -> str:
        """Why somebody of the next grade signed; "" where they did not."""
        return f"In place of {self.in_place_of}: {self.step.escalation}." if self.in_place_of else ""


class DecisionDraft(models.Model):
    """What a decider has filled in on one step and not yet recorded."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("step", "user"), name="one_decision_draft_a_person"),)


class ConditionState(models.TextChoices):
    OPEN = "open", "Open"
    CLAIMED = "claimed", "Done, waiting to be checked"
    MET = "met", "Met"
    LAPSED = "lapsed", "Lapsed: its gate did not pass on it"


UNMET = (ConditionState.OPEN, ConditionState.CLAIMED)


class Condition(FastLoadingModel):
    """Something to be done after a pass. Its verifier is not its owner; until it is met it blocks the next gate."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="conditions")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="conditions")
    question = EditionKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conditions_owned")
    due = models.DateField()
    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conditions_to_check")
    state = models.CharField(max_length=10, choices=ConditionState.choices, default=ConditionState.OPEN)
    state_since = models.DateTimeField()
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("due", "id")
        constraints = (
            models.CheckConstraint(name="nobody_checks_their_own_condition", condition=~Q(owner=F("verifier"))),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def is_unmet(self) -> bool:
        return self.state in UNMET

    @property
    def is_binding(self) -> bool:
        """Not met yet, and the gate that it was made at has passed: it blocks the next gate."""
        return self.is_unmet and self.decision.submission.state == SubmissionState.PASSED

    @property
    def never_to_councillors(self) -> bool:
        """It completes an answer that councillors never read."""
        return self.question is not None and self.question.never_to_councillors

    @staticmethod
    def for_councillors() -> Q:
        """The conditions of gates that have passed, without those that complete an answer which they never read."""
        shown = Q(question__isnull=True) | Q(question__never_to_councillors=False)
        return shown & Q(decision__submission__state=SubmissionState.PASSED)

    @staticmethod
    def binding() -> Q:
        """The conditions of which `is_binding` is true."""
        return Q(state__in=UNMET, decision__submission__state=SubmissionState.PASSED)
