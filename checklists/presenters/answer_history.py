"""The history of one answer: its revisions and confirmations, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.models import Event
from checklists.models import Answer, AnswerRevision, AnswerState, Evidence, SupersededBecause
from ui.text_comparison import TextRun, compare_texts

REPLIES = {
    "confirmation_given": "Confirmed",
    "confirmation_refused": "Not confirmed",
    "confirmation_withdrawn": "Withdrew the confirmation",
}


@dataclass(frozen=True)
class AnswerEvent:
    """One event in words, by whom and when; `text` is a confirmer's note or reason.

    `before` and `after` are the words of the answer where it had some before and they changed.
    """

    title: str
    who: str
    at: datetime
    text: str = ""
    before: str = ""
    after: str = ""

    @property
    def runs(self) -> tuple[list[TextRun], list[TextRun]]:
        return compare_texts(self.before, self.after)


def revisions_of(answer: Answer) -> list[AnswerRevision]:
    """The oldest first, with their authors."""
    return list(answer.revisions.select_related("author").order_by("version"))


def answer_history(answer: Answer, revisions: Sequence[AnswerRevision]) -> list[AnswerEvent]:
    """Every revision and confirmation, newest first, in three statements.

    A confirmation's row holds its last state alone. What its adviser said before, the record keeps.
    """
    events = [event for _, event in _changes(revisions)]
    rows = list(answer.confirmations.select_related("asked_by", "asked_of", "closed_by").order_by("pk"))
    replies: dict[int | None, list[Event]] = defaultdict(list)
    closings = Event.objects.filter(chain=answer.cycle.chain, object_type="confirmation", verb__in=REPLIES)
    for reply in closings.filter(object_id__in=[row.pk for row in rows]).select_related("actor").order_by("seq"):
        replies[reply.object_id].append(reply)
    for row in rows:
        outside = f"Recorded that {row.outside_name} confirmed it"
        title = f"Asked {row.asked_of} to confirm" if row.asked_of else outside
        events.append(AnswerEvent(title, str(row.asked_by), row.asked_at))
        for reply in replies[row.pk]:
            text = str(reply.facts.get("reason") or "")
            events.append(AnswerEvent(REPLIES[reply.verb], str(reply.actor), reply.at, text))
        at, by = row.closed_at, str(row.closed_by or "")
        if at is None:
            continue
        if row.superseded_because == SupersededBecause.NEW_REQUEST:
            events.append(AnswerEvent(f"No longer asks {row.by} to confirm", by, at))
        elif row.superseded_because == SupersededBecause.ANSWER_CHANGED:
            last = replies[row.pk][-1].verb if replies[row.pk] else ""
            given = last == "confirmation_given" or not row.asked_of
            title = f"The answer changed, so the confirmation by {row.by} no longer counts"
            events.append(AnswerEvent(title if given else f"The answer changed after {row.by} was asked", by, at))
    return sorted(events, key=lambda event: event.at)[::-1]


def changes_since(answer: Answer, version: int) -> list[AnswerEvent]:
    """The revisions after that version, newest first."""
    return [event for number, event in reversed(_changes(revisions_of(answer))) if number > version]


def _changes(revisions: Sequence[AnswerRevision]) -> list[tuple[int, AnswerEvent]]:
    """Each version with what it changed, the oldest first."""
    evidence_ids = {pk for revision in revisions for pk in revision.evidence_ids}
    rows = Evidence.objects.filter(pk__in=evidence_ids)
    titles = dict(rows.values_list("pk", "title")) if evidence_ids else {}
    state, before, evidence, events = str(AnswerState.UNANSWERED), "", set[int](), []
    for revision in revisions:
        added = [titles.get(pk, "evidence") for pk in revision.evidence_ids if pk not in evidence]
        removed = [titles.get(pk, "evidence") for pk in sorted(evidence) if pk not in revision.evidence_ids]
        words = "\n\n".join(filter(None, (revision.explanation, revision.not_applicable_because)))
        if revision.state != state:
            verb = "Answered" if state == AnswerState.UNANSWERED else "Changed to"
            title = f"{verb} {revision.get_state_display().lower()}"
        elif added:
            title = f"Added evidence: {', '.join(added)}"
        elif removed:
            title = f"Took off evidence: {', '.join(removed)}"
        else:
            title = "Changed the explanation" if words != before else "Changed the missing part"
            title = title if revision.state == AnswerState.PARTLY_MET or words != before else "Saved it again"
        was = before if before != words else ""
        event = AnswerEvent(title, str(revision.author), revision.at, before=was, after=words if was else "")
        events.append((revision.version, event))
        state, evidence, before = revision.state, set(revision.evidence_ids), words
    return events
