"""Minimal packages of each office kind, as parts that a test adds to or spoils before packing them."""

from __future__ import annotations

from tests.uploads.zips import pack

OFFICE = "application/vnd.openxmlformats-officedocument."
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX_MAIN = OFFICE + "wordprocessingml.document.main+xml"
XLSX_MAIN = OFFICE + "spreadsheetml.sheet.main+xml"
PPTX_MAIN = OFFICE + "presentationml.presentation.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TYPES = "[Content_Types].xml"


def types(overrides: dict[str, str], defaults: dict[str, str] | None = None) -> bytes:
    every = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    rows = [
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in (every | (defaults or {})).items()
    ] + [f'<Override PartName="/{path}" ContentType="{kind}"/>' for path, kind in overrides.items()]
    return f'{HEAD}<Types xmlns="{PACKAGE}content-types">{"".join(rows)}</Types>'.encode()


def relationships(*rows: tuple[str, str] | tuple[str, str, str]) -> bytes:
    """Rows of type (its last part is enough), target, and mode if not internal."""
    written = []
    for number, (kind, target, *mode) in enumerate(rows):
        uri = kind if kind.startswith("http") else TRANSITIONAL + kind
        more = f' TargetMode="{mode[0]}"' if mode else ""
        written.append(f'<Relationship Id="rId{number}" Type="{uri}" Target="{target}"{more}/>')
    return f'{HEAD}<Relationships xmlns="{PACKAGE}relationships">{"".join(written)}</Relationships>'.encode()


def document(body: str = "<w:p><w:r><w:t>Home care needs, 2026</w:t></w:r></w:p>") -> bytes:
    return f'{HEAD}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()


def word(body: bytes | None = None) -> dict[str, bytes]:
    return {
        TYPES: types({"word/document.xml": DOCX_MAIN}),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": body or document(),
    }


def excel(sheet: bytes = b"<sheetData/>") -> dict[str, bytes]:
    return {
        TYPES: types(
            {"xl/workbook.xml": XLSX_MAIN, "xl/worksheets/sheet1.xml": OFFICE + "spreadsheetml.worksheet+xml"}
        ),
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook><sheets><sheet name="Spend" sheetId="1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": HEAD.encode() + b"<worksheet>" + sheet + b"</worksheet>",
    }


def powerpoint() -> dict[str, bytes]:
    return {
        TYPES: types({"ppt/presentation.xml": PPTX_MAIN, "ppt/slides/slide1.xml": OFFICE + "presentationml.slide+xml"}),
        "_rels/.rels": relationships(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"{HEAD}<presentation/>".encode(),
        "ppt/_rels/presentation.xml.rels": relationships(("slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": f"{HEAD}<sld/>".encode(),
    }


def chart(data: bytes, name: str = "Microsoft_Excel_Sheet1.xlsx") -> dict[str, bytes]:
    """The parts that a chart adds to a presentation."""
    return {
        "ppt/charts/chart1.xml": f"{HEAD}<chartSpace/>".encode(),
        "ppt/charts/_rels/chart1.xml.rels": relationships(("package", f"../embeddings/{name}")),
        f"ppt/embeddings/{name}": data,
    }


def manifest(kind: str, more: str = "") -> bytes:
    names = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    rows = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/><m:file-entry m:full-path="content.xml"/>'
    return f"{HEAD}<m:manifest {names}>{rows}{more}</m:manifest>".encode()


def content(body: str = "") -> bytes:
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "text", "table", "draw", "script")
    )
    linked = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{HEAD}<office:document-content{names}{linked}>{body}</office:document-content>".encode()


def opendocument(kind: str = ODT, body: str = "") -> dict[str, bytes]:
    return {
        "mimetype": kind.encode(),
        "content.xml": content(body),
        "styles.xml": content(),
        "META-INF/manifest.xml": manifest(kind),
    }


def docx() -> bytes:
    return pack(word())


def xlsx() -> bytes:
    return pack(excel())


def pptx() -> bytes:
    return pack(powerpoint())


def odt() -> bytes:
    return pack(opendocument(ODT))


def ods() -> bytes:
    return pack(opendocument(ODS))


def word_with(path: str, data: bytes = b"\0") -> bytes:
    """A Word file with that part more, or other."""
    return pack(word() | {path: data})
