"""The pages on which the framework's phrases are honoured, by the codes that editions name them by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycles.models import LIVE_STAGES, Cycle
from principles.models import Stage
from stages.records.kinds import all_kinds
from stages.records.steps import steps_of

# Pages besides the steps and tables of stages, by the names of their addresses.
BESIDES: Mapping[str, str] = {
    "cycle-edit": "Details of the cycle",
    "dashboard-ambition": "An ambition on the dashboard",
    "decide": "Decision on a gate",
    "evidence": "Evidence",
    "gate": "Gate",
    "question": "Question of a gate",
    "stage": "Checklist of the stage",
}


@dataclass(frozen=True)
class PhrasePage:
    """`address` is the name of its address; that of a table takes its stage and its code."""

    title: str
    address: str
    stage: str = ""
    code: str = ""


def framework_pages() -> Mapping[str, PhrasePage]:
    """Every page that a phrase may name: tables by their codes, steps by those of their tables and their address."""
    pages = {code: PhrasePage(title, code) for code, title in BESIDES.items()}
    for kind in all_kinds().values():
        pages[kind.code] = PhrasePage(kind.name, "record-table", kind.stage, kind.code)
    for stage in LIVE_STAGES:
        for step in steps_of(stage):
            page = PhrasePage(
                step.title, step.url_name or "record-table", step.stage, step.kinds[0] if step.kinds else ""
            )
            for code in filter(None, (*step.kinds, step.url_name)):
                pages.setdefault(code, page)
    return pages


def phrase_of(cycle: Cycle, code: str) -> tuple[str, str] | None:
    """The phrase of the cycle's edition that the page of that code honours, and of what it is: "Analyse".

    That of the stage, or else of a principle or of the whole; None where the edition names none. A phrase names a table
    or the step that it is a part of.
    """
    kind = all_kinds().get(code)
    stage = kind.stage if kind else ""
    codes = {code, *(step.url_name for step in steps_of(stage) if code in step.kinds)}
    found = [
        (said["of"], phrase["text"])
        for said in cycle.edition.phrases
        for phrase in said["phrases"]
        if codes.intersection(phrase["at"])
    ]
    found.sort(key=lambda row: row[0] != stage)
    if not found:
        return None
    of, text = found[0]
    name = Stage(of).label if of in Stage.values else of.replace("_", " ").capitalize()
    return text, name
