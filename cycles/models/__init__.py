"""Rows and constraints of services, cycles, their people and their dates."""

from cycles.models.cycle import CHAIN, LIVE_STAGES, Cycle, CycleStage, CycleStatus, DecisionMaker, Running, Service
from cycles.models.dates import PlannedDate
from cycles.models.participants import ADMITTING, CycleParticipant, ParticipantReason

__all__ = [
    "ADMITTING",
    "CHAIN",
    "LIVE_STAGES",
    "Cycle",
    "CycleParticipant",
    "CycleStage",
    "CycleStatus",
    "DecisionMaker",
    "ParticipantReason",
    "PlannedDate",
    "Running",
    "Service",
]
