"""Equality analyses for tests, written through the real services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.models import User
from approvals.packs import digest
from cycles.models import Cycle
from stages.plan.characteristics import characteristics_of
from stages.plan.models import EqualityAnalysis, Mitigation
from stages.plan.selectors.equality import EqualityWork, assessment_content, equality_work
from stages.plan.services.equality import (
    AssessmentInput,
    complete_analysis,
    save_assessments,
    save_description,
    save_mitigations,
)
from stages.records.services.tables import RowInput
from tests.council import NOW

ABOUT: dict[str, Any] = {
    "proposal": "Home care moves from visits by the hour to visits by the outcome.",
    "service_data": "62% of users are women; 71% are 80 or older.",
    "data_dated": date(2026, 3, 31),
    "missing_groups": "Gypsies and Travellers: we ask through their liaison officer.",
}
SCREENING = ABOUT | {
    "affects": "no",
    "affected": [],
    "needs_full": False,
    "conclusion": "Nobody is treated differently.",
}


def open_analysis(cycle: Cycle, *, at: datetime = NOW, **more: Any) -> EqualityAnalysis:
    return save_description(cycle, ABOUT | more, is_screening=False, actor=cycle.lead, at=at)


def work_of(cycle: Cycle) -> EqualityWork:
    work = equality_work(cycle)
    assert work is not None
    return work


def seen_of(cycle: Cycle, code: str) -> str:
    """The digest of what a page shows of one characteristic now."""
    stored = work_of(cycle).analysis.assessments.filter(characteristic=code).first()
    return digest(assessment_content(cycle, code, stored))


def assessed(
    cycle: Cycle, code: str, *, seen: str | None = None, evidence: str = "Survey of users, May 2026", **impacts: Any
) -> AssessmentInput:
    """`impacts` by limb: (impact, why); the others have none."""
    none: Mapping[str, tuple[str, str]] = dict.fromkeys(("eliminate", "advance", "foster"), ("none", ""))
    said = {limb: {"impact": impact, "why": why} for limb, (impact, why) in {**none, **impacts}.items()}
    return AssessmentInput(code, evidence, "", said, seen_of(cycle, code) if seen is None else seen)


def assess(cycle: Cycle, *rows: AssessmentInput, actor: User | None = None, at: datetime = NOW) -> int:
    return save_assessments(cycle, rows, actor=actor or cycle.lead, at=at)


def mitigate(cycle: Cycle, *, at: datetime = NOW, **more: Any) -> Mitigation:
    values = {
        "action": "Extra visits in villages",
        "characteristics": ["age"],
        "owner": cycle.lead,
        "due": date(2027, 3, 31),
    }
    (row,) = save_mitigations(cycle, [RowInput(values | more)], actor=cycle.lead, at=at)
    return row


def conclude(cycle: Cycle, text: str = "It goes ahead with extra visits.", *, at: datetime = NOW) -> EqualityAnalysis:
    version = work_of(cycle).analysis.version
    return complete_analysis(cycle, text, actor=cycle.lead, at=at, seen_version=version)


def complete(
    cycle: Cycle, *, at: datetime = NOW, action: str = "Extra visits in villages", **more: Any
) -> EqualityAnalysis:
    """A complete analysis with one negative impact, on age, and its mitigation."""
    open_analysis(cycle, at=at, **more)
    harm: dict[str, Any] = {"advance": ("negative", "Fewer visits reach villages.")}
    of_law = [row.code for row in characteristics_of(cycle.edition) if not row.is_local]
    assess(cycle, *(assessed(cycle, code, **(harm if code == "age" else {})) for code in of_law), at=at)
    mitigate(cycle, at=at, action=action)
    return conclude(cycle, at=at)
