"""Celery: wakes what must happen at night. Redis where REDIS_URL is set, else files under DATA_DIR/queue."""

from __future__ import annotations

import os
import warnings
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.settings")


TRANSPORT_ALIASES["filesystem"] = "commissioning.broker:Transport"


def broker() -> dict[str, Any]:
    """Where tasks wait. A broker that does not answer is given up after three seconds."""
    if settings.REDIS_URL:
        patience = {"socket_timeout": 3, "socket_connect_timeout": 3}
        return {"broker_url": settings.REDIS_URL, "broker_transport_options": patience}
    folders = {name: settings.QUEUE_DIR / name for name in ("messages", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    options = {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "control_folder": str(folders["control"]),
        "polling_interval": 0.5,
    }
    return {"broker_url": "filesystem://", "broker_transport_options": options}


if settings.DEBUG:
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

# For a worker of their own: they take minutes.
FOR_FILES = ("exports.make", "contracts.bring_in", "checklists.verify_evidence")

app = Celery("commissioning")
app.conf.update(
    **broker(),
    timezone="UTC",
    enable_utc=True,
    task_ignore_result=True,
    worker_hijack_root_logger=False,
    worker_soft_shutdown_timeout=10,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_routes={name: {"queue": "files"} for name in FOR_FILES},
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_schedule={
        "clear-sessions": {"task": "commissioning.clear_sessions", "schedule": crontab(hour=1, minute=30)},
        "imports": {"task": "contracts.bring_in", "schedule": 20.0, "options": {"expires": 15}},
        "files": {"task": "exports.make", "schedule": 20.0, "options": {"expires": 15}},
        "figures": {"task": "dashboard.refresh", "schedule": 10.0, "options": {"expires": 8}},
        "sweep": {"task": "notifications.sweep", "schedule": 60.0, "options": {"expires": 55}},
        "verify-evidence": {"task": "checklists.verify_evidence", "schedule": crontab(hour=3, minute=0)},
        "verify-chains": {"task": "audit.tasks.verify_chains", "schedule": crontab(hour=2, minute=0)},
    },
)
app.autodiscover_tasks()


@app.task(name="commissioning.clear_sessions")
def clear_sessions() -> None:
    """Sessions that have run out leave the database."""
    from django.core.management import call_command

    call_command("clearsessions")
