"""What happened to one answer: its texts and the words of its confirmers, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from checklists.models import (
    Answer,
    AnswerRevision,
    AnswerState,
    Confirmation,
    ConfirmationState,
    Evidence,
    SupersededBecause,
)


@dataclass(frozen=True)
class AnswerEvent:
    """One thing that happened: in words, by whom, when, and what was said."""

    title: str
    who: str
    at: datetime
    text: str = ""


def answer_history(answer: Answer) -> list[AnswerEvent]:
    """The whole story in three queries."""
    told = sorted([*_revised(answer), *_confirmed(answer)], key=lambda one: one.at)
    return told[::-1]


def changes_since(answer: Answer, version: int) -> list[AnswerEvent]:
    """What was done to the answer's own texts after that version, newest first."""
    return [told for number, told in reversed(list(_numbered(answer))) if number > version]


def _revised(answer: Answer) -> Iterator[AnswerEvent]:
    return (told for _, told in _numbered(answer))


def _numbered(answer: Answer) -> Iterator[tuple[int, AnswerEvent]]:
    revisions = list(answer.revisions.select_related("author").order_by("version"))
    named = {pk for revision in revisions for pk in revision.evidence_ids}
    titles = dict(Evidence.objects.filter(pk__in=named).values_list("pk", "title"))
    before: AnswerRevision | None = None
    for revision in revisions:
        yield revision.version, AnswerEvent(_what_changed(before, revision, titles), str(revision.author), revision.at)
        before = revision


def _what_changed(before: AnswerRevision | None, after: AnswerRevision, titles: Mapping[int, str]) -> str:
    was = before.state if before else AnswerState.UNANSWERED
    if after.state != was:
        answered = "Answered" if was == AnswerState.UNANSWERED else "Changed to"
        return f"{answered} {after.get_state_display().lower()}"
    held = set(before.evidence_ids) if before else set()
    if added := [titles.get(pk, "evidence") for pk in after.evidence_ids if pk not in held]:
        return f"Added evidence: {', '.join(added)}"
    if gone := [titles.get(pk, "evidence") for pk in sorted(held) if pk not in after.evidence_ids]:
        return f"Took off evidence: {', '.join(gone)}"
    return "Changed the explanation"


def _confirmed(answer: Answer) -> Iterator[AnswerEvent]:
    for confirmation in answer.confirmations.select_related("asked_by", "asked_of", "closed_by").order_by("pk"):
        if confirmation.asked_of:
            yield AnswerEvent(
                f"Asked {confirmation.asked_of} to confirm", str(confirmation.asked_by), confirmation.asked_at
            )
        else:
            yield AnswerEvent(
                f"Recorded that {confirmation.outside_name} confirmed it",
                str(confirmation.asked_by),
                confirmation.asked_at,
            )
        yield from _closed(confirmation)


def _closed(confirmation: Confirmation) -> Iterator[AnswerEvent]:
    """What came of it. An outside confirmer's word is told when it is recorded."""
    at, by = confirmation.closed_at, str(confirmation.closed_by or "")
    if at is None:
        return
    if confirmation.superseded_because == SupersededBecause.NEW_REQUEST:
        yield AnswerEvent(f"No longer asks {confirmation.by} to confirm", by, at)
    elif confirmation.superseded_because == SupersededBecause.ANSWER_CHANGED:
        yield AnswerEvent(f"The answer changed, so the word of {confirmation.by} no longer counts", by, at)
    elif confirmation.asked_of and confirmation.state == ConfirmationState.GIVEN:
        yield AnswerEvent("Confirmed", by, at, confirmation.reason)
    elif confirmation.state == ConfirmationState.REFUSED:
        yield AnswerEvent("Not confirmed", by, at, confirmation.reason)
    elif confirmation.state == ConfirmationState.WITHDRAWN:
        yield AnswerEvent("Withdrew the confirmation", by, at, confirmation.reason)
