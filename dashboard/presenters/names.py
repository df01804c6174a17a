"""Names that the dashboard shows: of what editions say, and of the quarters in which contracts end."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.core.cache import cache
from django.db.models import QuerySet

from calendars.days import ONE_DAY
from dashboard.selectors.filters import ENDED, UNKNOWN
from principles.edition_cache import parts_of
from principles.models import Ambition, Edition, Principle
from ui.wording import day

M = TypeVar("M", Ambition, Principle)
CACHE_SECONDS = 60  # in this process: editions come seldom


def in_force(model: type[M], today: date) -> QuerySet[M]:
    """The rows of all editions that have come into force, the latest edition's first."""
    return model._default_manager.filter(edition__valid_from__lte=today).order_by("-edition__valid_from", "position")


def latest_names(model: type[M], today: date) -> dict[str, str]:
    """Code and name of all that were ever in force: the latest edition's in its order, then those that it left out."""
    key = f"dashboard/editions/{today}"
    editions: list[int] | None = cache.get(key)
    if editions is None:
        in_force = Edition.objects.filter(valid_from__lte=today).order_by("-valid_from")
        editions = list(in_force.values_list("pk", flat=True))
        cache.set(key, editions, CACHE_SECONDS)
    names: dict[str, str] = {}
    for edition in editions:
        for row in parts_of(edition, model):
            names.setdefault(row.code, row.name)
    return names


def quarter_name(quarter: str, today: date, until: date) -> str:
    """January to March 2027; of a quarter that is counted in part, its first and last day from `today` to `until`."""
    if quarter in (ENDED, UNKNOWN):
        return {ENDED: "Ended already", UNKNOWN: "End not known"}[quarter]
    year, number = quarter.split("-")
    first = date(int(year), 3 * int(number) - 2, 1)
    last = date(int(year) + int(number) // 4, 3 * int(number) % 12 + 1, 1) - ONE_DAY
    begins, ends = max(first, today), min(last, until)
    if (begins, ends) == (first, last) or begins > ends:
        return f"{first:%B} to {last:%B} {year}"
    return f"{begins.day} {begins:%B} to {day(ends)}"
