"""Names of suppliers: several in one cell, one name in many spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from contracts.supplier_names import LOT, supplier_key
from imports.register_files.cells import CellValue, says_nothing, shortened, tidy_text, without_value
from imports.register_files.results import NotKnown, ReadValue, WrongValue
from imports.register_files.supplier_names import in_small_letters


@dataclass(frozen=True, slots=True)
class SupplierInCell:
    """A name as it is to be shown, and the lots that the cell gives it ("1 and 2")."""

    name: str
    lot: str = ""


SuppliersResult = ReadValue[tuple[SupplierInCell, ...]] | NotKnown | WrongValue

MAX_SUPPLIER_NAME = 255
# Of one cell: the largest frameworks have about so many suppliers.
MAX_COMMAS = 300
REMEDY = "Enter the names of the suppliers, with a semicolon between two"
ENDING = (
    r"(?:ltd|limited|llp|l\.l\.p|plc|p\.l\.c|inc|incorporated|corp|corporation|cic|c\.i\.c|cio|gmbh|b\.?v"
    r"|s\.?a|ag|lp|co|company"
    r"|community interest company|council|trust|association|partnership|society|foundation|charity"
    r"|university|college|school|group)"
)
ENDS = re.compile(rf"\b{ENDING}\.?(?:\s*\([^()]*\))?\s*$", re.IGNORECASE)
COMPANY_ENDS = re.compile(r"\b(?:ltd|limited|llp|plc|inc|cic|cio)\.?(?:\s*\([^()]*\))?$", re.IGNORECASE)
# What is looked at of the end of a name, in characters.
LONGEST_ENDING = 40
ENDING_ALONE = re.compile(rf"\s*(?:{ENDING}|uk|gb|england|europe|the)\.?\s*$", re.IGNORECASE)
SURE_MARKS = re.compile(r"\s*(?:\n|;|\||•|\u2022)\s*")
NUMBERED = re.compile(r"(?:^|(?<=[\s;,]))\(?\d{1,2}[.)]\s+(?=[A-Za-z])")
BETWEEN_COMPANIES = re.compile(r"(?<=[a-z.)])\s+(?:and|&|/|\+)\s+", re.IGNORECASE)
VARIOUS = re.compile(
    r"(various|multiple|several|numerous|many|all)( (suppliers?|providers?|contractors?|companies"
    r"|lots))?( .{0,30})?|see (below|list|attached|notes?|framework).*|none|no suppliers?|n/?a\b.*"
    r"|not awarded.*|no award.*",
    re.IGNORECASE,
)
SHOUTED_WORDS = 2


def read_suppliers(cell: CellValue) -> SuppliersResult:
    """The suppliers in a cell, in its order, each once."""
    text = tidy_text(cell, lines=True)
    if nothing := without_value(text.replace("\n", " "), REMEDY):
        return nothing
    if VARIOUS.fullmatch(text) and not COMPANY_ENDS.search(text):
        return NotKnown(text)
    fault = "" if any(letter.isalpha() for letter in text) else "is not the name of a supplier"
    fault = f"has more than {MAX_COMMAS} commas" if text.count(",") > MAX_COMMAS else fault
    if fault:
        return WrongValue(f"“{shortened(text)}” {fault}", REMEDY)
    parts: list[str] = []
    doubts: list[str] = []
    for part in SURE_MARKS.split(NUMBERED.sub("\n", text).strip(" ;,|\n")):
        pieces, doubt = _split_at_commas(part)
        doubts.append(doubt)
        for piece in pieces:
            parts.extend(_split_at_and(piece))
    names: dict[tuple[str, str], SupplierInCell] = {}
    notes: list[str] = []
    for part in parts:
        lots = [" ".join(match["lot"].split()) for match in LOT.finditer(part)]  # in front of a name or behind it
        text_left = LOT.sub(" ", part) if lots else part
        name = SupplierInCell(" ".join(text_left.split()).strip(" ,;:-"), ", ".join(lots))
        if len(name.name) > MAX_SUPPLIER_NAME:
            return WrongValue(f"“{shortened(name.name)}” is too long for a name", REMEDY)
        if name.name.isupper() and len(name.name.split()) >= SHOUTED_WORDS:
            notes.append(f"“{name.name}” is in capitals")
            name = replace(name, name=in_small_letters(name.name))
        if name.name and not says_nothing(name.name):
            names.setdefault((supplier_key(name.name), name.lot), name)
    if not names:
        return NotKnown(text)
    doubt = next(filter(None, doubts), "")
    return ReadValue(tuple(names.values()), doubt, "; ".join(notes), REMEDY if doubt else "")


def _split_at_commas(text: str) -> tuple[list[str], str]:
    """The names of a list, and a doubt where a comma may belong to a name.

    A comma after "Ltd" and its like parts names, unless only "UK" or another ending follows. So does a comma without
    a blank behind it, which programs write and people don't.
    """
    segments, depth = [""], 0
    for part in re.split(r"([,()])", text):  # commas in brackets part nothing
        depth = max(0, depth + {"(": 1, ")": -1}.get(part, 0))
        if part == "," and not depth:
            segments.append("")
        else:
            segments[-1] += part
    pieces, doubt = [segments[0]], ""
    for segment in segments[1:]:
        following, left = segment.strip(), pieces[-1][-LONGEST_ENDING:]
        ended = bool(ENDS.search(left))
        if not following or not left.strip() or ENDING_ALONE.match(following):
            pieces[-1] += f",{segment}" if following else ""
            continue
        joined = re.match(r"(?:and|&)\s+", following, re.IGNORECASE)
        if ended and (joined or ENDS.search(following[-LONGEST_ENDING:])):
            pieces.append(following[joined.end() :] if joined else following)
        elif ended:
            doubt = f"“{shortened(following)}” was read as a supplier of its own"
            pieces.append(following)
        elif not segment[0].isspace() and not segment[0].isdigit():
            doubt = doubt or f"“{shortened(left.strip())}” was read as a supplier of its own"
            pieces.append(following)
        else:
            doubt = doubt or f"“{shortened(text)}” was kept as one supplier, in spite of its comma"
            pieces[-1] += f",{segment}"
    return [piece.strip(" ,") for piece in pieces], doubt


def _split_at_and(text: str) -> Iterator[str]:
    """Part "A Ltd and B plc", but not "Smith and Jones Ltd"."""
    start = 0
    if ENDS.search(text[-LONGEST_ENDING:]):
        for match in BETWEEN_COMPANIES.finditer(text):
            if COMPANY_ENDS.search(text[max(start, match.start() - LONGEST_ENDING) : match.start()]):
                yield text[start : match.start()]
                start = match.end()
    yield text[start:]
