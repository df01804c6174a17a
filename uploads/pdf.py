"""PDFs: whole, readable without a password, and free of scripts, started programs and attached files.

The bytes are searched as they stand, and the object streams (where newer PDFs keep most of their objects) after
inflating them. Page contents and pictures are not unpacked: nothing in them can act. A PDF that is encrypted but opens
without a password is searched as qpdf decrypts it, too; it is kept as it came.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

import pikepdf

from uploads import pdf_actions
from uploads.budget import Budget
from uploads.limits import CHUNK, MAX_PDF_NAMES, MAX_RATIO, RATIO_GRACE
from uploads.polyglots import refuse_behind, refuse_zip_behind
from uploads.remarks import FileNote, Remarks
from uploads.results import FileFault, FileKind, FileRefused, not_as_called

BLANK = b"\x00\t\n\x0c\r "
GAP = rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]{0,1024}+[\r\n])*+"
NAME_ENDS = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
REFERENCE = rb"\d++" + GAP + rb"\d++" + GAP + rb"R"
END_WITHIN = 1024
# How far before a name the key it belongs to is looked for.
LOOK_BACK = 1024


def _letters(*words: str) -> bytes:
    """A pattern for any of those words, with or without their letters written as #xx."""
    spelled = (b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in word.encode()) for word in words)
    return b"|".join(spelled)


def _name(*words: str) -> bytes:
    return b"/(?:" + _letters(*words) + b")" + NAME_ENDS


HEADER = re.compile(rb"(\xef\xbb\xbf)?[\x00\t\n\x0c\r ]{0,64}%PDF-[12]\.\d")
SUSPECT_NAME = re.compile(
    b"/(?=[JLREOF#])(?:(?P<action>" + _letters("JavaScript", "Launch", "Rendition") + b")"
    b"|(?P<encrypted>" + _letters("Encrypt") + b")"
    b"|(?P<attached>" + _letters("EF") + b")"
    b"|(?P<objects>" + _letters("ObjStm") + b")"
    b"|(?P<first>" + _letters("First") + b"))" + NAME_ENDS
)
ACTS_AT_ONCE = re.compile(_name("OpenAction", "AA"))
GOES_OUT = re.compile(_name("URI", "SubmitForm", "GoToR", "ImportData"))
# An action's kind follows the key S, or is an object of its own; blanks as far as one can see hide which.
ACTION_BEFORE = re.compile(rb"(?:/(?:S|#53)|\bobj|\A)" + GAP + rb"\Z")
VALUE_AFTER = re.compile(GAP + rb"(?:<<|" + REFERENCE + rb")")
NUMBER_AFTER = re.compile(GAP + rb"\d++(?!" + GAP + rb"\d++" + GAP + rb"R)")
# Also finds where one ends: what is announced inside of a stream is no other stream.
STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
FILTERED = re.compile(_name("Filter"))
DEFLATE = _name("FlateDecode")
DEFLATED = re.compile(_name("Filter") + GAP + rb"(?:" + DEFLATE + rb"|\[" + GAP + DEFLATE + GAP + rb"\])")
CHAINED = re.compile(_name("Filter") + GAP + rb"\[" + GAP + rb"/[^\s\]/]+" + GAP + rb"/")
PREDICTED = re.compile(_name("Predictor") + GAP + rb"(?!1\D)")


def check(data: bytes, budget: Budget) -> None:
    """Raise FileRefused unless the bytes are a whole PDF and harmless."""
    if not HEADER.match(data):
        raise not_as_called(FileKind.PDF)
    end = data.rfind(b"%%EOF")
    behind = data[end + len(b"%%EOF") :].strip(BLANK)
    refuse_zip_behind(data)
    if end < 0 or len(behind) > END_WITHIN:
        raise FileRefused(FileFault.DAMAGED)
    refuse_behind(behind)
    announced, encrypted = _scan_names(data)
    if encrypted:
        _scan_decrypted(data, budget)
        return
    for packed, surely in _object_streams(data, announced):
        seen = b""
        for piece in _inflate(packed, budget, surely=surely):
            seen = seen[-LOOK_BACK:] + piece
            if _scan_names(seen)[1]:
                raise FileRefused(FileFault.PROTECTED)
    _read_remarks(data, budget.remarks)


