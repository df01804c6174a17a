"""The fields of the portfolio's filter: what each offers, and how it reads what stands in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError

from commissioning.fields import DayField
from commissioning.wording import counted, day
from cycles.models import CycleStage, CycleStatus
from cycles.queries.words import words_of
from portfolio.selectors.filter_options import Offered

LIVE, UNKNOWN, YES, NO, LATEST, NONE = "live", "unknown", "yes", "no", "latest", "none"
GONE = "this value is no longer there"
LONGEST = 200  # of what is kept of a value that nobody offers
QUIET_DAYS = ("30", "60")
FIRST = ("q", "directorate", "stage", "status")  # the others are behind More filters


@dataclass(frozen=True)
class Choice:
    """One value of a filter: as it stands in the address, in words, and what the database is asked for.

    `box` is how it stands in a box that people type in. `gone`: it is offered no more, so no cycle can fit.
    """

    value: str
    label: str
    ids: tuple[int, ...] = ()
    day: date | None = None
    box: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Filter:
    """A field that offers choices.

    Any other value finds nothing: a view of what one person led must not show the whole council when they lead nothing.
    """

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    told: str = "{}"  # how a choice reads among what is chosen
    typed: ClassVar[bool] = False
    fault: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def read(self, text: str) -> Choice | None:
        asked = "".join(filter(str.isprintable, text))[:LONGEST].strip()
        unknown = Choice(asked, GONE, gone=True) if asked else None
        return next((choice for choice in self.choices if choice.value == asked), unknown)

    def says(self, choice: Choice) -> str:
        """A choice among what is filtered by."""
        return (f"{self.label}: {{}}" if choice.gone else self.told).format(choice.label)


@dataclass(frozen=True)
class Words(Filter):
    """The search box."""

    typed: ClassVar[bool] = True

    def read(self, text: str) -> Choice | None:
        words = " ".join(words_of(text))
        return Choice(words, f"“{words}”", box=words) if words else None


@dataclass(frozen=True)
class Day(Filter):
    """A date in one box, as people write it or as it stands in an address: 31 3 2028, 31 March 2028, 2028-03-31."""

    typed: ClassVar[bool] = True
    fault: ClassVar[str] = "Enter a date like 31 3 2028"
    hint: ClassVar[str] = "For example 31 3 2028"

    def read(self, text: str) -> Choice | None:
        parts = text.replace("/", " ").replace(".", " ").replace("-", " ").split()
        try:
            found = DayField().clean(parts[::-1] if len(parts[0]) == 4 else parts) if len(parts) == 3 else None
        except ValidationError:
            return None
        if found is None:
            return None
        return Choice(found.isoformat(), day(found), day=found, box=f"{found.day} {found.month} {found.year}")


def filters_of(offered: Offered) -> dict[str, Filter]:
    """Every field by name, in the order of the page."""
    stages = [(LIVE, "Live"), *CycleStage.choices]
    statuses = [*CycleStatus.choices, (UNKNOWN, "Not known")]
    decisions = [(YES, "Key decision"), (NO, "Not a key decision")]
    latest = [(LATEST, "The latest of each service")]
    quiet = [(days, counted(int(days), "day")) for days in QUIET_DAYS]
    fields = (
        Words("q", "Search"),
        Filter("directorate", "Directorate", rows(offered, "directorate")),
        Filter("stage", "Stage", fixed(stages)),
        Filter("status", "Status", fixed(statuses)),
        Filter("ambition", "Ambition", (*rows(offered, "ambition"), Choice(NONE, "No ambition named"))),
        Filter("lead", "Lead commissioner", rows(offered, "lead"), told="Led by {}"),
        Filter("sponsor", "Sponsor", rows(offered, "sponsor"), told="Sponsored by {}"),
        Filter("tier", "Tier", rows(offered, "tier")),
        Filter("route", "Delivery route", rows(offered, "route")),
        Filter("key", "Key decision", fixed(decisions)),
        Day("ends-before", "Contract ends before", told="Contract ends before {}"),
        Filter("quiet", "No change for", fixed(quiet), told="No change for {}"),
        Filter("area", "Area", rows(offered, "area")),
        Filter("value", "Yearly value", fixed([(UNKNOWN, "Not known")]), told="Yearly value not known"),
        Filter("turn", "Turn of the cycle", fixed(latest), told="Only the latest turn"),
        Filter("restricted", "Restricted cycles", fixed([(NO, "Left out")]), told="No restricted cycles"),
    )
    return {field.name: field for field in fields}


def fixed(pairs: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label)) for value, label in pairs)


def rows(offered: Offered, kind: str) -> tuple[Choice, ...]:
    found: Mapping[str, tuple[str, tuple[int, ...]]] = offered.values.get(kind, {})
    return tuple(Choice(value, label, ids) for value, (label, ids) in found.items())
