"""CSV and plain text: decodable, and no web page, script or other format under the name of a text file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from uploads.limits import CHUNK
from uploads.results import FileFault, FileKind, FileRefused, Readable, not_as_called

HEAD = 4096
CARRY = 256
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Tab, line ends, page break and the end-of-file mark of old programs are the only control characters of a text.
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")

OTHER_FORMAT = re.compile(
    rb"MZ[\x00-\x08\x0e-\x1f\x80-\xff]|\x7fELF|%PDF-|%!PS|PK\x03\x04|\xd0\xcf\x11\xe0|\{\\rtf|ID;P|GIF8|\x89PNG|\xff\xd8\xff"
    rb"|Rar!|7z\xbc\xaf|\x1f\x8b|#!"
)
WEB_PAGE = re.compile(
    r"\A\s*<\s*(!--|%|\?|(a|b|br|div|font|form|h1|img|input|link|meta|p|style|table|title|xml|video|audio)[\s>/])"
    r"|<\s*(!doctype|html|head|body|script|svg|iframe)[\s>/]|\A\s*(mime-version|content-type)\s*:",
    re.IGNORECASE,
)
SCRIPT = re.compile(
    r"""^[ \t]*(
      ['"]use[ ]strict['"] | (var|let|const)[ ][\w$]+[ ]*=[^\r\n]*[;{(\[][ \t]*$
    | (async[ ])?function[ ]*[\w$]*[ ]*\([^()\r\n]*\)\s*\{ | [!(]+(async[ ])?(function\b|\(\)[ ]*=>)
    | (import|export)[ ][^\r\n]*\bfrom[ ]['"] | (window|document|globalThis)(\.\w+)+[ ]*[=(]
    | (alert|eval|fetch|setTimeout)\(
    | (?i:new[ ]ActiveXObject | WScript\. | (set[ ])?\w+[ ]*=[ ]*(new[ ]ActiveXObject|(WScript\.)?CreateObject[ ]*\()
    | @echo[ ]off | on[ ]error[ ]resume[ ]next | powershell(\.exe)?[ ]-\w | \$\w+[ ]*=[ ]*new-object | iex[ ]*\()
    )""",
    re.MULTILINE | re.VERBOSE,
)
# A cell that asks another program to run: =cmd|'/C calc'!A0, or =DDE("cmd"; ...).
PROGRAM_HINT = re.compile(r"\|[ ]*'|DDE[ ]*\(", re.IGNORECASE)
PROGRAM_CELL = re.compile(
    r"""(?:^|[,;|\t\n\r"])[ ]*[=+\-@][^,;\t\r\n"|]{0,60}(?:\|[ ]*'[^\r\n]{0,160}!|\bDDE[ ]*\()""", re.IGNORECASE
)


def check(stream: Readable, kind: FileKind) -> None:
    """Raise FileRefused unless the bytes are plain text of that kind."""
    stream.seek(0)
    start = stream.read(16)
    if OTHER_FORMAT.match(start):
        raise not_as_called(kind)
    try:
        _check_pieces(_pieces(stream, _encoding(stream, start)), kind)
    except UnicodeDecodeError as other:
        raise FileRefused(FileFault.NOT_TEXT) from other


def _check_pieces(pieces: Iterator[str], kind: FileKind) -> None:
    head, carried, blank = "", "", True
    for piece in pieces:
        if NOT_TEXT.search(piece):
            raise FileRefused(FileFault.NOT_TEXT)
        if len(head) < HEAD:
            head += piece[:HEAD]
            if WEB_PAGE.search(head) or SCRIPT.search(head):
                raise not_as_called(kind)
        carried = carried[-CARRY:] + piece
        if kind is FileKind.CSV and PROGRAM_HINT.search(carried) and PROGRAM_CELL.search(carried):
            raise FileRefused(FileFault.ACTIVE_FORMULA)
        blank = blank and not piece.strip()
    if blank:
        raise FileRefused(FileFault.EMPTY)


def _encoding(stream: Readable, start: bytes) -> str:
    """That of the byte order mark, else UTF-8, else that of Windows."""
    marked = [encoding for mark, encoding in MARKS if start.startswith(mark)]
    if marked:
        return marked[0]
    try:
        for _ in _pieces(stream, "utf-8"):
            continue
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _pieces(stream: Readable, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    while packed := stream.read(CHUNK):
        yield decoder.decode(packed)
    yield decoder.decode(b"", final=True)
