"""What the pages of one question share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import Verdict, require
from accounts.views.access import signed_in
from checklists.met import UNKNOWN, Finding, Gap
from checklists.models import Answer, AnswerDraft, AnswerRevision, AnswerState
from checklists.policies.answering import advisers_for
from checklists.policies.reading import may_read_answer
from checklists.presenters.answer_history import revisions_of
from checklists.presenters.checklist import ChecklistRow, StageChecklist, read_checklist
from checklists.selectors.answers import confirmation_of
from checklists.views.shortcuts import answer_or_404
from cycles.models import Cycle, CycleStage
from cycles.presenters.replacements import passed_on
from cycles.selectors.replacements import holder_or_replacements
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now, require_readable_work
from principles.models import Duty
from ui.lookups import only_row


@dataclass(frozen=True)
class QuestionPage:
    """One answer of one cycle, where it stands in its checklist, and whether this person may answer it."""

    cycle: Cycle
    answer: Answer
    verdict: Verdict
    draft: AnswerDraft | None
    checklist: StageChecklist
    is_officer: bool

    @property
    def row(self) -> ChecklistRow | None:
        return self.checklist.row(self.answer)

    @property
    def stage(self) -> str:
        return self.answer.question.stage

    @property
    def gap(self) -> Gap | None:
        """The gap of this answer, while the cycle is at its gate."""
        return self.row.gap if self.row and self.cycle.stage == self.stage else None

    @property
    def finding(self) -> Finding | None:
        """What the question's check found; None where it says nothing, and once the gate has passed."""
        finding = self.row.facts.finding if self.row else None
        return finding if finding and finding.result != UNKNOWN else None

    @property
    def unrecorded(self) -> Finding | None:
        """The finding of a check whose records have a page, while nothing is recorded there."""
        finding = self.row.facts.finding if self.row else None
        return finding if finding and finding.result == UNKNOWN and finding.url else None

    @property
    def words_of_records(self) -> str:
        """What its check found, as a draft of the answer; "" once something is written."""
        if self.draft or self.answer.state != AnswerState.UNANSWERED or not self.finding:
            return ""
        return self.finding.sentence

    @property
    def blocked_by_check(self) -> bool:
        """Whether its failing check blocks the present gate, so that an exception can be recorded."""
        return self.row is not None and self.row.facts.blocked_by_check and self.cycle.stage == self.stage

    @property
    def sent_back(self) -> Answer | None:
        """For officers: the answer, if a decider sent it back and it was not answered again."""
        return self.row.answer if self.is_officer and self.row and self.row.answer.sent_back_at else None

    @cached_property
    def advisers(self) -> list[User]:
        """Who may be asked to confirm the answer; nobody where its confirmer does not sign in, or none is needed."""
        question = self.answer.question
        inside = question.needs_confirmation(self.cycle.tier) and not question.confirmer.outside
        return advisers_for(self.answer, self.revisions) if inside else []

    @cached_property
    def revisions(self) -> list[AnswerRevision]:
        return revisions_of(self.answer)

    @property
    def newer(self) -> AnswerRevision | None:
        """The present revision, where this person's draft began with another; None of an answer without one."""
        is_other = self.draft is not None and self.draft.version != self.answer.version
        return self.revisions[-1] if is_other and self.revisions else None

    @property
    def part_passed_on(self) -> str:
        """Who has the missing part now, where its owner can't complete it any more."""
        owner = self.answer.missing_owner
        return passed_on(owner, self.cycle, holder_or_replacements(owner, self.cycle)) if owner else ""

    @property
    def request_passed_on(self) -> str:
        """Who has the request to confirm now, where the adviser has left."""
        request = confirmation_of(self.row.answer) if self.row else None
        adviser = request.asked_of if request else None
        return passed_on(adviser, self.cycle, holder_or_replacements(adviser, self.cycle)) if adviser else ""

    def address(self, name: str) -> str:
        return reverse(name, args=[self.cycle.reference, self.stage, self.answer.question.code.lower()])

    @property
    def text(self) -> str:
        """What is asked, in the words of the cycle's delivery route."""
        return self.answer.question.text_for(self.cycle.route)

    @property
    def duty(self) -> Duty | None:
        return self.answer.question.duty_in(self.cycle.chosen)

    @property
    def is_policy(self) -> bool:
        """Whether the council asks of its own accord what the law asks of other cycles."""
        return self.answer.question.duty is not None and self.duty is None

    @property
    def needs_evidence(self) -> bool:
        return self.answer.question.needs_evidence(self.cycle.tier)

    @property
    def url(self) -> str:
        return self.address("question")

    @property
    def more_url(self) -> str:
        return self.address("question-more")

    @property
    def missing_part_url(self) -> str:
        return self.address("question-missing-part")

    @property
    def draft_url(self) -> str:
        return self.address("question-draft")

    @property
    def confirmation_url(self) -> str:
        return self.address("question-confirmation")

    @property
    def exception_url(self) -> str:
        return self.address("question-exception")

    @property
    def evidence_url(self) -> str:
        return self.address("question-evidence")

    @property
    def checklist_url(self) -> str:
        return reverse("stage", args=[self.cycle.reference, self.stage])

    @property
    def checklist_name(self) -> str:
        return f"{CycleStage(self.stage).label} checklist"

    @property
    def next_row(self) -> ChecklistRow | None:
        """The next question that blocks the gate and waits for the team."""
        return self.checklist.next_to_do(self.row) if self.row else None

    @property
    def next_url(self) -> str:
        """The next question that blocks; the checklist where none does."""
        if self.next_row is None:
            return self.checklist_url
        return reverse("question", args=[self.cycle.reference, self.stage, self.next_row.question.code.lower()])

    def context(self) -> dict[str, Any]:
        return cycle_header(self.cycle, self.stage) | {
            "page": self,
            "answer": self.answer,
            "question": self.answer.question,
        }


def question_page(request: HttpRequest, reference: str, stage: str, code: str) -> QuestionPage:
    """404 or 403 where the person may not read it."""
    cycle, user = cycle_or_404(request, reference), signed_in(request)
    require_readable_work(request, cycle, stage)
    checklist = read_checklist(cycle, stage, timezone.localdate(), user, shows_evidence=False)
    row = next((row for row in checklist.rows if row.question.code == code.upper()), None)
    answer = row.answer if row else answer_or_404(cycle, stage, code)  # one that was set aside, or is not readable
    require(may_read_answer(user, answer))
    return QuestionPage(
        cycle=cycle,
        answer=answer,
        verdict=may_now(request, "answer", cycle, answer),
        draft=only_row(AnswerDraft.objects.filter(answer=answer, user=user)),
        checklist=checklist,
        is_officer=roles_of(user).is_officer,
    )


def posted_id(request: HttpRequest, name: str) -> int:
    """A row's id or a version from a hidden field; 0, which no row has, for anything else."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 18 else 0