def _read_remarks(data: bytes, remarks: Remarks) -> None:
    """What the PDF says of itself and does by itself. One that qpdf would first have to mend says less."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as opened:
            pdf_actions.look(opened, remarks)
    except (pikepdf.PdfError, *pdf_actions.ODD):
        if ACTS_AT_ONCE.search(data) and GOES_OUT.search(data):
            remarks.say(FileNote.OPENS_ADDRESS)


def _scan_decrypted(data: bytes, budget: Budget) -> None:
    """Refuse what opens only with a password, and what acts in one that opens without."""
    copy = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as opened:
            if not opened.is_encrypted:  # what says so is broken, and another reader may mend it otherwise
                raise FileRefused(FileFault.NOT_CHECKABLE)
            pdf_actions.look(opened, budget.remarks)
            opened.save(
                copy,
                encryption=False,
                compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )
    except pikepdf.PasswordError as locked:
        raise FileRefused(FileFault.PROTECTED) from locked
    except (pikepdf.PdfError, *pdf_actions.ODD) as broken:
        raise FileRefused(FileFault.NOT_CHECKABLE) from broken
    budget.unpack(copy.tell())
    announced, still_encrypted = _scan_names(copy.getvalue())
    if announced or still_encrypted:
        raise FileRefused(FileFault.NOT_CHECKABLE)
    budget.remarks.say(FileNote.RESTRICTED)


def _scan_names(data: bytes) -> tuple[list[int], bool]:
    """Refuse active or attached content by its names; say where object streams are announced, and if it is encrypted.

    Encryption hides strings and streams, not names.
    """
    announced, encrypted = [], False
    for number, name in enumerate(SUSPECT_NAME.finditer(data)):
        if number > MAX_PDF_NAMES:
            raise FileRefused(FileFault.NOT_CHECKABLE)
        if name["objects"] or (name["first"] and NUMBER_AFTER.match(data, name.end())):
            announced.append(name.start())
        elif name["action"] and ACTION_BEFORE.search(data[max(0, name.start() - LOOK_BACK) : name.start()]):
            raise FileRefused(FileFault.ACTIVE)
        elif name["encrypted"] and VALUE_AFTER.match(data, name.end()):
            encrypted = True
        elif name["attached"] and VALUE_AFTER.match(data, name.end()):
            raise FileRefused(FileFault.EMBEDDED)
    return announced, encrypted


def _object_streams(data: bytes, announced: list[int]) -> Iterator[tuple[memoryview, bool]]:
    """Where each object stream begins, and whether it is surely packed. An announcement belongs to the next stream."""
    view, done = memoryview(data), 0
    for at in announced:
        if at < done:
            continue
        keyword = STREAM.search(data, at)
        if keyword is None:
            return
        dictionary, done = view[max(done, data.rfind(b"endstream", done, at)) : keyword.start()], keyword.end()
        filtered = FILTERED.search(dictionary) is not None
        simply = DEFLATED.search(dictionary) and not CHAINED.search(dictionary) and not PREDICTED.search(dictionary)
        if filtered and not simply:
            raise FileRefused(FileFault.NOT_CHECKABLE)
        yield view[done:], filtered


def _inflate(packed: memoryview, budget: Budget, *, surely: bool) -> Iterator[bytes]:
    """The unpacked stream up to its first fault: readers show what comes before one."""
    inflater = zlib.decompressobj()
    taken, count = 0, 0
    while not inflater.eof:
        source = inflater.unconsumed_tail or bytes(packed[taken : taken + CHUNK])
        taken += 0 if inflater.unconsumed_tail else len(source)
        try:
            piece = inflater.decompress(source, CHUNK)
        except zlib.error as broken:
            if surely and not count:
                raise FileRefused(FileFault.NOT_CHECKABLE) from broken
            return
        if not source and not piece:
            return
        count += len(piece)
        budget.unpack(len(piece))
        if count > RATIO_GRACE and count > taken * MAX_RATIO:
            raise FileRefused(FileFault.PACKED_TOO_TIGHTLY)
        yield piece
