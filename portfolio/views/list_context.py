"""What a request asks of the portfolio, for every page that lists cycles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from accounts.views.access import member
from cycles.models import Cycle
from cycles.policies.actions import may_start
from cycles.selectors.visibility import visible_to
from portfolio.models import Way
from portfolio.policies import may_change_leads
from portfolio.presenters.filter_form import FilterForm
from portfolio.selectors.columns import columns_for
from portfolio.selectors.filter_options import FilterOptions, filter_options
from portfolio.selectors.filters import LIVE, filters_of
from portfolio.selectors.list_state import ListState
from portfolio.selectors.listing import with_safe_sort


@dataclass(frozen=True)
class ListContext:
    """A person, what they may see, and the list that they ask for. `too_many`: to sort in the order asked for."""

    user: User
    today: date
    options: FilterOptions
    visible: QuerySet[Cycle]
    filter: FilterForm
    too_many: bool = False

    @property
    def state(self) -> ListState:
        return self.filter.state

    @property
    def reads_drafts(self) -> bool:
        return roles_of(self.user).is_officer

    def template_context(self, way: Way) -> dict[str, Any]:
        """`file_query` is that of the file with what the page shows: board and timeline have live cycles alone."""
        whole = way == Way.LIST or "stage" in self.state.chosen
        return {
            "way": way,
            "path": way.page,
            "ways": list(Way),
            "here": f"{way.page}{self.state.query}",
            "state": self.state,
            "filter": self.filter,
            "views": self.options.views,
            "any_cycles": self.options.any_cycles,
            "file_query": self.state.query if whole else self.state.with_param("stage", LIVE),
            "too_many": self.too_many,
            "reads_drafts": self.reads_drafts,
            "may_start": may_start(self.user),
            "may_change_leads": may_change_leads(self.user),
        }


def list_context(request: HttpRequest) -> ListContext:
    """Parameters that no filter reads are ignored; an order that would count too many rows becomes the default one."""
    user, today = member(request), timezone.localdate()
    visible, columns = visible_to(user, today), columns_for(user)
    options = filter_options(user, today)
    filters = filters_of(options)
    asked = ListState.from_query(request.GET, filters, today, columns)
    state = with_safe_sort(visible, asked)
    form = FilterForm(state, filters, request.GET, columns)
    return ListContext(user, today, options, visible, form, too_many=state != asked)
