"""What one edition says, as plain values: the files are read into them, and rows are written from them.

The fields are named as those of the models, so that a row is written from them unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class NamedCode:
    """An ambition, delivery route, legal regime or directorate."""

    code: str
    name: str


@dataclass(frozen=True)
class StageContent(NamedCode):
    statement: str


@dataclass(frozen=True)
class PrincipleContent(NamedCode):
    abbreviation: str
    group: str
    statement: str


@dataclass(frozen=True)
class DutyContent(NamedCode):
    basis: str
    rule: str
    due_regard: bool
    characteristics: tuple[str, ...]
    limbs: tuple[Mapping[str, str], ...] = ()
    local_additions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConfirmerContent(NamedCode):
    outside: bool


@dataclass(frozen=True)
class RegimeRouteContent(NamedCode):
    regime: str
    drops: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """A part of a statement, with the codes of the pages on which it is done: tables, steps or addresses."""

    text: str
    at: tuple[str, ...]


@dataclass(frozen=True)
class StatementPhrases:
    """`of` is a stage, the key of a principle, vision, aim, resources or delivery_routes."""

    of: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class FrameworkContent:
    """framework.yaml."""

    code: str
    title: str
    council: str
    source: str
    valid_from: date
    valid_to: date | None
    definition: str
    vision: str
    aim: str
    resources: tuple[str, ...]
    stages: tuple[StageContent, ...]
    principles: tuple[PrincipleContent, ...]
    duties: tuple[DutyContent, ...]
    ambitions: tuple[NamedCode, ...]
    delivery_routes: tuple[NamedCode, ...]
    legal_regimes: tuple[NamedCode, ...]
    regime_routes: tuple[RegimeRouteContent, ...]
    directorates: tuple[NamedCode, ...]
    confirmers: tuple[ConfirmerContent, ...]
    figures: Mapping[str, Any]
    phrases: tuple[StatementPhrases, ...] = ()


@dataclass(frozen=True)
class QuestionContent:
    """`principle`, `duty` and `confirmer` are codes; an empty duty is none."""

    code: str
    stage: str
    principle: str
    duty: str
    confirmer: str
    title: str
    text: str
    guidance: str
    evidence_examples: tuple[str, ...]
    mandatory: bool
    na_allowed: bool
    na_rule: str
    conditional_pass: bool
    tiers: tuple[str, ...]
    applies_when: Mapping[str, tuple[str, ...]]
    evidence_in: tuple[str, ...]
    confirmer_in: tuple[str, ...]
    duty_when: Mapping[str, tuple[str, ...]]
    text_by_route: Mapping[str, str]
    never_to_councillors: bool
    decided_by_members: bool
    checkpoint: str
    check_name: str
    statutory_basis: tuple[str, ...]


@dataclass(frozen=True)
class ChecklistContent:
    """checklist.yaml. `gate_questions` holds what the gate of each stage asks as a whole."""

    version: str
    gate_questions: Mapping[str, str]
    questions: tuple[QuestionContent, ...]


@dataclass(frozen=True)
class EditionContent:
    framework: FrameworkContent
    checklist: ChecklistContent

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says in canonical JSON: layout, comments and the order of fields don't count.

        Neither do the phrases: they repeat its words, and their pages are those of this service.
        """
        says = asdict(self)
        del says["framework"]["phrases"]
        text = json.dumps(says, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
