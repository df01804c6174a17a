"""Pages on which documents are put beside an agreement and removed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import posted, signed_in
from accounts.views.error_handling import refused_is_403
from contracts.forms.changes import DocumentForm, ReasonForm
from contracts.selectors.documents import documents_of, evidence_to_choose
from contracts.services.documents import add_document, remove_document
from contracts.views.shortcuts import agreement_to_change, show_or_save

ALLOWED = ["GET", "HEAD", "POST"]


@refused_is_403
@require_http_methods(ALLOWED)
def new_document(request: HttpRequest, reference: str) -> HttpResponse:
    agreement = agreement_to_change(request, reference)
    evidence = evidence_to_choose(agreement, signed_in(request), timezone.localdate())
    form = DocumentForm(posted(request), evidence=evidence)

    def save() -> None:
        add_document(agreement, form.values, actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Add a document",
        lead="A link to where it is kept, or an item of evidence that a cycle has already.",
        button="Add document",
        success="The document is added.",
    )


@refused_is_403
@require_http_methods(ALLOWED)
def document(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Remove it. One that the person may not read is absent."""
    agreement = agreement_to_change(request, reference)
    row = get_object_or_404(documents_of(agreement, signed_in(request), timezone.localdate()), pk=pk)
    form = ReasonForm(posted(request))

    def save() -> None:
        remove_document(row, reason=form.cleaned_data["reason"], actor=signed_in(request), at=timezone.now())

    return show_or_save(
        request,
        agreement,
        form,
        save,
        heading="Remove a document",
        lead="It is taken off this agreement. What it leads to stays where it is.",
        quoted=row.title,
        button="Remove it",
        is_warning=True,
        success="The document is removed.",
    )
