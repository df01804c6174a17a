"""What a monitor asks: is the process up, and does everything behind it work?"""

from __future__ import annotations

from pathlib import Path
from shutil import disk_usage

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from checklists.models import DamagedFile
from commissioning.database_faults import DatabaseFault, fault_of
from notifications.selectors import delivery_health
from notifications.services.sweeping import record_health_check
from uploads.disks import disk_faults

LEAST_FREE = 8 * 1024 * 1024  # bytes


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
    """The database can be written, the sweep runs, messages get out and disks have room; 503 with what is wrong."""
    file = Path(connection.settings_dict["NAME"])
    # On a full disk SQLite may say that it cannot read or open its files, and a small change may still find room.
    if connection.vendor == "sqlite" and file.exists() and disk_usage(file.parent).free < LEAST_FREE:
        return JsonResponse({"database": False, "faults": [DatabaseFault.FULL.sentence]}, status=503)
    try:
        record_health_check()
        health = delivery_health(timezone.now())
        damaged = DamagedFile.objects.count()
    except Error as error:
        if not (fault := fault_of(error)):
            raise
        return JsonResponse({"database": False, "faults": [fault.sentence]}, status=503)
    faults = list(health.faults)
    if damaged:
        faults.append(f"Evidence files that are altered or missing: {damaged}")
    ages = {
        "oldest_unsent_seconds": None if health.unsent is None else int(health.unsent.total_seconds()),
        "last_sweep_seconds": None if health.swept is None else int(health.swept.total_seconds()),
    }
    faults += disk_faults()
    return JsonResponse({"database": True, **ages, "faults": faults}, status=503 if faults else 200)
