"""Reading an edition: the text of two YAML files -> what the edition says, or every fault. Pure: no Django."""

from __future__ import annotations

from collections.abc import Collection

from principles import content
from principles.reading.checklist import Known, known_codes, read_checklist
from principles.reading.figures import TIERS
from principles.reading.framework import read_framework
from principles.reading.lines import Fault, Lined, Notes, parse
from principles.reading.rows import Row

FRAMEWORK = "framework.yaml"
CHECKLIST = "checklist.yaml"

__all__ = ["CHECKLIST", "FRAMEWORK", "Fault", "read_edition"]


def read_edition(framework: str, checklist: str, grades: Collection[str]) -> content.Edition | list[Fault]:
    """The edition when nothing is wrong with it; otherwise all that is wrong, in the order of the files.

    `grades` are the codes of the grades that can sign.
    """
    of_framework, of_checklist = Notes(FRAMEWORK), Notes(CHECKLIST)
    fields, asked = parse(framework, of_framework), parse(checklist, of_checklist)
    frame = None if fields is None else read_framework(Row(fields, of_framework), grades)
    known = known_codes(frame) if frame else Known()
    listed = None if asked is None else read_checklist(Row(asked, of_checklist), known)
    if fields and frame and listed:
        for principle, tier in _never_asked(frame, listed):
            of_framework.add(_line_of(principle, fields), f"principle {principle}: no question asks it in tier {tier}")
    faults = sorted(of_framework.faults) + sorted(of_checklist.faults)
    if faults or frame is None or listed is None:
        return faults
    return content.Edition(frame, listed)


def _never_asked(frame: content.Framework, listed: content.Checklist) -> list[tuple[str, str]]:
    """Over the whole cycle every principle must be asked in every tier: the pairs that are not."""
    asked = {(question.principle, tier) for question in listed.questions for tier in question.tiers}
    wanted = [(principle.code, tier) for principle in frame.principles for tier in reversed(TIERS) if principle.code]
    return [pair for pair in wanted if listed.questions and pair not in asked]


def _line_of(principle: str, fields: Lined) -> int:
    rows = [row for row in fields["principles"] if isinstance(row, Lined)]
    return next(row.lines["key"] for row in rows if str(row.get("key")).strip() == principle)
