"""The figures of the real edition, and its law of notices laid over the small edition that tests play under."""

from __future__ import annotations

from typing import Any

from principles import edition_cache
from principles.models import Edition
from tests.principles.editions import real

FIGURES = real().framework.figures
OF_LAW = ("notices", "notice_exclusions", "standstills", "change_limits_percent")
REORGANISATION = {
    "on": True,
    "vesting_day": "2028-04-01",
    "consent_over": 100_000,
    "consent_over_capital": 1_000_000,
    "consenting_authority": "",
}


def bring_law_into_force(**reorganisation: Any) -> None:
    """Into every edition that is loaded; with facts of reorganisation that too."""
    for edition in Edition.objects.all():
        edition.figures |= {name: FIGURES[name] for name in OF_LAW}
        if reorganisation:
            edition.figures["governance"]["reorganisation"] = REORGANISATION | reorganisation
        edition.save()
    edition_cache.clear()
