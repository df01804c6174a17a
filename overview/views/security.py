from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies.people import may_manage_people, may_read_security_record
from accounts.views.access import require, signed_in
from audit.secret_paths import MASK
from overview.forms.security import SecurityFilter
from overview.presenters.security import security_lines
from overview.selectors.security import security_events

PAGE = 50


@require_safe
def security_record(request: HttpRequest) -> HttpResponse:
    """Who came in, who was refused and from where, for administrators and auditors."""
    reader = signed_in(request)
    require(may_read_security_record(reader))
    form = SecurityFilter(request.GET)
    filters = form.valid_values()
    page = Paginator(security_events(**filters), PAGE).get_page(request.GET.get("page"))
    lines = security_lines(page, reader, timezone.localdate())
    context = {
        "filter": form,
        "filtered": bool(filters),
        "page": page,
        "lines": lines,
        "mask": MASK if any(MASK in line.sentence for line in lines) else "",
        "days": settings.SECURITY_RECORD_DAYS,
        "manages": bool(may_manage_people(reader)),
    }
    return render(request, "overview/security.html", context)
