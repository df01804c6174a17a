from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import RoleKind
from accounts.roles import roles_of
from accounts.views.access import officer
from cycles.policies.actions import may_start
from overview.presenters import my_work as reading
from overview.presenters.changes import since_last_visit


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user, at = officer(request), timezone.now()
    on = timezone.localdate(at)
    since_asked, since = since_last_visit(user, at)
    everything = "all" in request.GET
    work = reading.my_work(user, on, everything=everything)
    context = {
        "work": work,
        "things": work.things if everything else work.things[: reading.SHOWN],
        "cycles": work.cycles if everything else work.cycles[: reading.LONGEST],
        "others": work.others if everything else work.others[: reading.SHOWN],
        "agreements": work.agreements if everything else work.agreements[: reading.SHOWN],
        "gates_waiting": work.decisions_in_all,
        "since": since,
        "since_asked": since_asked,
        "today": on,
        "may_start": may_start(user),
        "owns_framework": roles_of(user).has(RoleKind.FRAMEWORK_OWNER),
    }
    return render(request, "overview/my_work.html", context)
