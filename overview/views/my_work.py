from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.policies import may_start
from cycles.views.reading import officer
from overview.queries import my_work as reading


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    user, on = officer(request), timezone.localdate()
    work = reading.my_work(user, on)
    everything = "all" in request.GET
    context = {
        "work": work,
        "things": work.things if everything else work.things[: reading.SHOWN],
        "others": work.others if everything else work.others[: reading.SHOWN],
        "today": on,
        "may_start": may_start(user),
    }
    return render(request, "overview/my_work.html", context)
