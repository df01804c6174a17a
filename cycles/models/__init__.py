"""Rows and constraints of services, cycles, answers, evidence and gates."""

from cycles.models.answers import (
    Answer,
    AnswerDraft,
    AnswerRevision,
    AnswerState,
    Confirmation,
    ConfirmationState,
    SupersededBecause,
)
from cycles.models.cycle import CHAIN, LIVE_STAGES, Cycle, CycleStage, CycleStatus, Service
from cycles.models.dates import CalendarAddress, CouncilDay, PlannedDate
from cycles.models.evidence import Evidence, EvidenceKind
from cycles.models.gate import (
    UNMET,
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
from cycles.models.participants import ADMITTING, CycleParticipant, ParticipantReason

__all__ = [
    "ADMITTING",
    "CHAIN",
    "LIVE_STAGES",
    "UNMET",
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
    "CycleParticipant",
    "CycleStage",
    "CycleStatus",
    "Decision",
    "DecisionDraft",
    "Evidence",
    "EvidenceKind",
    "Involved",
    "NextStep",
    "Outcome",
    "ParticipantReason",
    "PendingSigner",
    "PlannedDate",
    "Service",
    "Step",
    "Submission",
    "SubmissionState",
    "SupersededBecause",
]
