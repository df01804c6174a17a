"""Reading an edition: the text of two YAML files -> what the edition says, or every fault. Pure: no Django."""

from __future__ import annotations

from collections.abc import Collection

from principles import content
from principles.reading.checklist import FrameworkCodes, codes_of, read_checklist
from principles.reading.figures import TIERS
from principles.reading.framework import read_framework
from principles.reading.lines import EditionFault, FaultList, LinedDict, parse
from principles.reading.rows import FieldReader

FRAMEWORK = "framework.yaml"
CHECKLIST = "checklist.yaml"

__all__ = ["CHECKLIST", "FRAMEWORK", "EditionFault", "read_edition"]


def read_edition(
    framework: str, checklist: str, grades: Collection[str]
) -> content.EditionContent | list[EditionFault]:
    """The edition if nothing is wrong with it, else every fault in the order of the files.

    `grades` are the codes of the grades that can sign.
    """
    of_framework, of_checklist = FaultList(FRAMEWORK), FaultList(CHECKLIST)
    fields, asked = parse(framework, of_framework), parse(checklist, of_checklist)
    frame = None if fields is None else read_framework(FieldReader(fields, of_framework), grades)
    codes = codes_of(frame) if frame else FrameworkCodes()
    questions = None if asked is None else read_checklist(FieldReader(asked, of_checklist), codes)
    if fields and frame and questions:
        _check_principles_asked(fields, frame, questions, of_framework)
    faults = sorted(of_framework.faults) + sorted(of_checklist.faults)
    if faults or frame is None or questions is None:
        return faults
    return content.EditionContent(frame, questions)


def _check_principles_asked(
    fields: LinedDict, frame: content.FrameworkContent, checklist: content.ChecklistContent, faults: FaultList
) -> None:
    """Over the whole cycle every tier must be asked about every principle."""
    asked = {(question.principle, tier) for question in checklist.questions for tier in question.tiers}
    rows = [row for row in fields.get("principles") or () if isinstance(row, LinedDict)]
    for principle in frame.principles:
        for tier in reversed(TIERS):
            if principle.code and checklist.questions and (principle.code, tier) not in asked:
                line = next(row.lines["key"] for row in rows if str(row.get("key")).strip() == principle.code)
                faults.add(line, f"principle {principle.code}: no question asks it in tier {tier}")
