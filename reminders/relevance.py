"""Whether notifications about cycles are still relevant when their e-mail is sent.

Each function returns why the notification is skipped, or "" while it is relevant.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from approvals.models import Condition, ConditionState, Step
from approvals.policies.deciding import escalation_recipients
from approvals.selectors.pending_signers import expected_signers, pending_signers
from approvals.selectors.signing import Roster, current_step
from checklists.models import Answer, Confirmation, ConfirmationState
from checklists.selectors.answers import missing_parts
from cycles.models import Cycle
from cycles.selectors.visibility import visible_to
from notifications.models import Notification
from reminders.pending_actions import pending_action

NOT_VISIBLE, OVER, REASSIGNED = "May not see it any more", "Over by now", "No longer theirs to do"


def cycle_visible(notification: Notification) -> str:
    """The person may see the cycle."""
    return "" if _visible_cycle(notification) else NOT_VISIBLE


def signature_pending(notification: Notification) -> str:
    """The step is the current one, and the person is asked to sign it."""
    step = _current_step(notification)
    if step is None:
        return OVER
    if reason := cycle_visible(notification):
        return reason
    return "" if notification.person in expected_signers(step.submission) else REASSIGNED


def escalated_signature_pending(notification: Notification) -> str:
    """The step is the current one, and the person may sign it in place of the expected decider."""
    step = _current_step(notification)
    if step is None:
        return OVER
    if reason := cycle_visible(notification):
        return reason
    may_sign = step.pending_signers.filter(user=notification.person_id, in_place_of__isnull=False)
    return "" if may_sign.exists() else REASSIGNED


def escalation_pending(notification: Notification) -> str:
    """The step is the current one, and the person holds the grade above its signer."""
    step = _current_step(notification)
    if step is None:
        return OVER
    if reason := cycle_visible(notification):
        return reason
    roster = Roster.of(step.submission.cycle, timezone.localdate())
    recipients = escalation_recipients(step.submission, pending_signers(step.submission), roster)
    return "" if notification.person in recipients else REASSIGNED


def confirmation_pending(notification: Notification) -> str:
    """The confirmation is asked of the person, and its gate has not passed."""
    rows = Confirmation.objects.filter(pk=notification.subject_id, state=ConfirmationState.ASKED)
    confirmation = rows.select_related("answer__cycle", "answer__question").first()
    if confirmation is None:
        return OVER
    answer = confirmation.answer
    if answer.set_aside_because or answer.cycle.has_passed(answer.question.stage):
        return OVER
    return cycle_visible(notification) if confirmation.asked_of_id == notification.person_id else REASSIGNED


def missing_part_pending(notification: Notification) -> str:
    """The missing part of the answer is due from the person on the same day."""
    answer = missing_parts().filter(pk=notification.subject_id).first()
    if answer is None or answer.missing_due != notification.due_on:
        return OVER
    return cycle_visible(notification) if answer.missing_owner_id == notification.person_id else REASSIGNED


def part_done(notification: Notification) -> str:
    """The owner's word that the missing part is done still waits for the team to answer again."""
    waits = Answer.objects.filter(pk=notification.subject_id, missing_done_at__isnull=False, set_aside_because="")
    return cycle_visible(notification) if waits.exists() else OVER


def condition_owned(notification: Notification) -> str:
    """The condition is open, and the person owns it."""
    condition = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.OPEN).first()
    if condition is None:
        return OVER
    return cycle_visible(notification) if condition.owner_id == notification.person_id else REASSIGNED


def condition_open(notification: Notification) -> str:
    """The condition is open, whoever owns it."""
    is_open = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.OPEN).exists()
    return cycle_visible(notification) if is_open else OVER


def condition_to_check(notification: Notification) -> str:
    """The condition is claimed to be met, and the person checks it."""
    condition = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.CLAIMED).first()
    if condition is None:
        return OVER
    return cycle_visible(notification) if condition.verifier_id == notification.person_id else REASSIGNED


def date_stands(notification: Notification) -> str:
    """The cycle's date is the same, and the person leads or sponsors the cycle."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    if not cycle.is_live:
        return OVER
    if notification.person_id not in (cycle.lead_id, cycle.sponsor_id):
        return REASSIGNED
    current: date | None
    if notification.kind == "need_by_near":
        current = cycle.need_by
    elif notification.kind == "review_due":
        current = cycle.review_on
    else:  # the last safe date of a milestone, relevant while that milestone is the next
        row = cycle.dates.filter(pk=notification.subject_id, milestone=cycle.next_milestone).first()
        current = row.last_safe if row else None
    return "" if current and current == notification.due_on else OVER


def evidence_in_use(notification: Notification) -> str:
    """An answer of the cycle's present stage uses the evidence, and the person leads the cycle."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    if not cycle.is_live:
        return OVER
    answers = cycle.answers.filter(question__stage=cycle.stage, set_aside_because="")
    if not answers.filter(evidence=notification.subject_id).exists():
        return OVER
    return "" if notification.person_id == cycle.lead_id else REASSIGNED


def action_pending(notification: Notification) -> str:
    """What the nudge asks for is still to be done by the person."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    action = pending_action(cycle, notification.subject_type, notification.subject_id, timezone.localdate())
    if action is None:
        return OVER
    return "" if action.holder == notification.person else REASSIGNED


def _visible_cycle(notification: Notification) -> Cycle | None:
    if notification.cycle_id is None:
        return None
    return visible_to(notification.person, timezone.localdate()).filter(pk=notification.cycle_id).first()


def _current_step(notification: Notification) -> Step | None:
    """The step that the notification is about, if it is the current one of its submission."""
    step = Step.objects.filter(pk=notification.subject_id).select_related("submission__cycle").first()
    current = current_step(step.submission) if step else None
    return step if step and current and current.pk == step.pk else None
