"""How long gates were with their team and with their approvers, from what was submitted and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from approvals.models import Submission, SubmissionState
from approvals.selectors.signing import grade_name
from approvals.waiting_spans import StepSpan, SubmissionSpan, WaitingSpan, shares, spans_of
from calendars.days import working_days
from cycles.models import Cycle, CycleStage
from ui.wording import counted

ENDS = (SubmissionState.PASSED, SubmissionState.STOPPED)


def days_between(since: datetime | None, until: datetime) -> int:
    """Working days from one moment to another, each on the council's own calendar."""
    return working_days(timezone.localdate(since), timezone.localdate(until)) if since else 0


@dataclass(frozen=True)
class GateClock:
    """One visit to a stage: who had its gate, from when until when."""

    stage: str
    visit: int
    spans: Sequence[WaitingSpan]
    goes_on: bool

    @property
    def gate(self) -> str:
        return f"{CycleStage(self.stage).label} gate"

    @property
    def days(self) -> int:
        return sum(span.days for span in self.spans)

    @property
    def sentence(self) -> str:
        """Waited 9 working days: 4 with the team, 5 with Daniel Okafor."""
        whole = counted(self.days, "working day")
        waited = f"{whole} so far" if self.goes_on else f"Waited {whole}"
        parts = shares(self.spans)
        if len(parts) == 1:
            return f"{waited}, all with {next(iter(parts))}"
        return f"{waited}: {', '.join(f'{days} with {holder}' for holder, days in parts.items())}"


def clocks_of(cycle: Cycle, today: date, *, stage: str = "", holder: str = "") -> list[GateClock]:
    """The clock of every visit, or of those to one stage, the latest first; in three queries.

    `holder` is who is expected to sign the step that is open now.
    """
    rows = cycle.submissions.filter(stage=stage) if stage else cycle.submissions.all()
    rows = rows.defer("pack").prefetch_related(
        "steps", "decisions__decider", "decisions__cover_for", "decisions__in_place_of"
    )
    clocks = []
    for _, group in groupby(rows.order_by("visit", "number"), key=lambda submission: submission.visit):
        submissions = list(group)
        first, last = submissions[0], submissions[-1]
        goes_on = cycle.is_live and first.visit == cycle.visit and last.state not in ENDS
        began = timezone.localdate(first.began_at or first.submitted_at)
        parts = [_submission_span(submission, holder) for submission in submissions]
        spans = spans_of(began, parts, today, goes_on=goes_on)
        clocks.append(GateClock(first.stage, first.visit, spans, goes_on))
    in_stage = cycle.is_live and stage in ("", cycle.stage)
    if in_stage and not any(clock.visit == cycle.visit for clock in clocks):
        spans = spans_of(timezone.localdate(cycle.stage_since), [], today, goes_on=True)
        clocks.append(GateClock(cycle.stage, cycle.visit, spans, goes_on=True))
    return clocks[::-1]


def _submission_span(submission: Submission, holder: str) -> SubmissionSpan:
    """A step without a signature is with `holder` while it waits, and otherwise with its grade."""
    submitted = timezone.localdate(submission.submitted_at)
    ended = timezone.localdate(submission.closed_at) if submission.closed_at else None
    if submission.state != SubmissionState.PENDING:
        holder = ""
    decisions = {row.step_id: row for row in submission.decisions.all() if row.replaces_id is None}
    steps = []
    for step in submission.steps.all():
        decision = decisions.get(step.pk)
        if step.opened_at is None:
            continue
        opened = timezone.localdate(step.opened_at)
        if decision:
            steps.append(StepSpan(decision.signed_by, opened, timezone.localdate(decision.at)))
        else:
            steps.append(StepSpan(holder or f"the {grade_name(step.grade)}", opened, ended))
    return SubmissionSpan(submitted, steps, ended)
