"""Reading the equality analysis of a cycle, its frozen versions, and the mitigations that somebody owns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from cycles.models import LIVE_STAGES, Cycle
from stages.plan.characteristics import MITIGATIONS, characteristics_of, equality_duty
from stages.plan.equality import Content
from stages.plan.models import EqualityAnalysis, EqualityAssessment, EqualityVersion, Mitigation
from stages.records.selectors.tables import rows_of
from ui.lookups import only_row


@dataclass(frozen=True)
class EqualityWork:
    """The analysis that a team works on, with its mitigations and all that it says."""

    analysis: EqualityAnalysis
    mitigations: list[Mitigation]
    content: Content

    @property
    def owners_gone(self) -> list[Mitigation]:
        """Mitigations whose owner has left."""
        return [row for row in self.mitigations if row.owner is not None and not row.owner.is_active]


def equality_work(cycle: Cycle) -> EqualityWork | None:
    """Three queries; None where none was opened."""
    analysis = only_row(EqualityAnalysis.objects.filter(cycle=cycle).select_related("completed_by"))
    if analysis is None:
        return None
    analysis.cycle = cycle  # one object, so that its edition is read once
    mitigations = rows_of(MITIGATIONS, cycle, confirmed=True)
    completed_by = analysis.completed_by.name if analysis.completed_by else ""
    content = _content(cycle, analysis, analysis.assessments.all(), mitigations, completed_by)
    return EqualityWork(analysis, mitigations, content)


def equality_in_short(cycle: Cycle) -> EqualityWork | None:
    """What the short page tells of it: no mitigations, nor who completed it. A screening looks at no characteristic.

    One query for a full analysis, none for a screening, where the cycle was read with its `equality_analysis`.
    """
    analysis: EqualityAnalysis | None = getattr(cycle, "equality_analysis", None)
    if analysis is None:
        return None
    assessments = [] if analysis.is_screening else analysis.assessments.all()
    return EqualityWork(analysis, [], _content(cycle, analysis, assessments, [], ""))


def assessment_content(cycle: Cycle, code: str, stored: EqualityAssessment | None) -> dict[str, Any]:
    """What is said of one characteristic; everything is empty where nothing was."""
    duty, impacts = equality_duty(cycle.edition), stored.impacts if stored else {}
    empty = {"impact": "", "why": ""}
    return {
        "evidence": stored.evidence if stored else "",
        "missing": stored.missing if stored else "",
        "impacts": [
            {"limb": limb["code"], "name": limb["name"], **empty, **impacts.get(limb["code"], {})}
            for limb in (duty.limbs if duty else ())
        ],
    }


def version_of(cycle: Cycle, number: int) -> EqualityVersion | None:
    return cycle.equality_versions.filter(number=number).select_related("frozen_by").first()


def versions_of(cycle: Cycle) -> list[EqualityVersion]:
    """The frozen versions without their content, the oldest first."""
    return list(cycle.equality_versions.defer("content").select_related("frozen_by"))


def open_mitigations(people: QuerySet[User]) -> QuerySet[Mitigation]:
    """Mitigations of live cycles that one of these people owns, whether or not the Plan gate has passed."""
    return Mitigation.objects.filter(owner__in=people, is_draft=False, cycle__stage__in=LIVE_STAGES)


def _content(
    cycle: Cycle,
    analysis: EqualityAnalysis,
    assessments: Iterable[EqualityAssessment],
    mitigations: list[Mitigation],
    completed_by: str,
) -> dict[str, Any]:
    stored = {row.characteristic: row for row in assessments}
    completed = analysis.completed_at
    return {
        "number": analysis.number,
        "is_screening": analysis.is_screening,
        "proposal": analysis.proposal,
        "service_data": analysis.service_data,
        "data_dated": analysis.data_dated.isoformat() if analysis.data_dated else None,
        "missing_groups": analysis.missing_groups,
        "affects": analysis.affects,
        "affected": list(analysis.affected),
        "needs_full": analysis.needs_full,
        "conclusion": analysis.conclusion,
        "completed_on": timezone.localdate(completed).isoformat() if completed else None,
        "completed_by": completed_by,
        "characteristics": [
            {"code": row.code, "name": row.name, "is_local": row.is_local}
            | assessment_content(cycle, row.code, stored.get(row.code))
            for row in characteristics_of(cycle.edition)
        ],
        "mitigations": [
            {
                "id": row.pk,
                "action": row.action,
                "characteristics": list(row.characteristics),
                "owner": row.owner.name if row.owner else "",
                "due": row.due.isoformat() if row.due else None,
            }
            for row in mitigations
        ],
    }
