"""Rows and constraints of answers, confirmations and evidence."""

from checklists.models.answers import (
    Answer,
    AnswerDraft,
    AnswerRevision,
    AnswerState,
    Confirmation,
    ConfirmationState,
    SupersededBecause,
)
from checklists.models.checks import CheckException
from checklists.models.evidence import SOON, DamagedFile, Evidence, EvidenceKind

__all__ = [
    "SOON",
    "Answer",
    "AnswerDraft",
    "AnswerRevision",
    "AnswerState",
    "CheckException",
    "Confirmation",
    "ConfirmationState",
    "DamagedFile",
    "Evidence",
    "EvidenceKind",
    "SupersededBecause",
]
