"""Whether notifications about cycles are still relevant when their e-mail is sent.

Each function returns why the notification is skipped, or "" while it is relevant.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import User
from approvals.models import Condition, ConditionState, Step
from approvals.policies.deciding import escalation_recipients
from approvals.selectors.conditions import checker_or_replacements, owner_or_replacements
from approvals.selectors.pending_signers import expected_signers, pending_signers
from approvals.selectors.signing import Roster, current_step
from checklists.models import Answer, Confirmation, DamagedFile
from checklists.selectors.answers import missing_parts
from checklists.selectors.confirmations import open_requests
from cycles.models import Cycle
from cycles.selectors.replacements import holder_or_replacements
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
    """The confirmation is asked of the person, who may still give it, and its gate has not passed."""
    confirmation = _open_request(notification)
    if confirmation is None:
        return OVER
    is_theirs = confirmation.asked_of_id == notification.person_id and confirmation.advises  # type: ignore[attr-defined]
    return cycle_visible(notification) if is_theirs else REASSIGNED


def confirmations_pending(notification: Notification) -> str:
    """The person is still asked to confirm an answer of the cycle, and may."""
    rows = open_requests().filter(asked_of=notification.person_id, advises=True, answer__cycle=notification.cycle_id)
    return cycle_visible(notification) if rows.exists() else OVER


def confirmation_needs_adviser(notification: Notification) -> str:
    """The adviser who was asked may not confirm any more, and the person leads the cycle or replaces its lead."""
    confirmation = _open_request(notification)
    if confirmation is None or confirmation.advises:  # type: ignore[attr-defined]
        return OVER
    cycle = confirmation.answer.cycle
    return cycle_visible(notification) if _is_asked(notification, cycle.lead, cycle) else REASSIGNED


def requests_need_adviser(notification: Notification) -> str:
    """The cycle still waits for the adviser, who may not confirm."""
    rows = open_requests().filter(asked_of=notification.subject_id, advises=False, answer__cycle=notification.cycle_id)
    return cycle_visible(notification) if rows.exists() else OVER


def missing_part_pending(notification: Notification) -> str:
    """The missing part of the answer is due on the same day from the person, or from a leaver whom they replace."""
    answer = missing_parts().filter(pk=notification.subject_id).first()
    if answer is None or answer.missing_owner is None or answer.missing_due != notification.due_on:
        return OVER
    is_theirs = _is_asked(notification, answer.missing_owner, answer.cycle)
    return cycle_visible(notification) if is_theirs else REASSIGNED


def part_done(notification: Notification) -> str:
    """The owner's word that the missing part is done still waits for the team to answer again."""
    waits = Answer.objects.filter(pk=notification.subject_id, missing_done_at__isnull=False, set_aside_because="")
    return cycle_visible(notification) if waits.exists() else OVER


def condition_owned(notification: Notification) -> str:
    """The condition is open, and the person owns it or replaces its owner."""
    condition = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.OPEN).first()
    if condition is None:
        return OVER
    is_theirs = notification.person in owner_or_replacements(condition, condition.cycle)
    return cycle_visible(notification) if is_theirs else REASSIGNED


def condition_open(notification: Notification) -> str:
    """The condition is open, whoever owns it."""
    is_open = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.OPEN).exists()
    return cycle_visible(notification) if is_open else OVER


def condition_to_check(notification: Notification) -> str:
    """The condition is claimed to be met, and the person checks it or replaces who does."""
    condition = Condition.objects.filter(pk=notification.subject_id, state=ConditionState.CLAIMED).first()
    if condition is None:
        return OVER
    is_theirs = notification.person in checker_or_replacements(condition, condition.cycle)
    return cycle_visible(notification) if is_theirs else REASSIGNED


def date_stands(notification: Notification) -> str:
    """The cycle's date is the same, and the person leads or sponsors the cycle, or replaces who does."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    if not cycle.is_live:
        return OVER
    if not any(_is_asked(notification, holder, cycle) for holder in (cycle.lead, cycle.sponsor)):
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
    """An answer of the cycle's present stage uses the evidence, and the person leads the cycle or replaces its lead."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    if not cycle.is_live:
        return OVER
    answers = cycle.answers.filter(question__stage=cycle.stage, set_aside_because="")
    if not answers.filter(evidence=notification.subject_id).exists():
        return OVER
    return "" if _is_asked(notification, cycle.lead, cycle) else REASSIGNED


def evidence_damaged(notification: Notification) -> str:
    """The file is still altered or missing."""
    if reason := cycle_visible(notification):
        return reason
    return "" if DamagedFile.objects.filter(evidence=notification.subject_id).exists() else OVER


def action_pending(notification: Notification) -> str:
    """What the nudge asks for is still to be done by the person."""
    cycle = _visible_cycle(notification)
    if cycle is None:
        return NOT_VISIBLE
    action = pending_action(cycle, notification.subject_type, notification.subject_id, timezone.localdate())
    if action is None:
        return OVER
    return "" if action.holder == notification.person else REASSIGNED


def _is_asked(notification: Notification, holder: User, cycle: Cycle) -> bool:
    """Whether the person holds it, or replaces the holder who has left."""
    return notification.person in holder_or_replacements(holder, cycle)


def _open_request(notification: Notification) -> Confirmation | None:
    """The request that the notification is about, while it is open and its gate has not passed."""
    rows = open_requests().filter(pk=notification.subject_id)
    confirmation: Confirmation | None = rows.select_related("answer__cycle", "answer__question").first()
    if confirmation is None or confirmation.answer.cycle.has_passed(confirmation.answer.question.stage):
        return None
    return confirmation


def _visible_cycle(notification: Notification) -> Cycle | None:
    if notification.cycle_id is None:
        return None
    return visible_to(notification.person, timezone.localdate()).filter(pk=notification.cycle_id).first()


def _current_step(notification: Notification) -> Step | None:
    """The step that the notification is about, if it is the current one of its submission."""
    step = Step.objects.filter(pk=notification.subject_id).select_related("submission__cycle").first()
    current = current_step(step.submission) if step else None
    return step if step and current and current.pk == step.pk else None
