"""How long gates were with their team and with their approvers: the clock over what was submitted and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from approvals.models import Decision, Step, Submission, SubmissionState
from approvals.selectors.signing import grade_name
from approvals.waiting_spans import Handed, Span, Turn, shares, spans_of
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
    spans: Sequence[Span]
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


def clocks_of(cycle: Cycle, on: date, *, stage: str = "", holder: str = "") -> list[GateClock]:
    """The clock of every visit, or of those to one stage, the latest first; in three queries.

    `holder` is who is expected to sign the step that is open now.
    """
    submissions = cycle.submissions.filter(stage=stage) if stage else cycle.submissions.all()
    found = (
        submissions.defer("pack")
        .prefetch_related("steps", "decisions__decider", "decisions__cover_for")
        .order_by("visit", "number")
    )
    clocks = [_clock(cycle, list(visit), on, holder) for _, visit in groupby(found, key=lambda one: one.visit)]
    here = cycle.is_live and stage in ("", cycle.stage)
    if here and not any(clock.visit == cycle.visit for clock in clocks):
        spans = spans_of(timezone.localdate(cycle.stage_since), [], on, goes_on=True)
        clocks.append(GateClock(cycle.stage, cycle.visit, spans, goes_on=True))
    return clocks[::-1]


def _clock(cycle: Cycle, submissions: Sequence[Submission], on: date, holder: str) -> GateClock:
    first, last = submissions[0], submissions[-1]
    goes_on = cycle.is_live and first.visit == cycle.visit and last.state not in ENDS
    began = timezone.localdate(first.began_at or first.submitted_at)
    spans = spans_of(began, [_handed(one, holder) for one in submissions], on, goes_on=goes_on)
    return GateClock(first.stage, first.visit, spans, goes_on)


def _handed(submission: Submission, holder: str) -> Handed:
    signed = {one.step_id: one for one in submission.decisions.all() if one.replaces_id is None}
    turns = [_turn(submission, step, signed.get(step.pk), holder) for step in submission.steps.all() if step.opened_at]
    return Handed(timezone.localdate(submission.submitted_at), turns, _day(submission.closed_at))


def _turn(submission: Submission, step: Step, signed: Decision | None, holder: str) -> Turn:
    since = _day(step.opened_at) or timezone.localdate(submission.submitted_at)
    if signed:
        return Turn(_signer(signed), since, timezone.localdate(signed.at))
    pending = submission.state == SubmissionState.PENDING
    return Turn((holder if pending else "") or f"the {grade_name(step.grade)}", since, _day(submission.closed_at))


def _signer(decision: Decision) -> str:
    return f"{decision.decider} for {decision.cover_for}" if decision.cover_for else str(decision.decider)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
