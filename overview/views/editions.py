from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import roles_of
from overview.selectors.editions import edition_rows


@login_not_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The editions and how a question is changed; people with a role also read how many cycles use each."""
    user = request.user
    context = {
        "rows": edition_rows(timezone.localdate()),
        "counted": isinstance(user, User) and bool(roles_of(user).kinds),
        "contact": settings.SERVICE_CONTACT,
    }
    return render(request, "overview/editions.html", context)
