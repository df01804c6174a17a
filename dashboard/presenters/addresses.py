"""The addresses of the rows that a figure counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse

from dashboard.selectors.areas import ALL_DIRECTORATES, Scope
from dashboard.selectors.filters import UNKNOWN


@lru_cache(maxsize=1_000)
def address(name: str, *args: str) -> str:
    """`reverse`, cached: a page needs more than a hundred addresses."""
    return reverse(name, args=args)


@dataclass(frozen=True)
class Addresses:
    """The addresses of the rows counted in one scope; restricted cycles are in neither."""

    scope: Scope

    def cycles(self, **filters: str) -> str:
        """The list of cycles: live ones, unless a filter says otherwise."""
        params = {"stage": "live", "restricted": "no"} | filters
        return address("cycles") + self.scope.query(**params)

    def spend(self, **filters: str) -> str:
        return self.cycles(turn="latest", **filters)

    def unknown(self, **filters: str) -> str:
        """The cycles whose spend is not known."""
        return self.spend(value=UNKNOWN, **filters)

    def contracts(self, **filters: str) -> str:
        return address("dashboard-contracts") + self.scope.query(**filters)

    @property
    def register_lapse(self) -> str:
        """The agreements that could lapse in the list of the register, which has no rows of what cycles say."""
        return address("contracts") + self.scope.query(lapse="yes")

    def decisions(self, **filters: str) -> str:
        return address("dashboard-decisions") + self.scope.query(**filters)

    def page(self, name: str, *args: str) -> str:
        return address(name, *args) + self.scope.query()

    def directorate(self, code: str) -> str:
        """The page of one directorate, in the same area."""
        query = replace(self.scope, directorate=ALL_DIRECTORATES).query()
        return address("dashboard-directorate", code) + query
