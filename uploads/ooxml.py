"""Word, Excel and PowerPoint files: the package must be of the kind that its name says, without active content."""

from __future__ import annotations

import re
import tempfile

from uploads.limits import MEBIBYTE
from uploads.ooxml_parts import ContentTypes, CoreProperties, Fields, Relationships
from uploads.package_member import ZIP_MAGIC, read_member
from uploads.packages import Member, Package
from uploads.results import FileFault, FileKind, FileRefused, Readable, not_as_called
from uploads.xmlparts import Handler, PrologOnly

TYPES_PART = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    FileKind.DOCX: OFFICE + "wordprocessingml.document.main+xml",
    FileKind.XLSX: OFFICE + "spreadsheetml.sheet.main+xml",
    FileKind.PPTX: OFFICE + "presentationml.presentation.main+xml",
}
# Parts of these types may hold fields that start programs, or links to other programs' data.
WITH_FIELDS = re.compile(
    r"wordprocessingml\.(document(\.glossary)?(\.main)?|header|footer|footnotes|endnotes|comments)\+xml$|externallink\+xml$"
)
MACRO_TYPE = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex|ms-office\.control")
MACRO_PATH = re.compile(r"(^|/)(vba(project|data)[^/]*|activex/.*|macrosheets/.*|attachedtoolbars\.bin)$")
CHART_DATA = re.compile(r"(^|/)embeddings/[^/]+\.xlsx$")


def check(package: Package, kind: FileKind, *, nested: bool = False) -> None:
    """Raise FileRefused unless the package is of that kind and harmless."""
    if TYPES_PART not in package.members or ROOT_RELATIONSHIPS not in package.members:
        raise not_as_called(kind)
    types = ContentTypes(package.budget)
    read_member(package, package.members[TYPES_PART], types)
    for path in package.members:
        if MACRO_TYPE.search(types.of(path)) or MACRO_PATH.search(path.casefold()):
            raise FileRefused(FileFault.MACROS)
    root = Relationships(package.budget)
    read_member(package, package.members[ROOT_RELATIONSHIPS], root)
    if types.of(root.main) != MAIN_TYPES[kind] or root.main not in map(str.casefold, package.members):
        raise not_as_called(kind)
    for path, member in package.members.items():
        if path not in (TYPES_PART, ROOT_RELATIONSHIPS):
            _check_member(package, member, types.of(path), nested=nested)


def _check_member(package: Package, member: Member, content_type: str, *, nested: bool) -> None:
    path = member.path.casefold()
    if CHART_DATA.search(path) and not nested:
        _check_chart_data(package, member)
        return
    if "embeddings" in path.split("/") or content_type.endswith("oleobject"):
        raise FileRefused(FileFault.EMBEDDED)
    handler: Handler | None = None
    if path.endswith(".rels"):
        handler = Relationships(package.budget, member.path)
    elif content_type.endswith("core-properties+xml") and not nested:
        handler = CoreProperties(package.budget)
    elif WITH_FIELDS.search(content_type):
        handler = Fields(package.budget)
    elif (path.endswith((".xml", ".vml")) or content_type.endswith("xml")) and not path.endswith(".svg"):
        handler = PrologOnly()
    read_member(package, member, handler)


def _check_chart_data(package: Package, member: Member) -> None:
    """The figures of a chart are a workbook inside the file: the same rules and budget apply, one level deep."""
    with tempfile.SpooledTemporaryFile(max_size=MEBIBYTE) as copy:
        for piece in package.chunks(member):
            copy.write(piece)
        inner: Readable = copy
        inner.seek(0)
        if inner.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
            raise FileRefused(FileFault.EMBEDDED)
        check(Package(inner, member.size, package.budget), FileKind.XLSX, nested=True)
