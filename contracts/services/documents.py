"""Putting documents beside an agreement: a link, or an item of evidence of a cycle that the person sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from checklists.models import Evidence
from contracts.models import Agreement, Document
from contracts.selectors.documents import evidence_to_choose
from contracts.services.changing import changing_agreement


@dataclass(frozen=True)
class DocumentInput:
    """One of `url` and `evidence`; evidence has a title of its own where none is given."""

    title: str = ""
    url: str = ""
    evidence: Evidence | None = None


def add_document(agreement: Agreement, values: DocumentInput, *, actor: User, at: datetime) -> Document:
    """Raises Refused, or ValidationError naming the field.

    The record names no evidence: everybody reads it, and the evidence may be of a restricted cycle.
    """
    with changing_agreement(agreement, actor=actor, at=at) as change:
        fresh = change.agreement
        if (values.evidence is None) == (not values.url):
            raise ValidationError({"url": "Enter a link, or select an item of evidence"})
        if values.evidence is None and not values.title.strip():
            raise ValidationError({"title": "Enter what the document is"})
        offered = evidence_to_choose(fresh, actor, change.on)
        if values.evidence and not offered.filter(pk=values.evidence.pk).exists():
            raise ValidationError({"evidence": "Select an item of evidence from the list"})
        title = values.title.strip() or (values.evidence.title if values.evidence else "")
        document = Document.objects.create(
            agreement=fresh, title=title, url=values.url, evidence=values.evidence, added_by=actor, added_at=at
        )
        change.record("document_added", about=document, what=_what(document))
        return document


def remove_document(document: Document, *, reason: str, actor: User, at: datetime) -> Agreement:
    """Take it off the agreement. Evidence stays in its cycle."""
    with changing_agreement(document.agreement, actor=actor, at=at) as change:
        if not reason.strip():
            raise ValidationError({"reason": "Enter the reason"})
        change.record("document_removed", about=document, what=_what(document), reason=reason)
        change.agreement.documents.filter(pk=document.pk).delete()
        return change.agreement


def _what(document: Document) -> str:
    return "an item of evidence" if document.evidence_id else f"the link “{document.title}”"
