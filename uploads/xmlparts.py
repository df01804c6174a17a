"""XML parts of a package, parsed piece by piece with defusedxml: no document type, no entity, no tree."""

from __future__ import annotations

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from uploads.budget import Budget
from uploads.limits import MAX_ELEMENTS, MAX_TOKEN
from uploads.results import FileFault, FileRefused


class Enough(Exception):
    """Raised by a handler that needs no more of its part."""


class Handler(ContentHandler):
    """Notes that the parser has made progress; see XmlPart.feed."""

    moved = False

    def characters(self, content: str) -> None:
        self.moved = True


class PrologOnly(Handler):
    """Stops at the first element: a document type can only stand before it."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        raise Enough


class Elements(Handler):
    """Calls `element` for each wanted element by its local name, whatever its prefix."""

    wanted: frozenset[str]

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.moved = True
        self._budget.elements += 1
        if self._budget.elements > MAX_ELEMENTS:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)
        name = local(name)
        if name in self.wanted:
            self.element(name, {local(key): value for key, value in attrs.items()})

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Apply the part's rules to a wanted element."""


class XmlPart:
    """One part, fed piece by piece to its handler."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._parser.setContentHandler(handler)
        self._reading = True
        self._pending = 0

    def feed(self, piece: bytes) -> None:
        """Parse the next piece. A tag or comment without an end is refused, as the parser has to hold all of it."""
        if not self._reading:
            return
        self._handler.moved = False
        self._step(piece, last=False)
        self._pending = 0 if self._handler.moved else self._pending + len(piece)
        if self._pending > MAX_TOKEN:
            raise FileRefused(FileFault.TOO_LONG_TO_CHECK)

    def close(self) -> None:
        if self._reading:
            self._step(b"", last=True)

    def _step(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.feed(piece)
            if last:
                self._parser.close()
        except Enough:
            self._reading = False
        except DefusedXmlException as forbidden:
            raise FileRefused(FileFault.TAMPERED) from forbidden
        except SAXException as broken:
            raise FileRefused(FileFault.DAMAGED) from broken


def local(name: str) -> str:
    """The name without its prefix."""
    return name[name.rfind(":") + 1 :]
