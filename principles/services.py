"""Writing an edition into the database: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.models import Directorate, Grade, Specialism
from audit import services as trail
from principles import content
from principles import edition_cache as memory
from principles.models import (
    Ambition,
    Confirmer,
    DeliveryRoute,
    Duty,
    Edition,
    LegalRegime,
    Part,
    Principle,
    Question,
    StageStatement,
)
from principles.reading import CHECKLIST, FRAMEWORK, read_edition
from principles.reading.lines import Fault

P = TypeVar("P", bound=Part)


class Outcome(StrEnum):
    LOADED = "loaded"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Loaded:
    """The edition as it stands now, and what became of the files."""

    edition: Edition
    outcome: Outcome


class Refused(Exception):
    """The files are not loaded; nothing has changed."""


class FaultyFiles(Refused):
    """Something is wrong with the files: all of it, line by line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class EditionInUse(Refused):
    """Cycles use the edition already, so what it says can't change."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"Cycles use the edition {edition.code} already, so what it says can't change. "
            "Give the new text a code and a valid_from of its own: it becomes a new edition."
        )


def load_folder(folder: Path, at: datetime) -> Loaded:
    """Load the edition of a folder. Raises Refused, having changed nothing."""
    found = read_edition(_text_of(folder / FRAMEWORK), _text_of(folder / CHECKLIST), grades=Grade.values)
    if isinstance(found, list):
        raise FaultyFiles(found)
    return load(found, at)


@transaction.atomic
def load(wanted: content.Edition, at: datetime) -> Loaded:
    """Write what is not written yet. The same again changes nothing; an edition that no cycle uses is replaced."""
    present = Edition.objects.select_for_update().filter(code=wanted.framework.code).first()
    if present and present.digest == wanted.digest:
        return Loaded(present, Outcome.UNCHANGED)
    if present:
        _remove(present)
    edition = _write(wanted, at)
    _write_people(wanted.framework)
    outcome = Outcome.REPLACED if present else Outcome.LOADED
    trail.record(
        trail.SYSTEM,
        f"edition_{outcome}",
        actor=None,
        at=at,
        about=edition,
        code=edition.code,
        title=edition.title,
        questions=len(wanted.checklist.questions),
        digest=edition.digest,
    )
    return Loaded(edition, outcome)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultyFiles([Fault(path.name, 1, "the file is not text in UTF-8")]) from error
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror}") from error


def _remove(edition: Edition) -> None:
    """Whoever relies on an edition protects it: cycles, which this app does not know."""
    try:
        edition.delete()
        memory.forget()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise EditionInUse(edition) from error


def _write(wanted: content.Edition, at: datetime) -> Edition:
    frame = wanted.framework
    own = {field.name: getattr(frame, field.name) for field in fields(frame)}
    columns = {field.name for field in Edition._meta.concrete_fields}
    edition = Edition.objects.create(
        **{name: value for name, value in own.items() if name in columns},
        checklist_version=wanted.checklist.version,
        digest=wanted.digest,
        loaded_at=at,
    )
    gate_questions = wanted.checklist.gate_questions
    stages = ({**asdict(stage), "gate_question": gate_questions[stage.code]} for stage in frame.stages)
    _write_parts(StageStatement, edition, stages)
    _write_parts(Ambition, edition, map(asdict, frame.ambitions))
    _write_parts(DeliveryRoute, edition, map(asdict, frame.delivery_routes))
    _write_parts(LegalRegime, edition, map(asdict, frame.legal_regimes))
    _write_questions(
        edition,
        wanted.checklist.questions,
        principles=_write_parts(Principle, edition, map(asdict, frame.principles)),
        duties=_write_parts(Duty, edition, map(asdict, frame.duties)),
        confirmers=_write_parts(Confirmer, edition, map(asdict, frame.confirmers)),
    )
    return edition


def _write_parts(model: type[P], edition: Edition, rows: Iterable[Mapping[str, Any]]) -> dict[str, P]:
    parts = [model(edition=edition, position=place, **row) for place, row in enumerate(rows, start=1)]
    return {part.code: part for part in model._default_manager.bulk_create(parts)}


def _write_questions(
    edition: Edition,
    questions: Iterable[content.Question],
    principles: Mapping[str, Principle],
    duties: Mapping[str, Duty],
    confirmers: Mapping[str, Confirmer],
) -> None:
    rows = []
    for place, question in enumerate(questions, start=1):
        own = asdict(question)
        own["principle"] = principles[question.principle]
        own["duty"] = duties.get(question.duty)
        own["confirmer"] = confirmers[question.confirmer]
        rows.append(Question(edition=edition, position=place, **own))
    Question.objects.bulk_create(rows)


def _write_people(frame: content.Framework) -> None:
    """The directorates that commission, and what an adviser can be asked to confirm. Nothing is taken away."""
    for directorate in frame.directorates:
        Directorate.objects.update_or_create(code=directorate.code, defaults={"name": directorate.name})
    for confirmer in frame.confirmers:
        if not confirmer.outside and confirmer.code != Confirmer.LEAD:
            Specialism.objects.update_or_create(code=confirmer.code, defaults={"name": confirmer.name})
