"""The fields of the portfolio's filter: what each offers, and how it reads a value from an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError

from cycles.models import CycleStage, CycleStatus, Running
from portfolio.selectors.filter_options import Choices, FilterChoice, FilterOptions
from ui.fields import DayField
from ui.text_search import words_of
from ui.wording import counted, day

LIVE, UNKNOWN, YES, NO, LATEST, NONE = "live", "unknown", "yes", "no", "latest", "none"
GONE_LABEL = "this value is no longer there"
MAX_VALUE_LENGTH = 200  # of an address's value that no filter offers
QUIET_DAYS = ("30", "60")
RUNNING_NAMES = {Running.NOTHING.value: "New service", Running.ARRANGEMENT.value: "An arrangement"}
ALWAYS_SHOWN = ("q", "directorate", "stage", "status")  # the others are behind More filters


@dataclass(frozen=True)
class Filter:
    """A field that offers choices.

    Any other value matches nothing: a view of what one person led must not show the whole council when they lead
    nothing.
    """

    name: str
    label: str
    choices: Choices = ()
    summary: str = "{}"  # how a choice reads among what is filtered by
    is_searched: bool = False  # whether scripts make a long list a box to search in
    is_text: ClassVar[bool] = False
    error: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def read(self, text: str) -> FilterChoice | None:
        value = "".join(filter(str.isprintable, text))[:MAX_VALUE_LENGTH].strip()
        gone = FilterChoice(value, GONE_LABEL, gone=True) if value else None
        return next((choice for choice in self.choices if choice.value == value), gone)

    def summary_of(self, choice: FilterChoice) -> str:
        return (f"{self.label}: {{}}" if choice.gone else self.summary).format(choice.label)


@dataclass(frozen=True)
class SearchFilter(Filter):
    """The search box."""

    is_text: ClassVar[bool] = True

    def read(self, text: str) -> FilterChoice | None:
        words = " ".join(words_of(text))
        return FilterChoice(words, f"“{words}”", box=words) if words else None


@dataclass(frozen=True)
class DateFilter(Filter):
    """A date in one box, as people write it or as it stands in an address: 31 3 2028, 31 March 2028, 2028-03-31."""

    is_text: ClassVar[bool] = True
    error: ClassVar[str] = "Enter a date like 31 3 2028"
    hint: ClassVar[str] = "For example 31 3 2028"

    def read(self, text: str) -> FilterChoice | None:
        parts = text.replace("/", " ").replace(".", " ").replace("-", " ").split()
        if len(parts) != 3:
            return None
        try:
            value = DayField().clean(parts[::-1] if len(parts[0]) == 4 else parts)
        except ValidationError:
            return None
        if value is None:
            return None
        return FilterChoice(value.isoformat(), day(value), day=value, box=f"{value.day} {value.month} {value.year}")


def filters_of(options: FilterOptions) -> dict[str, Filter]:
    """Every field by name, in the order of the page."""
    offered = options.choices
    stages = fixed_choices([(LIVE, "Live"), *CycleStage.choices])
    statuses = fixed_choices([*CycleStatus.choices, (UNKNOWN, "Not known")])
    key_decision = fixed_choices([(YES, "Key decision"), (NO, "Not a key decision")])
    running = fixed_choices([*((kind, RUNNING_NAMES[kind]) for kind in Running.values), (UNKNOWN, "Not known")])
    latest = fixed_choices([(LATEST, "The latest of each service")])
    quiet = fixed_choices([(days, counted(int(days), "day")) for days in QUIET_DAYS])
    fields = (
        SearchFilter("q", "Search"),
        Filter("directorate", "Directorate", offered["directorate"]),
        Filter("stage", "Stage", stages),
        Filter("status", "Status", statuses),
        Filter("ambition", "Ambition", (*offered["ambition"], FilterChoice(NONE, "No ambition named"))),
        Filter("lead", "Lead commissioner", offered["lead"], summary="Led by {}", is_searched=True),
        Filter("sponsor", "Sponsor", offered["sponsor"], summary="Sponsored by {}", is_searched=True),
        Filter("tier", "Tier", offered["tier"]),
        Filter("route", "Delivery route", offered["route"]),
        Filter("key", "Key decision", key_decision),
        Filter("running", "What runs today", running, summary="What runs today: {}"),
        DateFilter("ends-before", "Contract ends before", summary="Contract ends before {}"),
        Filter("quiet", "No change for", quiet, summary="No change for {}"),
        Filter("area", "Area", offered["area"]),
        Filter("value", "Yearly value", fixed_choices([(UNKNOWN, "Not known")]), summary="Yearly value not known"),
        Filter("turn", "Turn of the cycle", latest, summary="Only the latest turn"),
        Filter("restricted", "Restricted cycles", fixed_choices([(NO, "Left out")]), summary="No restricted cycles"),
    )
    return {field.name: field for field in fields}


def fixed_choices(pairs: Sequence[tuple[str, str]]) -> Choices:
    return tuple(FilterChoice(value, str(label)) for value, label in pairs)
