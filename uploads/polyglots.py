"""Files that are two things at once: a second file carried inside or behind an honest one."""

from __future__ import annotations

import re

from uploads.results import Fault, Refused

ZIP_END = b"PK\x05\x06"
# As far from the end of the file as a zip's own end may lie: its comment can hold 65,535 bytes.
ZIP_TAIL = 22 + 65_535
WEB_PAGE = re.compile(rb"<(!doctype html|html[ >]|script[ >]|\?php )", re.IGNORECASE)
WEB_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|img|a|\?)", re.IGNORECASE)
FILE_STARTS = (b"%PDF-", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def refuse_zip_behind(data: bytes) -> None:
    """Refuse bytes that a zip program, which reads from the end, would open."""
    if ZIP_END in data[-ZIP_TAIL:]:
        raise Refused(Fault.TWO_IN_ONE)


def refuse_web_page(data: bytes) -> None:
    """Refuse a picture in which a guessing browser would find a page: such text has no place in one."""
    if WEB_PAGE.search(data):
        raise Refused(Fault.TWO_IN_ONE)


def refuse_behind(rest: bytes) -> None:
    """Refuse a second file, or a bit of web page, behind the end of the first."""
    if WEB_MARKUP.search(rest[:4096]) or any(start in rest for start in FILE_STARTS):
        raise Refused(Fault.TWO_IN_ONE)
