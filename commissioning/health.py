"""What a monitor asks: is the process up, and does everything behind it work?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.selectors import delivery_health
from uploads.disks import disk_faults


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked."""
    return JsonResponse({"up": True})


@require_safe
@never_cache
@login_not_required
def healthz_deep(request: HttpRequest) -> JsonResponse:
    """The database answers, the sweep runs, messages get out and disks have room; 503 with what is wrong."""
    try:
        health = delivery_health(timezone.now())
    except DatabaseError:
        return JsonResponse({"database": False, "faults": ["The database does not answer"]}, status=503)
    ages = {
        "oldest_unsent_seconds": None if health.unsent is None else int(health.unsent.total_seconds()),
        "last_sweep_seconds": None if health.swept is None else int(health.swept.total_seconds()),
    }
    faults = [*health.faults, *disk_faults()]
    return JsonResponse({"database": True, **ages, "faults": faults}, status=503 if faults else 200)
