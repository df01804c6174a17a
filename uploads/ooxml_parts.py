"""The parts of Word, Excel and PowerPoint files that are read element by element."""

from __future__ import annotations

import posixpath
import re

from uploads.budget import Budget
from uploads.limits import MAX_FIELD_TEXT
from uploads.package_member import extension
from uploads.remarks import FileNote
from uploads.results import FileFault, FileRefused
from uploads.xmlparts import Elements

HYPERLINKS = frozenset(
    base + "/relationships/hyperlink"
    for base in (
        "http://schemas.openxmlformats.org/officeDocument/2006",
        "http://purl.oclc.org/ooxml/officeDocument",
    )
)
MACRO_RELATIONSHIPS = frozenset(
    {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "control", "activexcontrolbinary"}
)
FILE_RELATIONSHIPS = frozenset({"oleobject", "afchunk"})
# Other workbooks from which cells take figures, as Excel names them; it asks before it looks anything up.
OTHER_WORKBOOKS = frozenset(
    {"externallinkpath", "externallinklongpath", "xlpathmissing", "xlstartup", "xlalternatestartup", "xllibrary"}
)
CHART_SOURCES = frozenset({"oleobject", "package"})
TEMPLATE = "attachedtemplate"
ELSEWHERE = re.compile(r"^\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
MAX_PROPERTY = 1_000
PROGRAM_FIELD = re.compile(r"^\s*DDE(AUTO)?\b", re.IGNORECASE | re.MULTILINE)


class ContentTypes(Elements):
    """What the package says each part is."""

    wanted = frozenset({"Default", "Override"})

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self._by_part: dict[str, str] = {}
        self._by_extension: dict[str, str] = {}

    def element(self, name: str, attributes: dict[str, str]) -> None:
        content_type = attributes.get("ContentType", "").casefold()
        if name == "Override":
            self._by_part[attributes.get("PartName", "").lstrip("/").casefold()] = content_type
        elif name == "Default":
            self._by_extension[attributes.get("Extension", "").casefold()] = content_type

    def of(self, path: str) -> str:
        """The type of the part at that path, or nothing."""
        by_extension = self._by_extension.get(extension(path), "")
        return self._by_part.get(path.casefold(), by_extension).partition(";")[0].strip()


class Relationships(Elements):
    """What a part points at. `main` is the path of the document itself, where the root relationships name it."""

    wanted = frozenset({"Relationship"})
    main = ""

    def __init__(self, budget: Budget, path: str = "") -> None:
        super().__init__(budget)
        self._folder = path.rpartition("/_rels/")[0].rpartition("/")[2].casefold()

    def element(self, name: str, attributes: dict[str, str]) -> None:
        uri, target = attributes.get("Type", ""), attributes.get("Target", "")
        if uri in HYPERLINKS:
            return
        kind = uri.rpartition("/")[2].casefold()
        if attributes.get("TargetMode", "Internal") != "Internal" or ELSEWHERE.match(target):
            self._look_elsewhere(kind)
            return
        if kind in MACRO_RELATIONSHIPS:
            raise FileRefused(FileFault.MACROS)
        if kind in FILE_RELATIONSHIPS:
            raise FileRefused(FileFault.EMBEDDED)
        if kind == "officedocument":
            self.main = posixpath.normpath("/" + target).lstrip("/").casefold()

    def _look_elsewhere(self, kind: str) -> None:
        """Take the links that a program asks about before it follows them; a template is taken out afterwards."""
        if (self._folder == "externallinks" and kind in OTHER_WORKBOOKS) or (
            self._folder == "charts" and kind in CHART_SOURCES
        ):
            self._budget.remarks.say(FileNote.LINKED)
        elif kind == TEMPLATE:
            self._budget.remarks.say(FileNote.TEMPLATE)
        else:
            raise FileRefused(FileFault.EXTERNAL)


class Fields(Elements):
    """Word's field codes, pieced together across runs as Word does, and Excel's links to other programs."""

    wanted = frozenset({"instrText", "delInstrText", "fldSimple", "fldChar", "ddeLink", "oleLink"})

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self._inside = False
        self._codes: list[str] = []
        self._length = 0

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "ddeLink":
            raise FileRefused(FileFault.ACTIVE_FORMULA)
        if name == "oleLink":
            raise FileRefused(FileFault.EXTERNAL)
        self._inside = name in ("instrText", "delInstrText")
        if name == "fldSimple" or attributes.get("fldCharType") == "begin":
            self._keep("\n" + attributes.get("instr", ""))

    def characters(self, content: str) -> None:
        self.moved = True
        if self._inside:
            self._keep(content)

    def endElement(self, name: str) -> None:
        self._inside = False

    def endDocument(self) -> None:
        if PROGRAM_FIELD.search("".join(self._codes)):
            raise FileRefused(FileFault.ACTIVE_FORMULA)

    def _keep(self, code: str) -> None:
        self._length += len(code)
        if self._length > MAX_FIELD_TEXT:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)
        self._codes.append(code)


class CoreProperties(Elements):
    """What an office file says of itself: its title, and when it was last changed."""

    wanted = frozenset({"title", "modified", "created", "date", "creation-date"})

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self._said: dict[str, str] = {}
        self._name = ""

    def element(self, name: str, attributes: dict[str, str]) -> None:
        self._name = name

    def characters(self, content: str) -> None:
        self.moved = True
        if self._name:
            self._said[self._name] = (self._said.get(self._name, "") + content)[:MAX_PROPERTY]

    def endElement(self, name: str) -> None:
        self._name = ""

    def endDocument(self) -> None:
        remarks = self._budget.remarks
        remarks.propose(title=self._said.get("title", ""))
        for name in ("modified", "date", "created", "creation-date"):
            remarks.propose(day=self._said.get(name, ""))
