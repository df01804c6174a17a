"""Reading one member of an office package, which may not be an archive, a program, an old Office file or a web page."""

from __future__ import annotations

from uploads.packages import Member, Package
from uploads.photographs import EXIF
from uploads.remarks import FileNote
from uploads.results import FileFault, FileRefused
from uploads.xmlparts import Handler, XmlPart

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream in which Office keeps a document that has a password, as its old container spells the name.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
HEAD = 16
GZIP_MAGIC = b"\x1f\x8b\x08"
FOREIGN_MAGIC = (
    ZIP_MAGIC,
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\xfd7zXZ\x00",
    b"MSCF\x00\x00\x00\x00",
    OLE_MAGIC,
    b"MZ",
    b"\x7fELF",
    b"%PDF-",
    b"{\\rtf",
)
FOREIGN_EXTENSIONS = frozenset(
    {"7z", "cab", "chm", "gz", "img", "iso", "jar", "rar", "tar", "tgz", "xz", "zip"}
    | {"bat", "cmd", "com", "dll", "exe", "lnk", "msi", "ps1", "reg", "scr", "sh", "swf", "url"}
    | {"hta", "htm", "html", "js", "jse", "mht", "mhtml", "vbe", "vbs", "wsf", "xhtml"}
)
# Pictures that Office itself compresses with gzip.
PACKED_PICTURES = frozenset({"emz", "wmz", "svgz"})


def extension(path: str) -> str:
    """The extension in lower case, or ""."""
    return path.rpartition("/")[2].casefold().rpartition(".")[2] if "." in path else ""


def read_member(package: Package, member: Member, handler: Handler | None) -> None:
    """Unpack a member to its end, which checks its header, and pass its XML to the handler.

    A member that is a file of its own, by its name or its first bytes, is refused.
    """
    part = XmlPart(handler) if handler else None
    head = b""
    for piece in package.chunks(member):
        if not head and EXIF in piece and extension(member.path) in ("jpg", "jpeg"):
            package.budget.remarks.say(FileNote.PHOTOGRAPH_INSIDE)
        if len(head) < HEAD:
            head += piece[:HEAD]
            gzipped = head.startswith(GZIP_MAGIC) and extension(member.path) not in PACKED_PICTURES
            if gzipped or head.startswith(FOREIGN_MAGIC) or extension(member.path) in FOREIGN_EXTENSIONS:
                raise FileRefused(FileFault.EMBEDDED)
        if part:
            part.feed(piece)
    # LibreOffice writes empty parts, which no XML reader accepts.
    if part and member.size:
        part.close()
