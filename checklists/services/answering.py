"""Answering questions, with evidence and drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused
from checklists.models import Answer, AnswerDraft, AnswerRevision, AnswerState, Evidence
from checklists.services.confirming import supersede_confirmation
from checklists.services.gaps import update_gaps
from cycles.policies import may
from cycles.services.changing import Change, changing, require_version


@dataclass(frozen=True)
class AnswerInput:
    """An answer as entered. `owner` and `due` go with partly met, `because` with does not apply."""

    state: str
    explanation: str = ""
    because: str = ""
    owner: User | None = None
    due: date | None = None


def save_answer(answer: Answer, data: AnswerInput, *, actor: User, at: datetime, seen_version: int) -> Answer:
    """Publish an answer. A confirmation of the earlier text is superseded.

    Raises Stale when somebody saved it meanwhile, ValidationError naming the field, Refused.
    """
    with changing(answer.cycle_id, actor=actor, action="answer", at=at, row=answer) as change:
        fresh: Answer = change.row
        require_version(fresh, seen_version)
        if faults := faults_of(fresh, data):
            raise ValidationError(faults)
        discard_draft(fresh, actor=actor)
        before, present = _words(fresh), _values(fresh)
        # a form sends all of its fields: what belongs to another state than the one selected is left out
        partly_met = data.state == AnswerState.PARTLY_MET
        fresh.state, fresh.explanation = data.state, data.explanation.strip()
        fresh.not_applicable_because = data.because.strip() if data.state == AnswerState.NOT_APPLICABLE else ""
        fresh.missing_owner, fresh.missing_due = (data.owner, data.due) if partly_met else (None, None)
        if _values(fresh) == present and not fresh.sent_back_at and not fresh.missing_done_at:
            return fresh
        fresh.missing_done_at, fresh.missing_note = None, ""
        fresh.sent_back_at, fresh.sent_back_by, fresh.sent_back_because = None, None, ""
        publish(change, fresh)
        after = _words(fresh)
        for name in TEXTS:  # a first text is no change of one
            after[name] = after[name] if before[name] else ""
        verb = "answered" if before["answer"] != after["answer"] else "answer_changed"
        change.record(
            verb,
            about=fresh,
            question=fresh.question.code,
            title=fresh.question.title,
            state=fresh.get_state_display().lower(),
            before={name: text for name, text in before.items() if text != after[name]},
            after={name: text for name, text in after.items() if text != before[name]},
        )
        return fresh


def attach_evidence(answer: Answer, evidence: Evidence, *, actor: User, at: datetime) -> Answer:
    """Let an answer rest on evidence of its cycle; whoever attaches it is an author of the answer."""
    with changing(answer.cycle_id, actor=actor, action="answer", at=at, row=answer) as change:
        fresh: Answer = change.row
        rest_on(change, fresh, evidence)
        return fresh


def use_in_answers(evidence: Evidence, answers: Iterable[Answer], *, actor: User, at: datetime) -> None:
    """Let several answers rest on it, all of them or none."""
    with changing(evidence.cycle_id, actor=actor, action="add_evidence", at=at) as change:
        for answer in answers:
            rest_on(change, answer, evidence)


def rest_on(change: Change, answer: Answer, evidence: Evidence) -> None:
    """Add evidence to an answer, in a change of its cycle. It takes the place of its own earlier versions there.

    Raises Refused where the answer can't be changed.
    """
    if evidence.cycle_id != answer.cycle_id:
        raise ValidationError({"evidence": "Select evidence of this cycle"})
    answer.cycle = change.cycle
    if not (verdict := may("answer", change.actor, change.cycle, change.on, answer)):
        raise Refused(verdict.reason)
    if answer.evidence.filter(pk=evidence.pk).exists():
        return
    had = {item.pk: item for item in answer.evidence.all()}
    earlier = next((had[pk] for pk in evidence.earlier_versions() if pk in had), None)
    answer.evidence.add(evidence)
    if earlier:
        answer.evidence.remove(earlier)
    publish(change, answer, keep_date=True)
    if earlier:
        change.record(
            "evidence_replaced",
            about=answer,
            title=answer.question.title,
            evidence=evidence.title,
            earlier=earlier.title,
        )
    else:
        change.record("evidence_attached", about=answer, title=answer.question.title, evidence=evidence.title)


def detach_evidence(answer: Answer, evidence: Evidence, *, actor: User, at: datetime) -> Answer:
    """Take evidence off an answer. The evidence itself stays in the cycle."""
    with changing(answer.cycle_id, actor=actor, action="answer", at=at, row=answer) as change:
        fresh: Answer = change.row
        if not fresh.evidence.filter(pk=evidence.pk).exists():
            return fresh
        fresh.evidence.remove(evidence)
        publish(change, fresh, keep_date=True)
        change.record("evidence_detached", about=fresh, title=fresh.question.title, evidence=evidence.title)
        return fresh


def save_draft(
    answer: Answer, *, state: str, explanation: str, version: int, actor: User, at: datetime
) -> AnswerDraft | None:
    """Keep somebody's unsaved words for them alone. Not a change of the cycle.

    Words that the answer has already are no draft, so a draft that arrives late doesn't outlive the answer it became.
    """
    if (state, explanation) == (answer.state, answer.explanation) or not (state or explanation.strip()):
        discard_draft(answer, actor=actor)
        return None
    draft, _ = AnswerDraft.objects.update_or_create(
        answer=answer,
        user=actor,
        defaults={"state": state, "explanation": explanation, "version": version, "saved_at": at},
    )
    return draft


def discard_draft(answer: Answer, *, actor: User) -> None:
    AnswerDraft.objects.filter(answer=answer, user=actor).delete()


def publish(change: Change, answer: Answer, *, keep_date: bool = False) -> None:
    """Save a new version with its revision; what confirmed the version before no longer counts."""
    mine = AnswerDraft.objects.filter(answer=answer, user=change.actor, version=answer.version)
    answer.version += 1
    mine.update(version=answer.version)  # who adds evidence goes on writing where they were
    if not (keep_date and answer.answered_at):
        answer.answered_by, answer.answered_at = change.actor, change.at
    answer.save()
    AnswerRevision.objects.create(
        answer=answer,
        version=answer.version,
        state=answer.state,
        explanation=answer.explanation,
        not_applicable_because=answer.not_applicable_because,
        evidence_ids=sorted(answer.evidence.values_list("pk", flat=True)),
        author=change.actor,
        at=change.at,
    )
    supersede_confirmation(change, answer)
    update_gaps([answer])


TEXTS = ("explanation", "reason why it does not apply")


def _words(answer: Answer) -> dict[str, object]:
    """What the record says of an answer, before and after."""
    return {
        "answer": answer.get_state_display(),
        "explanation": answer.explanation,
        "reason why it does not apply": answer.not_applicable_because,
        "missing_part_for_id": answer.missing_owner_id,
        "missing_part_due": answer.missing_due.isoformat() if answer.missing_due else "",
    }


def _values(answer: Answer) -> tuple[object, ...]:
    return (
        answer.state,
        answer.explanation,
        answer.not_applicable_because,
        answer.missing_owner_id,
        answer.missing_due,
    )


def faults_of(answer: Answer, data: AnswerInput) -> dict[str, str]:
    """What is missing or wrong, by field; empty when the answer can be published."""
    return CHECKS.get(data.state, _check_unknown)(answer, data)


def _check_unknown(answer: Answer, data: AnswerInput) -> dict[str, str]:
    return {"state": "Select your answer"}


def _check_met(answer: Answer, data: AnswerInput) -> dict[str, str]:
    faults = {}
    if not data.explanation.strip():
        faults["explanation"] = "Say how this is met"
    if answer.question.needs_evidence(answer.cycle.tier) and not answer.evidence.exists():
        faults["evidence"] = "Add at least one piece of evidence, or select Partly met"
    return faults


def _check_partly_met(answer: Answer, data: AnswerInput) -> dict[str, str]:
    faults = {}
    if not data.explanation.strip():
        faults["explanation"] = "Say what is met and what is missing"
    if data.owner is None or not data.owner.is_active:
        faults["owner"] = "Select who will complete the missing part"
    if data.due is None:
        faults["due"] = "Enter the date by which the missing part will be complete"
    return faults


def _check_not_met(answer: Answer, data: AnswerInput) -> dict[str, str]:
    return {} if data.explanation.strip() else {"explanation": "Say why this is not met yet"}


def _check_not_applicable(answer: Answer, data: AnswerInput) -> dict[str, str]:
    if not answer.question.na_allowed:
        return {"state": "This question always applies. Select Met, Partly met or Not met yet"}
    return {} if data.because.strip() else {"because": "Say why this question does not apply"}


CHECKS: dict[str, Callable[[Answer, AnswerInput], dict[str, str]]] = {
    AnswerState.MET: _check_met,
    AnswerState.PARTLY_MET: _check_partly_met,
    AnswerState.NOT_MET: _check_not_met,
    AnswerState.NOT_APPLICABLE: _check_not_applicable,
}
