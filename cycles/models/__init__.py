"""Rows and constraints of services, cycles, answers, evidence and gates."""

from cycles.models.answers import Answer, AnswerDraft, AnswerRevision, AnswerState, Confirmation, ConfirmationState
from cycles.models.cycle import CHAIN, LIVE_STAGES, Cycle, CycleStage, CycleStatus, Service
from cycles.models.dates import CalendarAddress, CouncilDay, PlannedDate
from cycles.models.evidence import Evidence, EvidenceKind
from cycles.models.gate import (
    Condition,
    ConditionState,
    Decision,
    DecisionDraft,
    Involved,
    NextStep,
    Outcome,
    PendingSigner,
    Step,
    Submission,
    SubmissionState,
)

__all__ = [
    "CHAIN",
    "LIVE_STAGES",
    "Answer",
    "AnswerDraft",
    "AnswerRevision",
    "AnswerState",
    "CalendarAddress",
    "Condition",
    "ConditionState",
    "Confirmation",
    "ConfirmationState",
    "CouncilDay",
    "Cycle",
    "CycleStage",
    "CycleStatus",
    "Decision",
    "DecisionDraft",
    "Evidence",
    "EvidenceKind",
    "Involved",
    "NextStep",
    "Outcome",
    "PendingSigner",
    "PlannedDate",
    "Service",
    "Step",
    "Submission",
    "SubmissionState",
]
