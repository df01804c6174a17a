"""Files that are of two types at once: a second file inside or after a valid one."""

from __future__ import annotations

import re

from uploads.results import FileFault, FileRefused

ZIP_END = b"PK\x05\x06"
# The end record of a zip can stand this far from the end of the file: its comment holds up to 65,535 bytes.
ZIP_TAIL = 22 + 65_535
WEB_PAGE = re.compile(rb"<(!doctype html|html[ >]|script[ >]|\?php )", re.IGNORECASE)
WEB_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|img|a|\?)", re.IGNORECASE)
FILE_STARTS = (b"%PDF-", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def refuse_zip_behind(data: bytes) -> None:
    """Refuse bytes that a zip program, which reads from the end, would open."""
    if ZIP_END in data[-ZIP_TAIL:]:
        raise FileRefused(FileFault.TWO_IN_ONE)


def refuse_web_page(data: bytes) -> None:
    """Refuse a picture that holds HTML: a browser that guesses content types would show it as a page."""
    if WEB_PAGE.search(data):
        raise FileRefused(FileFault.TWO_IN_ONE)


def refuse_behind(rest: bytes) -> None:
    """Refuse a second file, or HTML, after the end of the first."""
    if WEB_MARKUP.search(rest[:4096]) or any(start in rest for start in FILE_STARTS):
        raise FileRefused(FileFault.TWO_IN_ONE)
