"""Evidence as pages show it: what it is, whether it is in date, and which answers rest on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from checklists.models import SOON, Answer, Evidence, EvidenceKind
from checklists.policies.reading import readable_answers, readable_evidence
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.policies import may
from ui.wording import day
from uploads.remarks import FileNote

MONTH = 30.4


@dataclass(frozen=True)
class EvidenceItem:
    """One piece of evidence as lists show it."""

    evidence: Evidence
    mark: str
    word: str
    used_in: list[Answer]

    @property
    def what(self) -> str:
        """PDF, 1.2MB; or the place that a link leads to."""
        if self.evidence.kind == EvidenceKind.LINK:
            return f"Link to {urlsplit(self.evidence.url).hostname or self.evidence.url}"
        extension = PurePath(self.evidence.file_name).suffix.lstrip(".").upper() or "File"
        return f"{extension}, {size_text(self.evidence.size)}"

    @property
    def newer(self) -> Evidence | None:
        """The version that took its place."""
        return getattr(self.evidence, "replaced_by", None)

    @property
    def notes(self) -> list[str]:
        """What a reader of the file should know, a sentence each."""
        return notes_of(self.evidence)


def notes_of(evidence: Evidence) -> list[str]:
    return [FileNote[note].value.format(names=names) for note, names in evidence.notes.items()]


def open_answers(cycle: Cycle, user: User, today: date) -> list[Answer]:
    """The answers that this person can change today, in checklist order; whether is the same for all of a stage."""
    rows = Answer.objects.filter(cycle=cycle, set_aside_because="").select_related("question")
    answers = sorted(
        rows, key=lambda answer: (LIVE_STAGES.index(CycleStage(answer.question.stage)), answer.question.position)
    )
    stages = {answer.question.stage: answer for answer in answers}
    open_stages = {stage for stage, answer in stages.items() if may("answer", user, cycle, today, answer)}
    return [answer for answer in answers if answer.question.stage in open_stages]


def evidence_of(cycle: Cycle, user: User) -> QuerySet[Evidence]:
    """What this person reads of a cycle's evidence, newest first, each with the answers that they read."""
    evidence = Evidence.objects.filter(readable_evidence(user), cycle=cycle).select_related("added_by", "replaced_by")
    used = Answer.objects.filter(readable_answers(user), set_aside_because="")
    used = used.select_related("question").order_by("question__position")
    return evidence.prefetch_related(Prefetch("answers", queryset=used, to_attr="used_in"))


def items(evidence: Iterable[Evidence], today: date) -> list[EvidenceItem]:
    """The rows of `evidence_of` ready to be shown on that day."""
    return [item(row, today) for row in evidence]


def item(evidence: Evidence, today: date) -> EvidenceItem:
    mark, word = freshness(evidence.good_until, today)
    return EvidenceItem(evidence, mark, word, evidence.used_in)  # type: ignore[attr-defined]


def freshness(good_until: date, today: date) -> tuple[str, str]:
    """The mark and the words of evidence that is good until that day, the day included."""
    left = (good_until - today).days
    if left < 0:
        return "out_of_date", f"Out of date since {day(good_until)}"
    if left > SOON.days:
        return "in_date", f"In date to {good_until:%B %Y}"
    if left == 0:
        return "warning", "In date until today"
    days = "1 day" if left == 1 else f"{left} days"
    return "warning", f"Out of date in {days if left <= 45 else f'{round(left / MONTH)} months'}"


def size_text(size: int) -> str:
    """640KB, 1.2MB."""
    if size < 1024:
        return f"{size} bytes"
    kilobytes = round(size / 1024)
    return f"{kilobytes}KB" if kilobytes < 1000 else f"{size / 1024 / 1024:.1f}MB".replace(".0MB", "MB")
