"""Words that stand in one restricted cycle and nowhere else: where one shows, something leaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from checklists.models import Answer, AnswerState
from checklists.services.answering import AnswerInput, save_answer

STEM = "Quillfeather"
FIELDS = (
    "service",
    "purpose",
    "tier reason",
    "explanation",
    "evidence",
    "file title",
    "file name",
    "content",
    "condition",
    "reasons",
    "note",
    "comment",
    "reason",
    "outside",
    "draft",
    "agreement",
    "lot",
    "option",
    "link",
    "notice",
    "proposal",
    "mitigation",
    "action",
    "demand",
    "pasted",
)


class Words:
    """Says each field with a word of its own: Quillfeathera in the service's name, Quillfeatherb in its purpose."""

    planted = True

    def of(self, field: str, plain: str) -> str:
        return f"{plain} {planted(field)}"

    def answer(self, row: Answer, *, at: datetime) -> Answer:
        """Say the same again with planted words; the first of Analyse does not apply."""
        said = AnswerInput(state=row.state, explanation=self.of("explanation", row.explanation))
        if row.question.code == "AN-RES-1":
            said = replace(said, state=AnswerState.NOT_APPLICABLE, because=self.of("reason", "Nobody lives there."))
        return save_answer(row, said, actor=row.cycle.lead, at=at, seen_version=row.version)


class _Plain(Words):
    planted = False

    def of(self, field: str, plain: str) -> str:
        return plain

    def answer(self, row: Answer, *, at: datetime) -> Answer:
        return row


PLAIN = _Plain()


def planted(field: str) -> str:
    return STEM + chr(ord("a") + FIELDS.index(field))
