"""Storing an edition: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from accounts.list_files import folded as name_key
from accounts.models import Directorate, Grade, Specialism
from audit import services as trail
from principles import content, edition_cache
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
    RegimeRoute,
    StageStatement,
)
from principles.reading import CHECKLIST, FRAMEWORK, read_edition
from principles.reading.lines import EditionFault
from ui.text import clean_text, folded

P = TypeVar("P", bound=Part)


class LoadOutcome(StrEnum):
    LOADED = "loaded"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class LoadResult:
    """The stored edition, and what was done with the files."""

    edition: Edition
    outcome: LoadOutcome


class EditionRefused(Exception):
    """The files are not loaded; nothing has changed."""


class FaultyFiles(EditionRefused):
    """The files have faults; all of them are named."""

    def __init__(self, faults: list[EditionFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class EditionInUse(EditionRefused):
    """Cycles use the edition already, so what it says can't change."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"Cycles use the edition {edition.code} already, so what it says can't change. "
            "Give the new text a code and a valid_from of its own: it becomes a new edition."
        )


def load_folder(folder: Path, at: datetime) -> LoadResult:
    """Load the edition of a folder. Raises EditionRefused, having changed nothing."""
    edition = read_edition(_text_of(folder / FRAMEWORK), _text_of(folder / CHECKLIST), grades=Grade.values)
    if isinstance(edition, list):
        raise FaultyFiles(edition)
    return load(edition, at)


@transaction.atomic
def load(wanted: content.EditionContent, at: datetime) -> LoadResult:
    """Store an edition. The same content again changes nothing; an edition that no cycle uses is replaced."""
    present = Edition.objects.select_for_update().filter(code=wanted.framework.code).first()
    if present and present.digest == wanted.digest:
        phrases = _phrases(wanted)
        if present.phrases != phrases:  # where it is honoured is not what it says: an edition in use gets it too
            present.phrases = phrases
            present.save(update_fields=["phrases"])
            edition_cache.clear()
        return LoadResult(present, LoadOutcome.UNCHANGED)
    if present:
        try:
            present.delete()
        except (models.ProtectedError, models.RestrictedError) as error:  # cycles, in an app above, refer to it
            raise EditionInUse(present) from error
        edition_cache.clear()
    edition = _write(wanted, at)
    listed = list(Directorate.objects.all())
    codes, names = {directorate.code for directorate in listed}, {name_key(directorate.name) for directorate in listed}
    for directorate in wanted.framework.directorates:  # a council renames and ends its directorates itself
        if directorate.code not in codes and name_key(directorate.name) not in names:
            Directorate.objects.create(code=directorate.code, name=directorate.name)
    for confirmer in wanted.framework.confirmers:
        if not confirmer.outside and confirmer.code != Confirmer.LEAD:
            Specialism.objects.update_or_create(code=confirmer.code, defaults={"name": confirmer.name})
    outcome = LoadOutcome.REPLACED if present else LoadOutcome.LOADED
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
    return LoadResult(edition, outcome)


def _text_of(path: Path) -> str:
    try:
        return clean_text(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FaultyFiles([EditionFault(path.name, 1, "the file is not text in UTF-8")]) from error
    except OSError as error:
        raise EditionRefused(f"{path} can't be read: {error.strerror}") from error


def _write(wanted: content.EditionContent, at: datetime) -> Edition:
    frame = wanted.framework
    values = {field.name: getattr(frame, field.name) for field in fields(frame)}
    columns = {field.name for field in Edition._meta.concrete_fields}
    edition = Edition.objects.create(
        **{name: value for name, value in values.items() if name in columns and name != "phrases"},
        phrases=_phrases(wanted),
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
    _write_parts(RegimeRoute, edition, map(asdict, frame.regime_routes))
    principles = _write_parts(Principle, edition, map(asdict, frame.principles))
    duties = _write_parts(Duty, edition, map(asdict, frame.duties))
    confirmers = _write_parts(Confirmer, edition, map(asdict, frame.confirmers))
    questions = []
    for place, question in enumerate(wanted.checklist.questions, start=1):
        values = asdict(question) | {
            "principle": principles[question.principle],
            "duty": duties.get(question.duty),
            "confirmer": confirmers[question.confirmer],
        }
        words = folded(f"{question.code} {question.title} {question.text}")
        questions.append(Question(edition=edition, position=place, words=words, **values))
    Question.objects.bulk_create(questions)
    return edition


def _phrases(wanted: content.EditionContent) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    rows = wanted.framework.phrases
    return [
        {"of": row.of, "phrases": [{"text": each.text, "at": list(each.at)} for each in row.phrases]} for row in rows
    ]


def _write_parts(model: type[P], edition: Edition, rows: Iterable[Mapping[str, Any]]) -> dict[str, P]:
    parts = [model(edition=edition, position=place, **row) for place, row in enumerate(rows, start=1)]
    return {part.code: part for part in model._default_manager.bulk_create(parts)}
