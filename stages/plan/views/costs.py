"""Whole-life cost: what each option costs by year, what pays for it, what it saves; the same as a file."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.access import signed_in
from exports import spreadsheets
from exports.views import XLSX
from exports.workbooks import about, write_workbook
from principles.models import Stage
from stages.plan.presenters.cost_export import cost_export
from stages.plan.presenters.costs import assumption_facts, benefits_title, headline, option_views
from stages.plan.selectors.costs import cost_book
from stages.plan.whole_life_cost import CENTRAL
from stages.records.kinds import all_kinds
from stages.records.presenters.tables import table_of_cycle
from stages.records.views.shortcuts import cycle_to_read, page_context

CHECK = "whole_life_cost_confirmed"


@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_to_read(request, reference, Stage.PLAN)
    prefetch_related_objects([cycle], "stored_findings")
    book, kinds = cost_book(cycle), all_kinds()
    options = option_views(book)
    costs = [year.cost.cash[CENTRAL] for view in options for year in view.years if year.cost.cash]
    context = page_context(request, cycle, Stage.PLAN, "cost-lines") | {
        "book": book,
        "headline": headline(book),
        "options": options,
        "most": max(costs, default=0),
        "findings": [row for row in cycle.stored_findings.all() if row.check_name == CHECK],
        "assumptions": assumption_facts(cycle, book),
        "benefits_title": benefits_title(book),
        "funding": replace(table_of_cycle(kinds["funding"], cycle, book.funding), findings=[]),
        "benefits": replace(table_of_cycle(kinds["benefits"], cycle, book.benefits), findings=[]),
    }
    return render(request, "stages/plan/cost.html", context)


@require_safe
def csv_file(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    cycle = cycle_to_read(request, reference, Stage.PLAN)
    table = cost_export(cycle, cost_book(cycle))
    return spreadsheets.as_csv([table.headings, *table.read(table.keys)], f"{cycle.reference}-whole-life-cost.csv")


@require_safe
def workbook(request: HttpRequest, reference: str) -> HttpResponse:
    """At most a few thousand rows, so that it is made at once."""
    cycle = cycle_to_read(request, reference, Stage.PLAN)
    table, file = cost_export(cycle, cost_book(cycle)), BytesIO()
    write_workbook(table, about(table, signed_in(request), timezone.now()), file, lambda rows: None)
    name = f'attachment; filename="{cycle.reference}-whole-life-cost.xlsx"'
    return HttpResponse(file.getvalue(), content_type=XLSX, headers={"Content-Disposition": name})
