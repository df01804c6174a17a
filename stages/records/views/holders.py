"""The page on which somebody else comes to answer for a row of a table."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Stale
from accounts.verdict import require
from accounts.views.access import posted, signed_in
from accounts.views.error_handling import errors_to_form, refused_is_403
from cycles.views.shortcuts import may_now
from stages.records.forms import OwnerForm
from stages.records.selectors.tables import record_of
from stages.records.services.holders import hand_over_record
from stages.records.services.tables import CHANGED
from stages.records.views.shortcuts import cycle_to_read, kind_or_404, page_context
from stages.records.views.tables import seen_version, table_url


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, reference: str, stage: str, code: str, pk: int) -> HttpResponse:
    """For the team and managers, also once the gate has passed; the rest of the row stays as it is."""
    kind = kind_or_404(stage, code)
    cycle = cycle_to_read(request, reference, stage)
    require(may_now(request, "hand_over_records", cycle, stage))
    record = record_of(kind, cycle, pk)
    if record is None or not kind.holder_field or record.is_draft:
        raise Http404("There is no such row")
    form, status = OwnerForm(posted(request), cycle=cycle), 200
    if request.method == "POST" and form.is_valid():
        owner, actor, at = form.cleaned_data["owner"], signed_in(request), timezone.now()
        try:
            with errors_to_form(form):
                hand_over_record(record, kind, owner, seen_version=seen_version(request), actor=actor, at=at)
        except Stale:
            form.add_error(None, CHANGED)
            status = 409
        if not form.errors:
            messages.success(request, f"{owner} answers for it now.")
            return redirect(f"{table_url(cycle, kind)}#row-{pk}")
    context = page_context(request, cycle, stage, code) | {
        "kind": kind,
        "form": form,
        "record": record_of(kind, cycle, pk) if status == 409 else record,
        "title": kind.title_of(record),
        "holder": getattr(record, kind.holder_field),
        "back": table_url(cycle, kind),
    }
    return render(request, "stages/hand_over_row.html", context, status=status)
