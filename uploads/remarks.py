"""What an inspection found in a file that is taken: what its readers should know, and what the file says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

MAX_TITLE = 200
MAX_NAMES = 20  # attachments that are named; of more, how many there are
# Titles that programs fill in by themselves.
NO_TITLE = re.compile(
    r"(untitled|document|dokument|book|workbook|presentation|powerpoint presentation|slide|blank page|title)\s*\d*"
    r"|microsoft (word|excel|powerpoint)\b.*|.*\.(docx?|xlsx?|pptx?|pdf|indd|od[ts])",
    re.IGNORECASE,
)
DAY = re.compile(r"(\d{4})\D?(\d{2})\D?(\d{2})")


class FileNote(Enum):
    """Something that a reader of the file should know. The value is the sentence."""

    LINKED = "It takes figures from other files, which are not kept here. Excel asks before it looks them up."
    TEMPLATE = (
        "It was linked to a template outside itself. The link was taken out before it was kept;"
        " nothing else in it was changed."
    )
    RESTRICTED = "It opens without a password, but its author restricted what can be done with it, such as printing."
    OPENS_ADDRESS = "It opens or sends something to an address by itself when somebody reads it."
    PHOTOGRAPH = (
        "Where and when the picture was taken, by whom and with what, was taken out before it was kept."
        " The picture itself was not changed."
    )
    PHOTOGRAPH_INSIDE = "A picture inside may say where it was taken and by whom."
    ATTACHMENTS = "The message has attachments: {names}."
    REMOTE_PICTURES = "The message loads pictures from the internet when it is opened."


@dataclass
class Remarks:
    """Gathered while a file is inspected. `title` and `dated` are proposals from its own properties."""

    notes: dict[FileNote, str] = field(default_factory=dict)
    title: str = ""
    dated: date | None = None
    attachments: list[str] = field(default_factory=list)

    def say(self, note: FileNote) -> None:
        self.notes[note] = ""

    def name_attachment(self, name: str) -> None:
        self.attachments.append(name)
        others = len(self.attachments) - MAX_NAMES
        more = f" and {others} more" if others > 0 else ""
        self.notes[FileNote.ATTACHMENTS] = ", ".join(self.attachments[:MAX_NAMES]) + more

    def propose(self, *, title: str = "", day: str = "") -> None:
        """Take what a property says, unless one said it before or a program filled it in by itself."""
        title = " ".join(title.split())[:MAX_TITLE]
        if title and not self.title and not NO_TITLE.fullmatch(title):
            self.title = title
        if self.dated is None and (found := DAY.search(day)):
            try:
                self.dated = date(*map(int, found.groups()))
            except ValueError:
                return
