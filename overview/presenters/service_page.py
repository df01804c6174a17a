"""A service on one page: its cycles and agreements on one line of time, and its waivers. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, Waiver
from contracts.presenters.cycle_agreements import suppliers_in_words, when_in_words
from contracts.selectors.cycle_agreements import with_suppliers
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle, Service
from cycles.selectors.visibility import not_visible_to, visible_to
from ui.charts.timeline import Bar, Block, Scale, lane
from ui.wording import day

LONGEST = timedelta(days=365 * 12)  # of the line of time, before and after today together
ROOM = timedelta(days=120)


@dataclass(frozen=True)
class ServiceLine:
    """One cycle or agreement: what the table says, and its blocks on the line of time."""

    title: str
    url: str
    kind: str
    words: str
    blocks: list[Block]
    ends: str


@dataclass(frozen=True)
class ServicePage:
    """`without_cycle` is why somebody should start a cycle now, "" where one is live or nothing says when.

    It is for officers: what the council plans about an agreement is not published.
    """

    service: Service
    lines: list[ServiceLine]
    grid: str
    head: list[tuple[str, str, str]]
    today: str
    waivers: list[Waiver]
    has_live_cycle: bool
    without_cycle: str


def visible_service(user: User, pk: int, today: date) -> Service | None:
    """The service; None where all that there is of it is hidden from this person."""
    hidden = Q(pk__in=not_visible_to(user, today).values("service"))
    seen = Q(pk__in=visible_to(user, today).values("service"))
    seen |= Q(pk__in=visible_agreements(user, today).values("service"))
    return Service.objects.filter(~hidden | seen, pk=pk).select_related("directorate").first()


def service_page(user: User, service: Service, today: date) -> ServicePage:
    cycles = list(visible_to(user, today).filter(service=service).order_by("number"))
    visible = visible_agreements(user, today)
    agreements: list[Any] = list(
        with_suppliers(visible.filter(service=service)).order_by(F("start").asc(nulls_last=True), "serial")
    )
    waivers = Waiver.objects.filter(withdrawn_because="").filter(
        Q(service=service, agreement__isnull=True) | Q(agreement__in=[row.pk for row in agreements])
    )
    scale = _scale([*map(_span_of_cycle, cycles), *map(_span_of_agreement, agreements)], today)
    lines = [_line_of_cycle(cycle, scale, today) for cycle in cycles]
    lines += [_line_of_agreement(row, scale, today) for row in agreements]
    has_live = any(cycle.is_live for cycle in cycles)
    return ServicePage(
        service=service,
        lines=lines,
        grid=scale.grid,
        head=scale.head(today),
        today=scale.at(today),
        waivers=list(waivers.order_by("-starts", "-serial")),
        has_live_cycle=has_live,
        without_cycle="" if has_live or not roles_of(user).is_officer else _without_cycle(agreements, today),
    )


def _without_cycle(agreements: list[Agreement], today: date) -> str:
    """Of the agreements that still run the first day by which Analyse had to start."""
    days = [
        row.analyse_by for row in agreements if row.analyse_by and row.is_signed and (row.current_end or today) >= today
    ]
    if not days:
        return ""
    first = min(days)
    if first < today:
        return f"The last safe day to start the next cycle was {day(first)}. Start it now."
    return f"The last safe day to start the next cycle is {day(first)}."


Span = tuple[date, date]


def _span_of_cycle(cycle: Cycle) -> Span:
    starts = timezone.localdate(cycle.started_at)
    ends = timezone.localdate(cycle.ended_at) if cycle.ended_at else max(cycle.need_by, starts)
    return starts, ends


def _span_of_agreement(row: Agreement) -> Span | None:
    if row.start is None:
        return None
    ends = row.last_end or row.current_end
    return (row.start, max(ends, row.start)) if ends else (row.start, date.max)


def _scale(spans: list[Span | None], today: date) -> Scale:
    """All of it, within LONGEST around today."""
    known = [span for span in spans if span]
    first = min([today, *(starts for starts, _ in known)]) - ROOM
    last = max([today, *(ends for _, ends in known if ends != date.max)]) + ROOM
    return Scale(max(first, today - LONGEST / 2), min(last, today + LONGEST / 2))


def _line_of_cycle(cycle: Cycle, scale: Scale, today: date) -> ServiceLine:
    starts, ends = _span_of_cycle(cycle)
    state = "now" if cycle.is_live else "done"
    drawn = lane(scale, [(cycle.reference, starts, ends, state)], today, tender_by=None, ends=None)
    words = f"{cycle.get_stage_display()}. Started {day(starts)}"
    words += f", need-by date {day(cycle.need_by)}" if cycle.is_live else f", ended {day(ends)}"
    return ServiceLine(
        f"{cycle.reference} Cycle {cycle.number}", cycle.get_absolute_url(), "Cycle", words, drawn.blocks, drawn.ends
    )


def _line_of_agreement(row: Any, scale: Scale, today: date) -> ServiceLine:
    bars: list[Bar] = []
    if row.start is not None:
        ends = min(row.current_end or scale.last, scale.last)
        state = "to_come" if row.start > today else "now" if ends >= today else "done"
        bars.append((row.reference, row.start, max(ends, row.start), state))
        if row.last_end and row.current_end and row.last_end > row.current_end:
            bars.append(("", row.current_end, row.last_end, "to_come"))
    drawn = lane(scale, bars, today, tender_by=None, ends=row.current_end)
    more = [suppliers_in_words(row), "not signed yet" if not row.is_signed else ""]
    if row.last_end and row.current_end and row.last_end > row.current_end:
        more.append(f"can be extended to {day(row.last_end)}")
    words = ". ".join([when_in_words(row), *(part[0].upper() + part[1:] for part in more if part)])
    return ServiceLine(str(row), row.get_absolute_url(), row.get_kind_display(), words, drawn.blocks, drawn.ends)
