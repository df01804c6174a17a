"""XML parts of a package, read with defusedxml as they come: no document type, no entity, never a tree."""

from __future__ import annotations

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from uploads.budget import Budget
from uploads.limits import MAX_ELEMENTS, MAX_TOKEN
from uploads.results import Fault, Refused


class Enough(Exception):
    """Raised by a handler that needs no more of its part."""


class Handler(ContentHandler):
    """Notes that the reader moved on; see XmlPart.feed."""

    moved = False

    def characters(self, content: str) -> None:
        self.moved = True


class PrologOnly(Handler):
    """Reads no further than the first element: a document type can only stand before it."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        raise Enough


class Elements(Handler):
    """Offers the wanted elements by their local names, whatever prefixes their author chose."""

    wanted: frozenset[str]

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.moved = True
        self._budget.elements += 1
        if self._budget.elements > MAX_ELEMENTS:
            raise Refused(Fault.TOO_LONG_TO_CHECK)
        name = local(name)
        if name in self.wanted:
            self.element(name, {local(key): value for key, value in attrs.items()})

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """What the part's rules make of a wanted element."""


class XmlPart:
    """One part, fed piece by piece to its handler."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._parser.setContentHandler(handler)
        self._reading = True
        self._held = 0

    def feed(self, piece: bytes) -> None:
        """Read on. A tag or comment that never ends is refused, for the reader must hold all of it."""
        if not self._reading:
            return
        self._handler.moved = False
        self._step(piece, last=False)
        self._held = 0 if self._handler.moved else self._held + len(piece)
        if self._held > MAX_TOKEN:
            raise Refused(Fault.TOO_LONG_TO_CHECK)

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
            raise Refused(Fault.TAMPERED) from forbidden
        except SAXException as broken:
            raise Refused(Fault.DAMAGED) from broken


def local(name: str) -> str:
    """The name without its prefix."""
    return name[name.rfind(":") + 1 :]
