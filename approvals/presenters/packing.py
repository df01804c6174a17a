"""Writing down what a submission seals: everything its deciders rest on, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from approvals import packs
from checklists.checks import UNKNOWN, findings_of
from checklists.models import Answer, AnswerState
from checklists.selectors.answers import answer_facts, confirmation_of, live_answers, read_answers, weaknesses_of
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.selectors.arrangement_end import running_arrangement
from principles import figures


class SealedPart(Protocol):
    """What an app adds to a pack, under keys of its own, and how two packs differ there, a sentence each."""

    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]: ...

    def differences(self, before: packs.Pack, after: packs.Pack) -> list[str]: ...


class SealedTableMaker(Protocol):
    """The tables that an app seals for the gate of a stage: `settings.SEALED_TABLES`."""

    def __call__(self, cycle: Cycle, stage: str) -> Iterable[packs.SealedTable]: ...


class DutyDocumentMaker(Protocol):
    """What an app has for a decider to read for a duty, besides evidence, by the code of the duty.

    A document has a title with its version, its SHA-256 and the address at which that version stays readable:
    `settings.DUTY_DOCUMENTS`.
    """

    def __call__(self, cycle: Cycle, stage: str) -> Mapping[str, Sequence[Mapping[str, str]]]: ...


def sealed_parts() -> list[SealedPart]:
    """The parts that `settings.SEALED` names, in the order in which their differences are shown."""
    return [import_string(name)() for name in settings.SEALED]


def pack_of(cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
    """What every part seals of a cycle as it stands now. The submission adds what the submitter says."""
    pack: dict[str, Any] = {}
    for part in sealed_parts():
        sealed = part.seal(cycle, stage, today)
        if twice := pack.keys() & sealed.keys():
            raise ImproperlyConfigured(f"{type(part).__name__} seals what another part seals: {sorted(twice)}")
        pack |= sealed
    return pack


def differences(before: packs.Pack, after: packs.Pack) -> list[str]:
    """What changed from one submission to the next: part by part, then what the submitter asks for."""
    changes = [sentence for part in sealed_parts() for sentence in part.differences(before, after)]
    return [*changes, *packs.request_differences(before, after)]


class CycleValuesPart:
    """The values of the cycle, and the edition that its questions are from."""

    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        edition = {"code": cycle.edition.code, "digest": cycle.edition.digest}
        return {"cycle": _values(cycle, today), "stage": stage, "edition": edition}

    def differences(self, before: packs.Pack, after: packs.Pack) -> list[str]:
        return packs.value_differences(before, after)


class AnswersPart:
    """The answers of the stage's checklist, the duties that its deciders sign for, and what to doubt, if anything."""

    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        answers = read_answers(live_answers(cycle, stage).prefetch_related("evidence"))
        sealed = {"answers": [_answer(answer, cycle) for answer in answers], "duties": _duties(answers, cycle, stage)}
        rows = [
            {"kind": row.kind, "sentence": row.sentence, "answers": [code for code, _ in row.answers]}
            for row in weaknesses_of(answers, cycle)
        ]
        return sealed | ({"weaknesses": rows} if rows else {})

    def differences(self, before: packs.Pack, after: packs.Pack) -> list[str]:
        return packs.answer_differences(before, after)


class FindingsPart:
    """What the checks of the stage's questions found. A pack has the key only where one holds or fails."""

    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        answers = read_answers(live_answers(cycle, stage))
        findings = findings_of({cycle: stage}, answers, today)
        rows = [
            {
                "question": answer.question.code,
                "title": answer.question.title,
                "check": answer.question.check_name,
                "result": finding.result,
                "sentence": finding.sentence,
                "looked_at": list(finding.looked_at),
                **({"exception": finding.exception} if finding.exception else {}),
            }
            for answer in answers
            if (finding := findings.get(answer.pk)) and finding.result != UNKNOWN
        ]
        return {"findings": rows} if rows else {}

    def differences(self, before: packs.Pack, after: packs.Pack) -> list[str]:
        return packs.finding_differences(before, after)


class TablesPart:
    """The tables of the stages' own work, the earlier stage first. A pack has the key only where there are any."""

    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        makers: list[SealedTableMaker] = [import_string(name) for name in settings.SEALED_TABLES]
        tables = [replace(table, stage=table.stage or stage) for make in makers for table in make(cycle, stage)]
        tables.sort(key=lambda table: LIVE_STAGES.index(CycleStage(table.stage)))
        return {"tables": [table.as_json() for table in tables]} if tables else {}

    def differences(self, before: packs.Pack, after: packs.Pack) -> list[str]:
        return packs.table_differences(before, after)


