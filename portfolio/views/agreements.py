"""The contracts register: its list, its files, and saving a view of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.views.access import member
from accounts.views.error_handling import refused_is_403
from contracts.models import Agreement
from contracts.policies.register import may_keep_register
from contracts.selectors.visibility import visible_agreements
from exports.views import as_csv, as_workbook
from portfolio.models import ListSubject, Way
from portfolio.presenters.agreement_rows import agreement_rows
from portfolio.presenters.filter_form import FilterForm
from portfolio.selectors.agreement_columns import ENDS, agreement_columns_for
from portfolio.selectors.agreement_filters import ALWAYS_SHOWN, agreement_filters_of, agreement_options
from portfolio.selectors.agreement_listing import agreement_pages, agreements_of, supplier_names_of
from portfolio.selectors.filter_options import FilterOptions
from portfolio.selectors.list_state import ListState
from portfolio.views.saved_views import new_view_page


@dataclass(frozen=True)
class RegisterContext:
    """A person, the agreements that they may see, and the list that they ask for."""

    user: User
    today: date
    options: FilterOptions
    visible: QuerySet[Agreement]
    filter: FilterForm

    @property
    def state(self) -> ListState:
        return self.filter.state


def register_context(request: HttpRequest) -> RegisterContext:
    user, today = member(request), timezone.localdate()
    visible, columns = visible_agreements(user, today), agreement_columns_for(user)
    options = agreement_options(user)
    filters = agreement_filters_of(options, user, today)
    state = ListState.from_query(request.GET, filters, today, columns, {"sort": ENDS})
    form = FilterForm(state, filters, request.GET, columns, ALWAYS_SHOWN)
    return RegisterContext(user, today, options, visible, form)


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    asked = register_context(request)
    paginator = agreement_pages(asked.visible, asked.state, asked.user)
    page = paginator.get_page(request.GET.get("page"))
    keys = list(page.object_list)
    columns = {column.key for column in asked.filter.columns}
    path = reverse("contracts")
    context: dict[str, Any] = {
        "path": path,
        "here": f"{path}{asked.state.query}",
        "state": asked.state,
        "filter": asked.filter,
        "views": asked.options.views,
        "page": page,
        "matches": paginator,
        "rows": agreement_rows(agreements_of(keys), supplier_names_of(keys), columns, asked.today),
        "any_agreements": bool(keys or asked.state.chosen),
        "may_keep": may_keep_register(asked.user),
        "listed": "agreements",
    }
    return render(request, "portfolio/agreements.html", context)


@require_safe
def agreements_csv(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "contracts")


@require_safe
def agreements_workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "contracts")


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def new_agreements_view(request: HttpRequest) -> HttpResponse:
    asked = register_context(request)
    back = f"{reverse('contracts')}{asked.state.query}"
    return new_view_page(
        request, asked.filter, user=asked.user, subject=ListSubject.AGREEMENTS, way=Way.LIST, back=back
    )
