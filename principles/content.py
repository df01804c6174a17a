"""What one edition says, as plain values: what the files are read into and the rows are written from.

The fields have the names of the model's, so that a row is written from them as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Named:
    """An ambition, delivery route, legal regime or directorate."""

    code: str
    name: str


@dataclass(frozen=True)
class Stage(Named):
    statement: str


@dataclass(frozen=True)
class Principle(Named):
    abbreviation: str
    group: str
    statement: str


@dataclass(frozen=True)
class Duty(Named):
    basis: str
    rule: str
    due_regard: bool
    characteristics: tuple[str, ...]


@dataclass(frozen=True)
class Confirmer(Named):
    outside: bool


@dataclass(frozen=True)
class Framework:
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
    stages: tuple[Stage, ...]
    principles: tuple[Principle, ...]
    duties: tuple[Duty, ...]
    ambitions: tuple[Named, ...]
    delivery_routes: tuple[Named, ...]
    legal_regimes: tuple[Named, ...]
    directorates: tuple[Named, ...]
    confirmers: tuple[Confirmer, ...]
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
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
    checkpoint: str
    check_name: str
    statutory_basis: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """checklist.yaml. `gate_questions` are by stage: what its gate as a whole asks."""

    version: str
    gate_questions: Mapping[str, str]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Edition:
    framework: Framework
    checklist: Checklist

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says in canonical JSON: layout, comments and the order of fields don't count."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