def _values(cycle: Cycle, today: date) -> dict[str, Any]:
    running = running_arrangement(cycle, today)
    return {
        "reference": cycle.reference,
        "service": cycle.service.name,
        "number": cycle.number,
        "purpose": cycle.purpose,
        "directorate": cycle.directorate.name,
        "tier": cycle.tier,
        "tier_name": cycle.tier_name,
        "tier_override_reason": cycle.tier_override_reason,
        "whole_life_value": _text(cycle.whole_life_value),
        "vat": _text(cycle.vat),
        "value_with_vat": _text(cycle.value_with_vat),
        "yearly_value": _text(cycle.yearly_value),
        "tier_flags": figures.flags_in_words(cycle.tier_flags),
        "key_decision": cycle.key_decision,
        "decided_by": cycle.decided_by if cycle.key_decision else "",
        "need_by": cycle.need_by.isoformat(),
        "runs_today": "what this cycle put in place" if running.is_own else cycle.running_name,
        "runs_until": _iso(running.ends),
        "notice_to_it_by": _iso(running.notice_by),
        "delivery_route": _text(cycle.delivery_route),
        "other_routes": cycle.route_names[1:],
        "legal_regime": _text(cycle.legal_regime),
        "regime_route": _text(cycle.regime_route),
        "lead": cycle.lead.name,
        "lead_id": cycle.lead_id,
        "sponsor": cycle.sponsor.name,
        "sponsor_id": cycle.sponsor_id,
        "contract_manager": _text(cycle.contract_manager),
        "contract_manager_id": cycle.contract_manager_id,
        "ambitions": [ambition.name for ambition in cycle.ambitions.all()],
        "divisions": "all" if cycle.all_divisions else [division.name for division in cycle.divisions.all()],
    }


def _answer(answer: Answer, cycle: Cycle) -> dict[str, Any]:
    question, facts = answer.question, answer_facts(answer, cycle)
    return {
        "code": question.code,
        "title": question.title,
        "question": question.text_for(cycle.route),
        "principle": question.principle.name,
        "principle_code": question.principle.code,
        "mandatory": question.mandatory,
        "conditional_pass": question.conditional_pass,
        "duty": duty.code if (duty := question.duty_in(cycle.chosen)) else "",
        "na_rule": question.na_rule,
        "state": answer.state,
        "met": facts.counts_as_met,
        "explanation": answer.explanation,
        "not_applicable_because": answer.not_applicable_because,
        "owner": facts.owner,
        "owner_id": answer.missing_owner_id,
        "due": _iso(answer.missing_due),
        "version": answer.version,
        "answered_by": _text(answer.answered_by),
        "answered_at": answer.answered_at.isoformat() if answer.answered_at else None,
        "evidence": [
            {
                "id": item.pk,
                "title": item.title,
                "kind": item.kind,
                "sha256": item.sha256,
                "url": item.url,
                "dated": _iso(item.dated),
                "good_until": _iso(item.good_until),
                "confidential": item.confidential,
            }
            for item in answer.evidence.all()
        ],
        "confirmation": _confirmation(answer),
    }


def _confirmation(answer: Answer) -> dict[str, Any] | None:
    confirmation = confirmation_of(answer)
    if confirmation is None:
        return None
    return {
        "by": confirmation.by,
        "as": answer.question.confirmer.name,
        "state": confirmation.state,
        "at": _iso(confirmation.closed_at),
        "note": confirmation.reason,
    }


def _duties(answers: Iterable[Answer], cycle: Cycle, stage: str) -> list[dict[str, Any]]:
    """The duties a decider signs for in person, each with the questions and documents it is considered on."""
    duties: dict[str, dict[str, Any]] = {}
    for answer in answers:
        duty = answer.question.duty_in(cycle.chosen)
        if duty is None or not duty.due_regard:
            continue
        entry = duties.setdefault(
            duty.code,
            {"duty": duty.code, "name": duty.name, "basis": duty.basis, "questions": [], "documents": []},
        )
        entry["questions"].append(answer.question.code)
        entry["documents"] += [
            {
                "question": answer.question.code,
                "id": item.pk,
                "title": item.title,
                "sha256": item.sha256,
                "url": item.url,
            }
            for item in answer.evidence.all()
        ]
    for name in settings.DUTY_DOCUMENTS if duties else ():
        make: DutyDocumentMaker = import_string(name)
        for code, documents in make(cycle, stage).items():
            if code in duties:
                duties[code]["documents"] = [*map(dict, documents), *duties[code]["documents"]]
    return list(duties.values())


def weak_first(pack: dict[str, Any]) -> list[dict[str, Any]]:
    """Answers in the order in which a decider should look: partly met, does not apply, not met, then met."""
    order = {
        AnswerState.PARTLY_MET: 0,
        AnswerState.NOT_APPLICABLE: 1,
        AnswerState.NOT_MET: 2,
        AnswerState.UNANSWERED: 2,
    }
    return sorted(pack["answers"], key=lambda answer: order.get(answer["state"], 3))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
