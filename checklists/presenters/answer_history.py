"""The history of one answer: its revisions and confirmations, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checklists.models import Answer, AnswerState, ConfirmationState, Evidence, SupersededBecause


@dataclass(frozen=True)
class AnswerEvent:
    """One event in words, by whom and when; `text` is a confirmer's note or reason."""

    title: str
    who: str
    at: datetime
    text: str = ""


def answer_history(answer: Answer) -> list[AnswerEvent]:
    """Every revision and confirmation, newest first, in three queries."""
    events = [event for _, event in _revisions(answer)]
    for row in answer.confirmations.select_related("asked_by", "asked_of", "closed_by").order_by("pk"):
        outside = f"Recorded that {row.outside_name} confirmed it"
        title = f"Asked {row.asked_of} to confirm" if row.asked_of else outside
        events.append(AnswerEvent(title, str(row.asked_by), row.asked_at))
        at, by = row.closed_at, str(row.closed_by or "")
        if at is None:
            continue
        if row.superseded_because == SupersededBecause.NEW_REQUEST:
            events.append(AnswerEvent(f"No longer asks {row.by} to confirm", by, at))
        elif row.superseded_because == SupersededBecause.ANSWER_CHANGED:
            events.append(AnswerEvent(f"The answer changed, so {row.by} has to be asked again", by, at))
        elif row.asked_of and row.state == ConfirmationState.GIVEN:  # an outside confirmer's was recorded above
            events.append(AnswerEvent("Confirmed", by, at, row.reason))
        elif row.state == ConfirmationState.REFUSED:
            events.append(AnswerEvent("Not confirmed", by, at, row.reason))
        elif row.state == ConfirmationState.WITHDRAWN:
            events.append(AnswerEvent("Withdrew the confirmation", by, at, row.reason))
    return sorted(events, key=lambda event: event.at)[::-1]


def changes_since(answer: Answer, version: int) -> list[AnswerEvent]:
    """The revisions after that version, newest first."""
    return [event for number, event in reversed(_revisions(answer)) if number > version]


def _revisions(answer: Answer) -> list[tuple[int, AnswerEvent]]:
    """Each version with what it changed, the oldest first."""
    revisions = list(answer.revisions.select_related("author").order_by("version"))
    evidence_ids = {pk for revision in revisions for pk in revision.evidence_ids}
    titles = dict(Evidence.objects.filter(pk__in=evidence_ids).values_list("pk", "title"))
    state, evidence, events = str(AnswerState.UNANSWERED), set[int](), []
    for revision in revisions:
        added = [titles.get(pk, "evidence") for pk in revision.evidence_ids if pk not in evidence]
        removed = [titles.get(pk, "evidence") for pk in sorted(evidence) if pk not in revision.evidence_ids]
        if revision.state != state:
            verb = "Answered" if state == AnswerState.UNANSWERED else "Changed to"
            title = f"{verb} {revision.get_state_display().lower()}"
        elif added:
            title = f"Added evidence: {', '.join(added)}"
        elif removed:
            title = f"Took off evidence: {', '.join(removed)}"
        else:
            title = "Changed the explanation"
        events.append((revision.version, AnswerEvent(title, str(revision.author), revision.at)))
        state, evidence = revision.state, set(revision.evidence_ids)
    return events
