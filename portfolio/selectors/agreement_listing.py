"""The agreements that match the register's filters, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from contracts.models import Agreement, AgreementSupplier
from portfolio.selectors.agreement_columns import AGREEMENT_FIELDS, in_register_order, parts_in_register_order
from portfolio.selectors.agreement_filters import apply_agreement_filters
from portfolio.selectors.list_state import ListState
from portfolio.selectors.pagination import CappedPaginator


def matching_agreements(visible: QuerySet[Agreement], state: ListState, user: User) -> QuerySet[Agreement]:
    """The matching agreements of those that the person may see, in order."""
    return in_register_order(apply_agreement_filters(visible, state, user), state.sort, state.today)


def agreement_pages(visible: QuerySet[Agreement], state: ListState, user: User) -> CappedPaginator:
    """Pages of the same."""
    matching = apply_agreement_filters(visible, state, user)
    return CappedPaginator(*parts_in_register_order(matching, state.sort, state.today))


def agreements_of(keys: Sequence[int]) -> list[Any]:
    """Named tuples of what a row shows, in the order of the keys."""
    rows = Agreement.objects.filter(pk__in=keys).order_by().values_list(*AGREEMENT_FIELDS, named=True)
    places = {key: place for place, key in enumerate(keys)}
    return sorted(rows, key=lambda row: places[row.pk])


def supplier_names_of(keys: Sequence[int]) -> dict[int, list[str]]:
    """By agreement the names of its suppliers, each once, in the order in which they were entered."""
    names: dict[int, dict[str, None]] = {}
    rows = AgreementSupplier.objects.filter(agreement__in=keys).order_by("pk")
    for key, name in rows.values_list("agreement", "supplier__name"):
        names.setdefault(key, {})[name] = None
    return {key: list(found) for key, found in names.items()}
