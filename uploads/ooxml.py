"""Word, Excel and PowerPoint files: the package must be of the kind its name says, and bring nothing active along."""

from __future__ import annotations

import re
import tempfile

from uploads.limits import MEBIBYTE
from uploads.ooxml_parts import ContentTypes, Fields, Relationships
from uploads.package_member import ZIP_MAGIC, read_member
from uploads.packages import Member, Package
from uploads.results import Fault, Kind, Readable, Refused, not_as_called
from uploads.xmlparts import Handler, PrologOnly

TYPES_PART = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    Kind.DOCX: OFFICE + "wordprocessingml.document.main+xml",
    Kind.XLSX: OFFICE + "spreadsheetml.sheet.main+xml",
    Kind.PPTX: OFFICE + "presentationml.presentation.main+xml",
}
# Parts of these types may hold fields that start programs, or links to other programs' data.
WITH_FIELDS = re.compile(
    r"wordprocessingml\.(document(\.glossary)?(\.main)?|header|footer|footnotes|endnotes|comments)\+xml$|externallink\+xml$"
)
MACRO_TYPE = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex|ms-office\.control")
MACRO_PATH = re.compile(r"(^|/)(vba(project|data)[^/]*|activex/.*|macrosheets/.*|attachedtoolbars\.bin)$")
CHART_DATA = re.compile(r"(^|/)embeddings/[^/]+\.xlsx$")


def check(package: Package, kind: Kind, *, nested: bool = False) -> None:
    """Raise Refused unless the package is of that kind and harmless."""
    if TYPES_PART not in package.members or ROOT_RELATIONSHIPS not in package.members:
        raise not_as_called(kind)
    types = ContentTypes(package.budget)
    read_member(package, package.members[TYPES_PART], types)
    for path in package.members:
        _refuse_macros(path, types.of(path))
    root = Relationships(package.budget)
    read_member(package, package.members[ROOT_RELATIONSHIPS], root)
    if types.of(root.main) != MAIN_TYPES[kind] or root.main not in map(str.casefold, package.members):
        raise not_as_called(kind)
    for path, member in package.members.items():
        if path not in (TYPES_PART, ROOT_RELATIONSHIPS):
            _check_member(package, member, types.of(path), nested=nested)


def _refuse_macros(path: str, content_type: str) -> None:
    if MACRO_TYPE.search(content_type) or MACRO_PATH.search(path.casefold()):
        raise Refused(Fault.MACROS)


def _check_member(package: Package, member: Member, content_type: str, *, nested: bool) -> None:
    path = member.path.casefold()
    if CHART_DATA.search(path) and not nested:
        _check_chart_data(package, member)
    elif "embeddings" in path.split("/") or content_type.endswith("oleobject"):
        raise Refused(Fault.EMBEDDED)
    else:
        read_member(package, member, _handler(package, path, content_type))


def _handler(package: Package, path: str, content_type: str) -> Handler | None:
    if path.endswith(".rels"):
        return Relationships(package.budget)
    if WITH_FIELDS.search(content_type):
        return Fields(package.budget)
    is_xml = path.endswith((".xml", ".vml")) or content_type.endswith("xml")
    return PrologOnly() if is_xml and not path.endswith(".svg") else None


def _check_chart_data(package: Package, member: Member) -> None:
    """A chart keeps its figures in a workbook of its own: held to the same rules and budget, one level deep."""
    with tempfile.SpooledTemporaryFile(max_size=MEBIBYTE) as copy:
        for piece in package.chunks(member):
            copy.write(piece)
        inner: Readable = copy
        inner.seek(0)
        if inner.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
            raise Refused(Fault.EMBEDDED)
        check(Package(inner, member.size, package.budget), Kind.XLSX, nested=True)
