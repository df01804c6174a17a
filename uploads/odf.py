"""OpenDocument texts and spreadsheets: the package says what it is, holds no macro and loads nothing from elsewhere."""

from __future__ import annotations

import re

from uploads.ooxml_parts import CoreProperties
from uploads.package_member import read_member
from uploads.packages import Package
from uploads.remarks import FileNote
from uploads.results import FileFault, FileKind, FileRefused, not_as_called
from uploads.xmlparts import Elements, Handler, PrologOnly

MANIFEST = "META-INF/manifest.xml"
MACRO_FOLDERS = frozenset({"basic", "scripts", "dialogs"})
# Anything that names a scheme or a server, or climbs out of the package.
ELSEWHERE = re.compile(r"^\s*([a-z][a-z0-9+.-]*:|//|\\\\|\.\.)", re.IGNORECASE)
LOADED_AT_ONCE = frozenset(
    {"applet", "floating-frame", "object", "object-ole", "plugin", "font-face-uri"}
    | {"background-image", "fill-image", "image", "list-level-style-image"}
    | {"section-source"}
)
# Other spreadsheets from which tables take figures; LibreOffice asks before it looks anything up.
TAKES_FIGURES = frozenset({"cell-range-source", "table-source"})
RUNS_A_MACRO = frozenset({"event-listener", "execute-macro"})
ASKS_A_PROGRAM = frozenset({"dde-source", "dde-link", "dde-connection-decl"})


class Manifest(Elements):
    """The list of the package's files: nothing in it may be encrypted or a foreign object."""

    wanted = frozenset({"encryption-data", "file-entry"})

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "encryption-data":
            raise FileRefused(FileFault.PROTECTED)
        if name == "file-entry" and "oleobject" in attributes.get("media-type", ""):
            raise FileRefused(FileFault.EMBEDDED)


class Content(Elements):
    """The text and the styles: no macro called, no program asked, no picture or table from elsewhere."""

    wanted = RUNS_A_MACRO | ASKS_A_PROGRAM | LOADED_AT_ONCE | TAKES_FIGURES

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name in RUNS_A_MACRO:
            raise FileRefused(FileFault.MACROS)
        if name in ASKS_A_PROGRAM:
            raise FileRefused(FileFault.ACTIVE_FORMULA)
        if name in LOADED_AT_ONCE and ELSEWHERE.match(attributes.get("href", "")):
            raise FileRefused(FileFault.EXTERNAL)
        if name in TAKES_FIGURES:
            self._budget.remarks.say(FileNote.LINKED)


def check(package: Package, kind: FileKind) -> None:
    """Raise FileRefused unless the package is of that kind and harmless."""
    if "encrypted-package" in package.members:
        raise FileRefused(FileFault.PROTECTED)
    if not {"mimetype", MANIFEST, "content.xml"} <= package.members.keys():
        raise not_as_called(kind)
    mimetype = next(package.chunks(package.members["mimetype"]), b"")
    if mimetype.strip() != kind.content_type.encode():
        raise not_as_called(kind)
    read_member(package, package.members[MANIFEST], Manifest(package.budget))
    for path, member in package.members.items():
        if path.partition("/")[0].casefold() in MACRO_FOLDERS:
            raise FileRefused(FileFault.MACROS)
        if path != MANIFEST:
            name = path.casefold()
            handler: Handler | None = None
            if name.rpartition("/")[2] in ("content.xml", "styles.xml"):
                handler = Content(package.budget)
            elif name == "meta.xml":
                handler = CoreProperties(package.budget)
            elif name.endswith((".xml", ".rdf")):
                handler = PrologOnly()
            read_member(package, member, handler)
