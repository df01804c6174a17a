"""The name a person gave a file, made safe to show and to offer for download. It never becomes a path here."""

from __future__ import annotations

import re
import unicodedata

from ui.text import without_unseen
from uploads.limits import MAX_NAME

NAMELESS = "file"
MAX_EXTENSION = 10
# Other, of every kind: control, format (bidi among them), surrogate, private, unassigned.
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
BLANKS = re.compile(r"\s+")
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def clean_name(raw: str) -> str:
    """The last part of the name, in NFC and visible characters, with its extension, never empty or hidden."""
    visible = "".join(filter(_is_visible, without_unseen(raw)))
    parts = [part for part in re.split(r"[/\\]", visible) if part.strip(". \t\r\n")]
    name = NOT_ON_WINDOWS.sub("_", unicodedata.normalize("NFC", parts[-1] if parts else ""))
    name = _shortened(BLANKS.sub(" ", name).strip(" .") or NAMELESS)
    return _shortened("_" + name) if RESERVED.match(name) else name


def extension_of(name: str) -> str:
    """The extension in lower case without its dot, or ""."""
    stem, dot, extension = name.rpartition(".")
    return extension.casefold() if dot and stem else ""


def _is_visible(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in INVISIBLE


def _shortened(name: str) -> str:
    """At most MAX_NAME characters, cut before the extension."""
    if len(name) <= MAX_NAME:
        return name
    extension = extension_of(name)
    if not 0 < len(extension) <= MAX_EXTENSION:
        return name[:MAX_NAME].rstrip(" .")
    tail = name[-len(extension) - 1 :]
    return name[: MAX_NAME - len(tail)].rstrip(" .") + tail
