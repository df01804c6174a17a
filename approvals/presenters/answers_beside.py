"""The answers of a sealed pack, each beside the one of the submission before where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from approvals.models import Submission
from approvals.presenters.sealed_pack import SealedAnswer, SealedPack, SealedPrinciple
from ui.text_comparison import TextRun, compare_texts


@dataclass(frozen=True)
class AnswerBeside:
    """One answer; `before` is the earlier one where it said something else."""

    answer: SealedAnswer
    before: SealedAnswer | None

    @property
    def has_other_words(self) -> bool:
        return self.before is not None and self.before.says != self.answer.says

    @property
    def runs(self) -> tuple[list[TextRun], list[TextRun]]:
        return compare_texts(self.before.says if self.before else "", self.answer.says)


def answers_beside(sealed: SealedPack, earlier: Submission | None) -> list[tuple[SealedPrinciple, list[AnswerBeside]]]:
    """By principle. Of the earlier pack nothing is read from the database."""
    before = {answer.code: answer for answer in SealedPack(earlier.pack, officer=True).answers} if earlier else {}
    groups = []
    for principle in sealed.principles:
        rows = []
        for answer in principle.answers:
            was = before.get(answer.code)
            rows.append(AnswerBeside(answer, was if was and _content(was) != _content(answer) else None))
        groups.append((principle, rows))
    return groups


def _content(answer: SealedAnswer) -> tuple[object, ...]:
    documents = [document.id for document in answer.documents]
    by = answer.confirmation.by if answer.confirmation else ""
    return answer.state, answer.says, answer.owner, answer.due, documents, by
