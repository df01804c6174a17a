"""Changing the equality analysis of a cycle, and freezing the version that deciders are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused, Stale
from approvals.models import Submission
from approvals.packs import digest
from cycles.models import Cycle
from cycles.policies import may
from cycles.services.changing import Change, changing
from stages.plan.characteristics import MITIGATIONS, characteristics_of, equality_duty
from stages.plan.equality import IMPACTS, gaps, impact_text, short_limb, text_of
from stages.plan.models import EqualityAnalysis, EqualityAssessment, EqualityVersion, Mitigation
from stages.plan.selectors.equality import assessment_content, equality_work
from stages.records.checks import renew_findings
from stages.records.models import RecordText
from stages.records.services.tables import RowInput, renew_texts, write_rows
from ui.text import folded

STAGE = "analyse"  # the analysis is opened there: sealed at its gate and at Plan's, after which it stays as it is
CODE = "equality"  # among the words of a cycle's records
CHANGED = "Somebody changed this while you were editing. Check what it says now beside what you typed."
FULL_FIELDS = ("proposal", "service_data", "data_dated", "missing_groups")
SCREENING_FIELDS = (*FULL_FIELDS, "affects", "affected", "needs_full", "conclusion")


@dataclass(frozen=True)
class AssessmentInput:
    """What is said of one characteristic; `seen` is the digest of what its page showed."""

    characteristic: str
    evidence: str
    missing: str
    impacts: Mapping[str, Mapping[str, str]]  # by limb: {"impact", "why"}
    seen: str


def save_description(
    cycle: Cycle,
    values: Mapping[str, Any],
    *,
    is_screening: bool,
    actor: User,
    at: datetime,
    seen_version: int | None = None,
    complete: bool = False,
) -> EqualityAnalysis:
    """Open an analysis (without `seen_version`) or change what it is about; a screening can be completed with it.

    Raises Refused, Stale with the analysis as it is now, or ValidationError by field.
    """
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=STAGE) as change:
        work = equality_work(change.cycle)
        if (work.analysis.version if work else None) != seen_version:
            raise Stale(CHANGED, row=work.analysis if work else None)
        analysis = write_description(change, values, is_screening=is_screening)
        if complete:
            _complete(change)
        return analysis


def write_description(change: Change, values: Mapping[str, Any], *, is_screening: bool) -> EqualityAnalysis:
    """The same within a change of the cycle that holds more; whoever opened it asks the policy of STAGE."""
    work = equality_work(change.cycle)
    if work is None:
        analysis = EqualityAnalysis(cycle=change.cycle, is_screening=is_screening)
        _set(change, analysis, values)
        analysis.save()
        change.record("equality_opened", about=analysis, kind="a screening" if is_screening else "a full analysis")
        _after(change, analysis)
        return analysis
    if work.analysis.is_screening != is_screening:
        raise Stale(CHANGED, row=work.analysis)
    _set(change, work.analysis, values)
    _record_changes(change, work.analysis, work.content, tuple(values))
    return work.analysis


def write_screening(change: Change, values: Mapping[str, Any]) -> None:
    """Open or change a screening, and mark it complete as soon as nothing is missing."""
    if not (verdict := may("change_records", change.actor, change.cycle, change.on, STAGE)):
        raise Refused(verdict.reason)
    write_description(change, values, is_screening=True)
    work = equality_work(change.cycle)
    if work is not None and not gaps(work.content):
        _complete(change)


def extend_screening(cycle: Cycle, *, actor: User, at: datetime) -> EqualityAnalysis:
    """Make a full analysis of a screening; all that it says stays. Raises Refused, or Stale where it is none."""
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=STAGE) as change:
        work = equality_work(change.cycle)
        if work is None or not work.analysis.is_screening:
            raise Stale(CHANGED, row=work.analysis if work else None)
        _begin_version(change, work.analysis)
        work.analysis.is_screening = False
        work.analysis.version += 1
        work.analysis.save()
        change.record("screening_extended", about=work.analysis)
        _after(change, work.analysis)
        return work.analysis


def save_assessments(cycle: Cycle, rows: Sequence[AssessmentInput], *, actor: User, at: datetime) -> int:
    """Store what is said of these characteristics, all or none; returns how many changed.

    One that says what its page showed is left alone, so that two people can work side by side. Raises Refused, or
    Stale where one of those changed was changed by somebody else meanwhile.
    """
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=STAGE) as change:
        work = equality_work(change.cycle)
        if work is None or work.analysis.is_screening:
            raise Stale(CHANGED, row=work.analysis if work else None)
        names = {row.code: row.name for row in characteristics_of(change.cycle.edition)}
        duty = equality_duty(change.cycle.edition)
        limbs = {limb["code"]: short_limb(limb["name"]) for limb in (duty.limbs if duty else ())}
        stored = {row.characteristic: row for row in work.analysis.assessments.all()}
        count = 0
        for row in rows:
            if row.characteristic not in names:
                raise ValidationError("Choose characteristics from the list")
            impacts = {limb: dict(row.impacts[limb]) for limb in limbs if limb in row.impacts}
            if any(one["impact"] not in ("", *IMPACTS) for one in impacts.values()):
                raise ValidationError("Choose an impact from the list")
            record = stored.get(row.characteristic)
            old = assessment_content(change.cycle, row.characteristic, record)
            record = record or EqualityAssessment(analysis=work.analysis, characteristic=row.characteristic)
            record.evidence, record.missing, record.impacts = row.evidence.strip(), row.missing.strip(), impacts
            new = assessment_content(change.cycle, row.characteristic, record)
            if new == old or digest(new) == row.seen:
                continue
            if digest(old) != row.seen:
                raise Stale(CHANGED, row=work.analysis)
            record.save()
            count += 1
            before, after = _assessment_facts(old, limbs), _assessment_facts(new, limbs)
            changed = [label for label in after if before[label] != after[label]]
            change.record(
                "equality_assessed",
                about=work.analysis,
                characteristic=names[row.characteristic],
                before={label: before[label] for label in changed},
                after={label: after[label] for label in changed},
            )
        if count:
            _begin_version(change, work.analysis)
            work.analysis.save()
            _after(change, work.analysis)
        return count


def save_mitigations(cycle: Cycle, rows: Sequence[RowInput], *, actor: User, at: datetime) -> list[Mitigation]:
    """Add, change and remove mitigations. Raises as stages.records.services.tables.change_table does."""
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=STAGE) as change:
        analysis = EqualityAnalysis.objects.filter(cycle=change.cycle).first()
        if analysis is None:
            raise Stale(CHANGED)
        written: list[Any] = write_rows(change, MITIGATIONS, rows)
        if change.has_recorded:
            _begin_version(change, analysis)
            analysis.save()
            _after(change, analysis)
        return written


def complete_analysis(
    cycle: Cycle, conclusion: str, *, actor: User, at: datetime, seen_version: int
) -> EqualityAnalysis:
    """Write the conclusion and mark the version complete. Raises Refused, Stale, or ValidationError with its gaps."""
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=STAGE) as change:
        work = equality_work(change.cycle)
        if work is None or work.analysis.version != seen_version:
            raise Stale(CHANGED, row=work.analysis if work else None)
        if work.analysis.conclusion != conclusion.strip():
            _set(change, work.analysis, {"conclusion": conclusion.strip()})
            _record_changes(change, work.analysis, work.content, ("conclusion",))
        return _complete(change)


def freeze_version(change: Change, submission: Submission) -> None:
    """Keep the version that a pack was just sealed with, for settings.FOLLOW_UPS: deciders are shown it from now on."""
    work = equality_work(change.cycle)
    if work is None or work.analysis.is_frozen:
        return
    version = EqualityVersion.objects.create(
        cycle=change.cycle,
        number=work.analysis.number,
        content=work.content,
        digest=digest(work.content),
        frozen_at=change.at,
        frozen_by=change.actor,
    )
    work.analysis.is_frozen = True
    work.analysis.save()
    change.record("equality_frozen", about=version, number=version.number, digest=version.digest)


def _complete(change: Change) -> EqualityAnalysis:
    """What is complete already stays as it is, with its day."""
    work = equality_work(change.cycle)
    assert work is not None
    if lacking := gaps(work.content):
        raise ValidationError([gap.sentence for gap in lacking])
    if gone := work.owners_gone:
        raise ValidationError([f"{row.owner}, who owns “{row.action}”, has left." for row in gone])
    analysis = work.analysis
    if analysis.completed_at is None:
        _begin_version(change, analysis)
        analysis.completed_at, analysis.completed_by = change.at, change.actor
        analysis.save()
        change.record("equality_completed", about=analysis, number=analysis.number)
        _after(change, analysis)
    return analysis


def _set(change: Change, analysis: EqualityAnalysis, values: Mapping[str, Any]) -> None:
    """Raises ValidationError by field."""
    codes = {row.code for row in characteristics_of(change.cycle.edition)}
    if not codes.issuperset(values.get("affected", ())):
        raise ValidationError({"affected": "Choose groups from the list"})
    for name, value in values.items():
        setattr(analysis, name, value.strip() if isinstance(value, str) else value)
    analysis.changed_at, analysis.changed_by = change.at, change.actor
    analysis.full_clean(exclude=["cycle", "changed_by", "completed_by", "completed_at"], validate_unique=False)


def _record_changes(
    change: Change, analysis: EqualityAnalysis, before: Mapping[str, Any], names: Sequence[str]
) -> None:
    """Save the fields that are not as they were `before`, as a change of what the version says."""
    new = {name: getattr(analysis, name) for name in names}
    after = {**before, **{name: value.isoformat() if isinstance(value, date) else value for name, value in new.items()}}
    changed = [name for name in names if before[name] != after[name]]
    if not changed:
        return
    _begin_version(change, analysis)
    analysis.version += 1
    analysis.save()
    labels = {name: str(EqualityAnalysis._meta.get_field(name).verbose_name) for name in changed}  # type: ignore[union-attr]
    change.record(
        "equality_changed",
        about=analysis,
        before={labels[name].capitalize(): text_of(before, name) for name in changed},
        after={labels[name].capitalize(): text_of(after, name) for name in changed},
    )
    _after(change, analysis)


def _begin_version(change: Change, analysis: EqualityAnalysis) -> None:
    """What changes is complete no more; what deciders were shown stays, and the change is of the next version."""
    analysis.completed_at, analysis.completed_by = None, None
    analysis.changed_at, analysis.changed_by = change.at, change.actor
    if analysis.is_frozen:
        analysis.is_frozen = False
        analysis.number += 1
        change.record("equality_version_begun", about=analysis, number=analysis.number)


def _after(change: Change, analysis: EqualityAnalysis) -> None:
    """Store the words of the analysis and what the checks find."""
    work = equality_work(change.cycle)
    assert work is not None
    content = work.content
    words = [content[name] for name in ("proposal", "service_data", "missing_groups", "conclusion")]
    for row in content["characteristics"]:
        words += [row["evidence"], row["missing"], *(one["why"] for one in row["impacts"])]
    title = f"{'Equality screening' if content['is_screening'] else 'Equality analysis'}: {content['proposal']}"
    text = RecordText(
        record_id=work.analysis.pk, title=title[:300], words=folded(" ".join(filter(None, words))), is_draft=False
    )
    renew_texts(change.cycle, CODE, [text])
    renew_findings(change.cycle)


def _assessment_facts(content: Mapping[str, Any], limbs: Mapping[str, str]) -> dict[str, str]:
    impacts = {limbs[one["limb"]]: impact_text(one) for one in content["impacts"]}
    return {"Evidence": content["evidence"], "Missing from the evidence": content["missing"], **impacts}
