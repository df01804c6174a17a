"""Scenes for the browser, played by the real services in the site's own process."""

from __future__ import annotations

from django.utils import timezone

from cycles.models import CycleStage
from demo import play
from tests.council import COMPLEX, found_council


def people() -> None:
    found_council()


def complex_at_plan() -> None:
    """A complex cycle in Plan, ready to be submitted; prints its reference."""
    council = found_council()
    cycle = council.cycle_at(CycleStage.PLAN, COMPLEX, at=timezone.now(), service_name="Highways maintenance")
    print(play.ready(cycle, at=timezone.now()).reference)
