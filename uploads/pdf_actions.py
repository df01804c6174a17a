"""What a PDF says of itself, and which addresses it opens without being asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from uploads.remarks import FileNote, Remarks

# What pikepdf raises for objects of another type than they should have.
ODD = (ValueError, TypeError, AttributeError, KeyError, IndexError, RuntimeError, NotImplementedError)
OUTWARD = frozenset({"/URI", "/SubmitForm", "/GoToR", "/ImportData"})
MAX_PAGES = 5_000
MAX_ACTIONS = 100  # one after the other


def look(pdf: pikepdf.Pdf, remarks: Remarks) -> None:
    """Note the title and the date of the document, and whether it opens an address by itself."""
    properties: Any = pdf.docinfo if "/Info" in pdf.trailer else {}
    remarks.propose(title=str(properties.get("/Title", "")))
    for name in ("/ModDate", "/CreationDate"):
        remarks.propose(day=str(properties.get(name, "")))
    if any(_goes_out(action) for action in _automatic(pdf)):
        remarks.say(FileNote.OPENS_ADDRESS)


def _automatic(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Actions of the document as it opens, and of pages and fields as they are shown or touched."""
    yield pdf.Root.get("/OpenAction")
    yield from _triggered(pdf.Root)
    for number, page in enumerate(pdf.pages):
        if number >= MAX_PAGES:
            return
        yield from _triggered(page.obj)
        for annotation in page.obj.get("/Annots", ()):
            if isinstance(annotation, pikepdf.Dictionary):
                yield from _triggered(annotation)


def _triggered(owner: Any) -> Iterator[Any]:
    triggers = owner.get("/AA")
    if isinstance(triggers, pikepdf.Dictionary):
        yield from triggers.as_dict().values()


def _goes_out(action: Any) -> bool:
    """Whether the action, or one that follows it, leads out of the document. Of a chain without end, the first ones."""
    waiting = [action]
    for _ in range(MAX_ACTIONS):
        if not waiting:
            return False
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting.extend(list(each)[:MAX_ACTIONS])
        elif isinstance(each, pikepdf.Dictionary):
            if str(each.get("/S", "")) in OUTWARD:
                return True
            waiting.append(each.get("/Next"))
    return False
