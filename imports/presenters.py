"""An import as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from imports.models import ImportRow, ImportState, RegisterImport, RowVerdict
from imports.register_files.fields import BY_CODE, RegisterField
from ui.wording import counted, day, listed, money

CERTAINTY = {
    "remembered": ("on_track", "As last time"),
    "name_known": ("on_track", "Sure"),
    "name_like": ("at_risk", "Likely"),
    "values_like": ("at_risk", "A guess"),
    "not_used": ("not_applicable", "Not used"),
}
STATE_TAGS = {
    ImportState.COLUMNS: "waiting",
    ImportState.TO_CHECK: "waiting",
    ImportState.BRINGING_IN: "waiting",
    ImportState.DONE: "active",
    ImportState.FAILED: "warning",
    ImportState.TAKEN_BACK: "withdrawn",
}
# In this order a file is worked through.
SHOWN = (
    RowVerdict.WRONG,
    RowVerdict.DOUBTFUL,
    RowVerdict.CHANGED,
    RowVerdict.NEW,
    RowVerdict.LEFT_OUT,
    RowVerdict.UNCHANGED,
)
GONE = "gone"
LONGEST_TO_MEND = 300  # characters that a line of the page can hold


@dataclass(frozen=True)
class ShownProblem:
    """A problem of a row, and the cell with which it can be mended."""

    cell: str
    level: str
    sentence: str
    remedy: str
    field: str = ""
    label: str = ""
    text: str = ""  # of the cell


@dataclass(frozen=True)
class ShownRow:
    """One row of the check page."""

    row: ImportRow
    title: str
    facts: str
    problems: list[ShownProblem] = field(default_factory=list)
    mended: str = ""
    others: list[tuple[str, str, str]] = field(default_factory=list)  # code, label and text of its other cells

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def may_be_taken(self) -> bool:
        """It is doubtful by what the file says; what the register says has to be answered."""
        doubts = any(problem["level"] == "doubt" for problem in self.row.problems)
        return self.row.verdict == RowVerdict.DOUBTFUL and doubts and not self.row.choice


def shown_rows(rows: Iterable[ImportRow], register_import: RegisterImport) -> list[ShownRow]:
    """With each problem stands its cell to mend, once; the row's other cells follow, also those that are empty."""
    codes = {column["field"] for column in register_import.columns} | {"title"}
    order = {"wrong": 0, "doubt": 1, "note": 2}
    shown = []
    for row in rows:
        values = row.values
        title = values.get("title") or values.get("made_up_title") or row.cells.get("title") or "No title"
        references = [values.get("reference"), values.get("council_reference")]
        suppliers = listed([name for name, _ in values.get("suppliers", [])])
        amount = money(Decimal(values["value"])) if values.get("value") else ""
        days = [day(date.fromisoformat(values[name])) for name in ("start", "first_end") if values.get(name)]
        facts = "; ".join(filter(None, [*references, suppliers, amount, " to ".join(days)]))
        cells = [
            (code, of.label, row.mended.get(code, row.cells.get(code, "")))
            for code, of in BY_CODE.items()
            if code in codes and of is not RegisterField.IGNORE
        ]
        to_mend = {cell[0]: cell for cell in cells}
        problems = []
        for problem in sorted(row.problems, key=lambda each: order[each["level"]]):
            said = ShownProblem(problem["cell"], problem["level"], problem["sentence"], problem["remedy"])
            if problem["level"] != "note" and (cell := to_mend.pop(problem["field"], None)):
                said = replace(said, field=cell[0], label=cell[1], text=cell[2])
            problems.append(said)
        problems += [ShownProblem("", "doubt", sentence, "") for sentence in row.doubts]
        mended = listed([BY_CODE[code].label for code in row.mended if code in BY_CODE])
        others = [cell for cell in to_mend.values() if len(cell[2]) <= LONGEST_TO_MEND]
        shown.append(ShownRow(row, title, facts, problems, mended, others))
    return shown


@dataclass(frozen=True)
class VerdictTab:
    """A part of the check page, and how many rows it has."""

    code: str
    label: str
    count: int
    is_current: bool


def verdict_tabs(register_import: RegisterImport, gone: int, asked_for: str) -> list[VerdictTab]:
    """Every part; the one asked for, or the first that has rows, is current."""
    counts: dict[str, int] = {verdict.value: register_import.counts.get(verdict.value, 0) for verdict in SHOWN}
    counts[GONE] = gone
    current = asked_for if asked_for in counts else next((code for code in counts if counts[code]), "new")
    labels = {verdict.value: str(verdict.label) for verdict in SHOWN} | {GONE: "Not in this file"}
    return [VerdictTab(code, labels[code], number, code == current) for code, number in counts.items()]


def what_it_does(register_import: RegisterImport) -> str:
    """What bringing in writes: "30 agreements added, 3 changed"."""
    counts = register_import.counts
    added, changed = counts.get(RowVerdict.NEW, 0), counts.get(RowVerdict.CHANGED, 0)
    parts = [counted(added, "agreement") + " added"] if added else []
    parts += [f"{changed:,} changed" if added else counted(changed, "agreement") + " changed"] if changed else []
    return ", ".join(parts) or "nothing"


def what_stays_out(register_import: RegisterImport) -> str:
    """The rows that are not written although somebody might want them: "2 doubtful and 1 wrong"."""
    counts = register_import.counts
    kinds = (RowVerdict.DOUBTFUL, RowVerdict.WRONG)
    return listed([f"{counts[verdict]:,} {verdict.label.lower()}" for verdict in kinds if counts.get(verdict)])


def import_lines(imports: Iterable[RegisterImport]) -> list[dict[str, Any]]:
    """The list of imports: each with its state, and what it did."""
    lines = []
    for each in imports:
        done = each.state in (ImportState.DONE, ImportState.TAKEN_BACK)
        said = what_it_does(each) if done or each.state == ImportState.BRINGING_IN else ""
        lines.append(
            {
                "import": each,
                "tag": STATE_TAGS[ImportState(each.state)],
                "did": said[:1].upper() + said[1:] if said else "Nothing yet",
            }
        )
    return lines


def shown_columns(register_import: RegisterImport) -> list[dict[str, Any]]:
    """The columns with how sure each proposal is, as a tag."""
    return [
        column | dict(zip(("tag", "sureness"), CERTAINTY[column["certainty"]], strict=True))
        for column in register_import.columns
    ]
