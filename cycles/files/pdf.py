"""PDFs: whole, readable without a password, and free of scripts, started programs and attached files.

The bytes are searched as they stand, and the object streams (where newer PDFs keep most of their objects) after
inflating them. Page contents and pictures are not unpacked: nothing in them can act.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from cycles.files.budget import Budget
from cycles.files.limits import CHUNK, MAX_RATIO, RATIO_GRACE
from cycles.files.stowaways import refuse_behind, refuse_zip_behind
from cycles.files.verdicts import Fault, Kind, Refused, not_as_called

BLANK = b"\x00\t\n\x0c\r "
GAP = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*[\r\n])*"
NAME_ENDS = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
REFERENCE_OR_DICTIONARY = rb"(?:<<|\d+" + GAP + rb"\d+" + GAP + rb"R)"
END_WITHIN = 1024
CARRY = 256


def _name(*words: str) -> bytes:
    """A pattern for any of those PDF names, with or without their letters written as #xx."""

    def letters(word: str) -> bytes:
        return b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in word.encode())

    return b"/(?:" + b"|".join(letters(word) for word in words) + b")" + NAME_ENDS


ACTIONS = _name("JavaScript", "Launch", "Rendition")
HEADER = re.compile(rb"(\xef\xbb\xbf)?[\x00\t\n\x0c\r ]{0,64}%PDF-[12]\.\d")
ENCRYPTED = re.compile(_name("Encrypt") + GAP + REFERENCE_OR_DICTIONARY)
ACTIVE = re.compile(_name("S") + GAP + ACTIONS + rb"|\bobj" + GAP + ACTIONS + GAP + rb"endobj")
ATTACHED = re.compile(_name("EF") + GAP + REFERENCE_OR_DICTIONARY)
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
HOLDS_OBJECTS = re.compile(
    _name("ObjStm") + rb"|" + _name("First") + GAP + rb"\d+" + GAP + rb"(?!\d|" + GAP + rb"\d+" + GAP + rb"R)"
)
FILTERED = re.compile(_name("Filter"))
DEFLATE = _name("FlateDecode")
DEFLATED = re.compile(_name("Filter") + GAP + rb"(?:" + DEFLATE + rb"|\[" + GAP + DEFLATE + GAP + rb"\])")
CHAINED = re.compile(_name("Filter") + GAP + rb"\[" + GAP + rb"/[^\s\]/]+" + GAP + rb"/")
PREDICTED = re.compile(_name("Predictor") + GAP + rb"(?!1\D)")
BLANKS = re.compile(rb"[\x00\t\n\x0c\r ]+")


def check(data: bytes, budget: Budget) -> None:
    """Raise Refused unless the bytes are a whole PDF and harmless."""
    if not HEADER.match(data):
        raise not_as_called(Kind.PDF)
    end = data.rfind(b"%%EOF")
    behind = data[end + len(b"%%EOF") :].strip(BLANK)
    refuse_zip_behind(data)
    if end < 0 or len(behind) > END_WITHIN:
        raise Refused(Fault.DAMAGED)
    refuse_behind(behind)
    if ENCRYPTED.search(data):
        raise Refused(Fault.PROTECTED)
    _refuse_actions(data)
    for objects in _object_streams(data, budget):
        _refuse_actions(objects)


def _refuse_actions(data: bytes) -> None:
    if ACTIVE.search(data):
        raise Refused(Fault.ACTIVE)
    if ATTACHED.search(data):
        raise Refused(Fault.EMBEDDED)


def _object_streams(data: bytes, budget: Budget) -> Iterator[bytes]:
    """The inflated pieces of every object stream, each piece with the end of the one before it."""
    view, before = memoryview(data), 0
    for keyword in STREAM.finditer(data):
        dictionary = view[before : keyword.start()]
        before = keyword.end()
        if not HOLDS_OBJECTS.search(dictionary) or not FILTERED.search(dictionary):
            continue
        if not DEFLATED.search(dictionary) or CHAINED.search(dictionary) or PREDICTED.search(dictionary):
            raise Refused(Fault.NOT_CHECKABLE)
        carried = b""
        for piece in _inflated(view[keyword.end() :], budget):
            carried = BLANKS.sub(b" ", carried[-CARRY:] + piece)
            yield carried


def _inflated(packed: memoryview, budget: Budget) -> Iterator[bytes]:
    """What the stream unpacks to, up to its first fault: readers show what comes before one."""
    inflater = zlib.decompressobj()
    taken, found = 0, 0
    while not inflater.eof:
        source = inflater.unconsumed_tail or bytes(packed[taken : taken + CHUNK])
        taken += 0 if inflater.unconsumed_tail else len(source)
        try:
            piece = inflater.decompress(source, CHUNK)
        except zlib.error as broken:
            if not found:
                raise Refused(Fault.NOT_CHECKABLE) from broken
            return
        if not source and not piece:
            return
        found += len(piece)
        budget.unpack(len(piece))
        if found > RATIO_GRACE and found > taken * MAX_RATIO:
            raise Refused(Fault.PACKED_TOO_TIGHTLY)
        yield piece
