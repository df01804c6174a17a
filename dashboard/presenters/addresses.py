"""Where the rows are that stand behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse

from dashboard.selectors.areas import ALL_DIRECTORATES, Scope
from dashboard.selectors.filters import UNKNOWN


@lru_cache(maxsize=1_000)
def address(name: str, *args: str) -> str:
    """As `reverse` has it: a page asks for a hundred and more."""
    return reverse(name, args=args)


@dataclass(frozen=True)
class Addresses:
    """Where the rows are of what is counted in one scope: restricted cycles are in neither."""

    scope: Scope

    def cycles(self, **filters: str) -> str:
        """The list of cycles, live ones unless it says otherwise."""
        asked = {"stage": "live", "restricted": "no"} | filters
        return address("cycles") + self.scope.query(**asked)

    def spend(self, **filters: str) -> str:
        return self.cycles(turn="latest", **filters)

    def unknown(self, **filters: str) -> str:
        """Those of which the spend is not known."""
        return self.spend(value=UNKNOWN, **filters)

    def contracts(self, **filters: str) -> str:
        return address("dashboard-contracts") + self.scope.query(**filters)

    def decisions(self, **filters: str) -> str:
        return address("dashboard-decisions") + self.scope.query(**filters)

    def page(self, name: str, *args: str) -> str:
        return address(name, *args) + self.scope.query()

    def directorate(self, code: str) -> str:
        """The page of one directorate, in the same area."""
        query = replace(self.scope, directorate=ALL_DIRECTORATES).query()
        return address("dashboard-directorate", code) + query
