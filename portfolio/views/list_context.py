"""What a request asks of the portfolio, for every page that looks at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from cycles.models import Cycle
from cycles.policies import may_start
from cycles.queries.visible import Sight, seen_by, sight_of
from cycles.views.reading import member
from portfolio.models import Way
from portfolio.policies import may_change_leads
from portfolio.selectors.columns import columns_for
from portfolio.selectors.filter_options import Offered, offered_to
from portfolio.selectors.filters import LIVE, filters_of
from portfolio.selectors.list_state import Asked, Form
from portfolio.selectors.listing import found, in_reach
from portfolio.selectors.pagination import Found


@dataclass(frozen=True)
class Portfolio:
    """What somebody asked for, of what they may see. `too_many`: for the order that was asked for."""

    user: User
    sight: Sight
    offered: Offered
    filter: Form
    too_many: bool = False

    @property
    def asked(self) -> Asked:
        return self.filter.asked

    @property
    def visible(self) -> QuerySet[Cycle]:
        return seen_by(self.user.pk, self.sight)

    @cached_property
    def found(self) -> Found:
        return found(self.user.pk, self.sight, self.asked)

    @property
    def live(self) -> Found:
        """The same without what has ended."""
        return found(self.user.pk, self.sight, self.asked.live)

    @property
    def reads_drafts(self) -> bool:
        return standing(self.user).is_officer

    def in_reach(self) -> Portfolio:
        """The same, in the usual order where there are too many for the one that was asked for."""
        asked = in_reach(self.user.pk, self.sight, self.asked)
        return replace(self, filter=replace(self.filter, asked=asked), too_many=asked != self.asked)

    def file_query(self, way: Way) -> str:
        """The query of the file that holds what the page shows: board and timeline have live cycles alone."""
        if way == Way.LIST or "stage" in self.asked.chosen:
            return self.asked.query
        return self.asked.but("stage", LIVE)

    def context(self, way: Way) -> dict[str, Any]:
        return {
            "way": way,
            "ways": list(Way),
            "here": f"{way.page}{self.asked.query}",
            "asked": self.asked,
            "filter": self.filter,
            "views": self.offered.views,
            "any_cycles": self.offered.any_cycles,
            "file_query": self.file_query(way),
            "too_many": self.too_many,
            "reads_drafts": self.reads_drafts,
            "may_start": may_start(self.user),
            "may_change_leads": may_change_leads(self.user),
        }


def asked_by(request: HttpRequest) -> Portfolio:
    """What the address asks for beyond the filters that there are is ignored."""
    user, on = member(request), timezone.localdate()
    offered, columns = offered_to(user, on), columns_for(user)
    filters = filters_of(offered)
    asked = Asked.of(request.GET, filters, on, columns)
    return Portfolio(user, sight_of(user, on), offered, Form(asked, filters, request.GET, columns)).in_reach()
