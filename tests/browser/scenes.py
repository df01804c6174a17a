"""Scenes for the browser, played by the real services in the site's own process."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from cycles.models import Cycle, CycleStage
from dashboard.services.commentary import publish_commentary
from dashboard.services.figures import refresh
from demo import play
from portfolio.services.saved_views import SavedViewInput, save_view
from principles.models import Ambition
from tests.council import COMPLEX, Council, found_council


def people() -> None:
    found_council()


def complex_at_plan() -> None:
    """A complex cycle in Plan, ready to be submitted; prints its reference."""
    council = found_council()
    cycle = council.cycle_at(CycleStage.PLAN, COMPLEX, at=timezone.now(), service_name="Highways maintenance")
    print(play.ready(cycle, at=timezone.now()).reference)


def counted() -> None:
    refresh(timezone.now())


def strategic() -> None:
    """Something on every page of the strategic picture, by the people of `people`, with figures of three months."""
    council = Council({user.email.split("@")[0]: user for user in User.objects.all()})
    at = timezone.now() - timedelta(days=70)
    about: dict[str, Any] = {"at": at, "ambitions": list(Ambition.objects.filter(code="environment"))}
    for number in range(3):
        council.cycle(service_name=f"Street cleansing {number}", yearly_value=Decimal(30_000), **about)
    play.pass_gate(Cycle.objects.earliest("pk"), at=at)
    council.cycle(service_name="Street lights", key_decision=True, **about)
    council.cycle(service_name="Street signs", need_by=timezone.localdate() + timedelta(days=60), **about)  # too late
    save_view(
        SavedViewInput("Ending soon"), way="list", query="sort=ends", actor=council["assistant"], at=timezone.now()
    )
    publish_commentary("Streets are swept in time.", actor=council["director"], at=timezone.now())
    for days in (70, 35, 0):
        refresh(timezone.now() - timedelta(days=days))
