"""The fields of the register's filter, the values that they offer a person, and what each of them admits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import roles_of
from contracts.agreement_states import NAMES as STATE_NAMES
from contracts.financial_years import year_name
from contracts.models import Agreement, AgreementKind, AgreementSupplier
from contracts.selectors.agreement_states import in_force_or_to_come, in_state, past_its_end
from contracts.selectors.coverage import could_lapse, in_divisions
from contracts.selectors.lacking import ANYTHING, NAMES, lacks
from contracts.selectors.next_cycles import has_next_cycle, restricted_preparers
from contracts.selectors.published import grants_of, in_quarter, quarters_to, years_to
from portfolio.models import ListSubject
from portfolio.selectors.filter_options import (
    CACHE_KEY,
    CACHE_SECONDS,
    Choices,
    FilterChoice,
    FilterOptions,
    council_choices,
    saved_view_links,
)
from portfolio.selectors.filters import NO, UNKNOWN, YES, DateFilter, Filter, SearchFilter, fixed_choices
from portfolio.selectors.list_state import ListState
from ui.fields import MoneyField
from ui.text_search import holds
from ui.wording import money_words

ALWAYS_SHOWN = ("q", "directorate", "kind", "state")
GOING, PAST = "going", "past"  # several states together
HIGHEST = Decimal(10) ** 12
MANAGERS_KEY = "portfolio-contract-managers"  # in the cache
# Which what is not published would be told by: for officers alone.
OF_OFFICERS = frozenset({"manager", "mine", "lacks", "cycle", "published", "grants"})


@dataclass(frozen=True)
class AmountFilter(Filter):
    """A sum in pounds in one box, as forms take it: 250000, £250,000 or 1.5m."""

    is_text: ClassVar[bool] = True
    error: ClassVar[str] = "Enter an amount in pounds, like 250,000 or 1.5m"
    hint: ClassVar[str] = "In pounds, for example 250,000 or 1.5m"

    def read(self, text: str) -> FilterChoice | None:
        try:
            amount = MoneyField().clean(text)
        except ValidationError:
            return None
        if not 0 <= amount <= HIGHEST:
            return None
        plain = f"{amount.quantize(Decimal('0.01')):f}".removesuffix(".00")
        return FilterChoice(plain, money_words(amount), box=plain)


@dataclass(frozen=True)
class NameFilter(SearchFilter):
    """A part of a name; its words stand in the address."""

    def summary_of(self, choice: FilterChoice) -> str:
        return f"{self.label}: {choice.label}"


def agreement_options(user: User) -> FilterOptions:
    """Officers are offered the contract managers. The lists are kept for a minute; one statement reads the views."""
    council: Mapping[str, Choices] = cache.get_or_set(CACHE_KEY, council_choices, CACHE_SECONDS) or {}
    managers: Choices = ()
    if roles_of(user).is_officer:
        managers = cache.get_or_set(MANAGERS_KEY, contract_managers, CACHE_SECONDS) or ()
    return FilterOptions({**council, "manager": managers}, saved_view_links(user, ListSubject.AGREEMENTS))


def contract_managers() -> Choices:
    """Those of signed agreements, which exist for everybody: a draft of a restricted cycle adds nobody."""
    signed = Agreement.objects.filter(is_signed=True, contract_manager=OuterRef("pk")).order_by()
    people = User.objects.filter(Exists(signed)).order_by("name", "pk").values_list("pk", "name", "job_title")
    return tuple(FilterChoice(str(pk), name, (pk,), detail=job) for pk, name, job in people)


def agreement_filters_of(options: FilterOptions, user: User, today: date) -> dict[str, Filter]:
    """Every field by name, in the order of the page."""
    states = [
        *STATE_NAMES.items(),
        (GOING, "Runs or has not started"),
        (PAST, "Past its end, not ended"),
    ]
    facts = [(ANYTHING, "Anything"), *NAMES.items()]
    regimes = (*options.choices["regime"], FilterChoice(UNKNOWN, "Not known"))
    quarters = tuple(FilterChoice(quarter.code, quarter.name, day=quarter.first) for quarter in quarters_to(today))
    years = tuple(FilterChoice(str(year), year_name(year)) for year in years_to(today))
    fields: tuple[Filter, ...] = (
        SearchFilter("q", "Search"),
        Filter("directorate", "Directorate", options.choices["directorate"]),
        Filter("area", "Area", options.choices["area"], summary="Area: {}"),
        Filter("kind", "Kind", fixed_choices(AgreementKind.choices)),
        Filter("state", "State", fixed_choices(states)),
        NameFilter("supplier", "Supplier"),
        DateFilter("ends-from", "Ends on or after", summary="Ends on or after {}"),
        DateFilter("ends-before", "Ends before", summary="Ends before {}"),
        Filter("manager", "Contract manager", options.choices["manager"], summary="Managed by {}", is_searched=True),
        Filter("mine", "Mine", fixed_choices([(YES, "Those that I manage or deputise for")]), summary="Mine"),
        Filter("regime", "Legal regime", regimes, summary="Legal regime: {}"),
        AmountFilter("value-from", "Value from", summary="Value from {}"),
        AmountFilter("value-to", "Value up to", summary="Value up to {}"),
        Filter("lacks", "Entry lacks", fixed_choices(facts), summary="Entry lacks: {}"),
        Filter(
            "cycle",
            "Next cycle",
            fixed_choices([(YES, "A live cycle prepares what comes next"), (NO, "No live cycle")]),
            summary="Next cycle: {}",
        ),
        Filter("lapse", "Could lapse", fixed_choices([(YES, "Could lapse")])),
        Filter("published", "In the published register of", quarters, summary="Published register of {}"),
        Filter("grants", "In the published grants of", years, summary="Published grants of {}"),
    )
    is_officer = roles_of(user).is_officer
    return {field.name: field for field in fields if is_officer or field.name not in OF_OFFICERS}


def apply_agreement_filters(agreements: QuerySet[Agreement], state: ListState, user: User) -> QuerySet[Agreement]:
    """The matching ones, in no particular order."""
    if state.matches_nothing:
        return agreements.none()
    for name, choice in state.chosen.items():
        agreements = agreements.filter(CONDITIONS[name](choice, user, state.today))
    return agreements


def _search(choice: FilterChoice, user: User, today: date) -> Q:
    """Every word of the search."""
    condition = Q()
    for word in choice.value.split():
        condition &= holds(word)
    return condition


def _supplier(choice: FilterChoice, user: User, today: date) -> Q:
    """All of the words in the names and numbers of one supplier."""
    held = AgreementSupplier.objects.filter(agreement=OuterRef("pk"))
    for word in choice.value.split():
        held = held.filter(holds(word, "supplier__words"))
    return Q(Exists(held))


def _state(choice: FilterChoice, user: User, today: date) -> Q:
    if choice.value == GOING:
        return in_force_or_to_come(today)
    return past_its_end(today) if choice.value == PAST else in_state(choice.value, today)


def _cycle(choice: FilterChoice, user: User, today: date) -> Q:
    prepared = has_next_cycle(restricted_preparers(user, today), today)
    return prepared if choice.value == YES else Q(ended_on__isnull=True) & ~prepared


CONDITIONS: dict[str, Callable[[FilterChoice, User, date], Q]] = {
    "q": _search,
    "directorate": lambda choice, user, today: Q(directorate=choice.ids[0]),
    "area": lambda choice, user, today: in_divisions(Q(division__in=choice.ids)),
    "kind": lambda choice, user, today: Q(kind=choice.value),
    "state": _state,
    "supplier": _supplier,
    "ends-from": lambda choice, user, today: Q(current_end__gte=choice.day),
    "ends-before": lambda choice, user, today: Q(current_end__lt=choice.day),
    "manager": lambda choice, user, today: Q(contract_manager=choice.ids[0]),
    "mine": lambda choice, user, today: Q(contract_manager=user) | Q(deputy=user),
    "regime": lambda choice, user, today: Q(regime="" if choice.value == UNKNOWN else choice.value),
    "value-from": lambda choice, user, today: Q(value__gte=Decimal(choice.value)),
    "value-to": lambda choice, user, today: Q(value__lte=Decimal(choice.value)),
    "lacks": lambda choice, user, today: lacks(choice.value),
    "cycle": _cycle,
    "lapse": lambda choice, user, today: could_lapse(today),
    "published": lambda choice, user, today: in_quarter(choice.value, today),
    "grants": lambda choice, user, today: grants_of(int(choice.value)),
}
