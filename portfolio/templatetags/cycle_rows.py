"""What a page of cycles repeats for each: the rows of the list, the cards of the board, the lanes of the timeline.

Formatted at once, because fifty rows of a template's nodes cost more than everything else on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commissioning.council_tags import met_of, status
from commissioning.lanes import Lane
from commissioning.wording import day_short, money
from portfolio.presenters.cycle_rows import Line, Row
from portfolio.selectors.filters import Choice

register = template.Library()

NOTHING = SafeString("")
NOT_KNOWN = "Not known"
TICK = (
    '<td class="app-tick app-noprint"><input type="checkbox" id="choose-{0}" name="cycle" value="{0}">'
    '<label for="choose-{0}"><span class="app-vh">Choose {0}, {1}</span></label></td>'
)
ROW = (
    '<tr>{}<th scope="row"><a href="{}">{}</a>{}{}</th>'
    '<td data-l="Reference" class="app-nowrap">{}</td>'
    '<td data-l="Directorate">{}</td>'
    '<td data-l="Stage" class="app-nowrap">{}</td>{}'
    '<td data-l="Next">{}</td>'
    '<td data-l="Slack">{}</td>'
    '<td data-l="Contract ends" class="app-nowrap">{}</td>'
    '<td data-l="Yearly value" class="num">{}</td></tr>'
)
TURN = ' <span class="app-muted">cycle {}</span>'
MET = '<td data-l="Questions met">{}</td>'
ENDED = SafeString('<td data-l="Questions met"><span class="app-muted">Ended</span></td>')
CARD = (
    '<li class="app-card"><a class="app-card__name" href="{}">{}</a><span class="app-muted">{}, {}</span>{}{}{}{}</li>'
)
LANE = (
    '<tr><th scope="row"><a href="{}">{}</a><br><span class="app-muted">{}</span> {}{}</th>'
    '<td><span class="app-vh">{}. {}</span>'
    '<svg class="app-lane" viewBox="0 0 920 44" aria-hidden="true" focusable="false">'
    '<path class="app-lane__mark" d="{}"/>{}<path class="app-lane__today" d="M{} 2v40"/>{}{}</svg></td></tr>'
)
BLOCK = '<rect class="app-fill--{}" x="{}" y="12" width="{}" height="20" rx="2"/>{}'
LABEL = '<text class="app-lane__label app-lane__label--{}" x="{}" dx="6" y="27">{}</text>'
TENDER = '<path class="app-lane__tender" d="M{} 6v30m-6 -34h12l-6 8z"/>'
ENDS = '<path class="app-lane__ends" d="M{} 2v40m-5 -25h10v10h-10z"/>'
OPTION = '<option value="{}"{}>{}</option>'


@register.simple_tag
@lru_cache(maxsize=500)
def options(choices: Sequence[Choice], chosen: str) -> SafeString:
    """{% options field.filter.choices field.value %}: those of a select."""
    selected = SafeString(" selected")
    return format_html_join("", OPTION, ((one.value, selected * (one.value == chosen), one.label) for one in choices))


@register.simple_tag
def table_rows(rows: Iterable[Row], on: date, *, ticks: object, drafts: object) -> SafeString:
    """{% table_rows rows asked.on ticks=may_change_leads drafts=reads_drafts %}"""
    return SafeString("".join(_row(row, on, ticks=bool(ticks), drafts=bool(drafts)) for row in rows))


def _row(row: Row, on: date, *, ticks: bool, drafts: bool) -> SafeString:
    cycle = row.cycle
    return format_html(
        ROW,
        format_html(TICK, cycle.reference, cycle.service) if ticks else NOTHING,
        cycle.get_absolute_url(),
        cycle.service,
        format_html(TURN, cycle.number) if cycle.number > 1 else NOTHING,
        SafeString("<br>") + status("restricted") if cycle.restricted else NOTHING,
        cycle.reference,
        cycle.directorate,
        cycle.get_stage_display(),
        (format_html(MET, met_of(row.progress)) if row.progress else ENDED) if drafts else NOTHING,
        _next(row, on),
        status(cycle.status, row.slack) if cycle.status else NOTHING,
        day_short(cycle.ends, on) if cycle.ends else NOT_KNOWN,
        NOT_KNOWN if cycle.yearly_value is None else money(cycle.yearly_value),
    )


def _next(row: Row, on: date) -> str:
    """The next step with the day for which it is planned."""
    planned = row.cycle.next_on
    return f"{row.next_step}, {day_short(planned, on)}" if planned else row.next_step


@register.simple_tag
def cards(rows: Iterable[Row], on: date) -> SafeString:
    """{% cards column.rows asked.on %}"""
    return SafeString("".join(_card(row, on) for row in rows))


def _card(row: Row, on: date) -> SafeString:
    cycle = row.cycle
    return format_html(
        CARD,
        cycle.get_absolute_url(),
        cycle.service,
        cycle.reference,
        cycle.lead,
        met_of(row.progress) if row.progress else NOTHING,
        format_html("<span>{}</span>", _next(row, on)) if row.next_step else NOTHING,
        status(cycle.status, row.slack) if cycle.status else NOTHING,
        status("restricted") if cycle.restricted else NOTHING,
    )


@register.simple_tag
def lane_rows(lines: Iterable[tuple[Line, Lane]], grid: str, today: str) -> SafeString:
    """{% lane_rows lines grid today %}"""
    return SafeString("".join(_lane(line, lane, grid, today) for line, lane in lines))


def _lane(line: Line, lane: Lane, grid: str, today: str) -> SafeString:
    cycle = line.row.cycle
    return format_html(
        LANE,
        cycle.get_absolute_url(),
        cycle.service,
        cycle.reference,
        status(cycle.status) if cycle.status else NOTHING,
        SafeString(" ") + status("restricted") if cycle.restricted else NOTHING,
        cycle.get_stage_display(),
        line.says,
        grid,
        SafeString("".join(_block(block) for block in lane.blocks)),
        today,
        format_html(TENDER, lane.tender_by) if lane.tender_by else NOTHING,
        format_html(ENDS, lane.ends) if lane.ends else NOTHING,
    )


def _block(block: Any) -> SafeString:
    label = format_html(LABEL, block.state, block.x, block.label) if block.label else NOTHING
    return format_html(BLOCK, block.state, block.x, block.width, label)
