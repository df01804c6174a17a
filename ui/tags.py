"""Filters and tags that every template has without loading them: wording, status tags and the two charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ui import wording
from ui.charts import date_strip as strip
from ui.charts import stage_ring as ring
from ui.status_tags import status_tag

register = template.Library()

NUMERIC = ' class="num"'
VALUE_BAR = (
    '<svg class="app-hb" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect x="0" y="0" width="{}" height="16"/></svg>'
)


@register.filter
def day(value: object) -> str:
    """{{ due|day }}: 4 December 2026. "" without a date, for |default."""
    date_ = _day(value)
    return wording.day(date_) if date_ else ""


@register.filter
def day_short(value: object) -> str:
    """{{ due|day_short }}: the year only where it is not this one."""
    date_ = _day(value)
    return wording.day_short(date_, timezone.localdate()) if date_ else ""


@register.filter
def moment(value: object) -> str:
    """{{ at|moment }}: 20 November 2026 at 3:12pm."""
    return wording.moment(timezone.localtime(value)) if isinstance(value, datetime) else ""


@register.filter
def clock(value: object) -> str:
    """{{ at|clock }}: 3:12pm."""
    return wording.clock(timezone.localtime(value)) if isinstance(value, datetime) else ""


@register.filter
def money(value: object) -> str:
    """{{ cost|money }}: £38.4m, for tables."""
    amount = _decimal(value)
    return "" if amount is None else wording.money(amount)


@register.filter
def money_words(value: object) -> str:
    """{{ cost|money_words }}: £38.4 million, for sentences."""
    amount = _decimal(value)
    return "" if amount is None else wording.money_words(amount)


@register.filter
def pounds(value: object) -> str:
    """{{ cost|pounds }}: £9,200,000 in full, where sums are to agree."""
    amount = _decimal(value)
    return "" if amount is None else wording.pounds(amount)


@register.filter
def plural(count: object, words: str) -> str:
    """{{ 3|plural:"question" }}: 3 questions; {{ 2|plural:"inquiry,inquiries" }} where -s is wrong; counts lists."""
    number = count if isinstance(count, int) else len(count) if hasattr(count, "__len__") else int(str(count))
    singular, _, several = words.partition(",")
    return wording.counted(number, singular, several)


@register.filter
def listed(values: object) -> str:
    """{{ names|listed }}: One, two and three."""
    return wording.listed([str(value) for value in values]) if hasattr(values, "__iter__") else ""


@register.filter
def with_leaving(person: object) -> str:
    """{{ cycle.lead|with_leaving }}: Sam Whitby (has left), where a page names who holds something open."""
    return wording.with_leaving(person)


@register.filter
def in_bold(pieces: list[tuple[str, bool]]) -> SafeString:
    """{{ hit.title|in_bold }}: pieces of a text, the marked ones in bold; what somebody typed is escaped."""
    return SafeString(
        "".join([f"<strong>{escape(piece)}</strong>" if bold else escape(piece) for piece, bold in pieces])
    )


@register.filter
def pages_around(page: Page[Any]) -> list[int | str]:
    """The page numbers that are links: first, last, and those beside the current one."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def mark_tone(kind: str) -> str:
    return status_tag(kind).tone


@register.filter
def mark_shape(kind: str) -> str:
    shape = status_tag(kind).shape
    return f"components/shapes/{shape}.html" if shape else "components/shapes/none.html"


@register.filter
def mark_word(kind: str) -> str:
    return status_tag(kind).word


@register.simple_tag
def status(kind: str, text: str = "", pill: object = False) -> SafeString:
    """{% status "partly_met" %}: shape, word and tone of ui/status_tags.py; `text` replaces the kind's own word.

    Lists show hundreds of them, and a tag takes a tenth of the time of an include.
    """
    tag = status_tag(kind)
    tone = f"{tag.tone} app-st--pill" if pill else tag.tone
    words = conditional_escape(text or tag.word)
    return SafeString(f'<span class="app-st app-st--{tone}">{_shape(tag.shape or "none")}<span>{words}</span></span>')


@register.simple_tag
def lock(text: str) -> SafeString:
    """{% lock "Blocks gate" %}: a small lock and its words."""
    return SafeString(f'<span class="app-lock">{_shape("lock")}<span>{conditional_escape(text)}</span></span>')


@register.simple_tag
def kept_in(finding: Any) -> SafeString:
    """{% kept_in gap.finding %}: leads to where the records that a check reads are kept, after its sentence."""
    if not getattr(finding, "url", ""):
        return SafeString("")
    todo = {"fails": "Put it right in", "unknown": "Record it in"}.get(finding.result, "See")
    return format_html('<a href="{}">{} {}</a>', finding.url, todo, finding.kept_in)


@register.simple_tag
def left_out() -> str:
    """{% left_out %}: the sentence under every list from which restricted cycles may be missing."""
    return wording.LEFT_OUT


@register.simple_tag
def met_of(progress: Any) -> SafeString:
    """{% met_of row.progress %}: a bar and its words, for a progress of checklists."""
    return share_bar(progress.share, progress.words)


@register.simple_tag
def share_bar(percent: float, words: str) -> SafeString:
    """{% share_bar 80 "80%" %}: a bar filled so far, and its words."""
    return SafeString(
        '<span class="app-prog"><svg class="app-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"'
        f' focusable="false"><rect class="app-fill--done" width="{percent}" height="10"/></svg>'
        f'<span class="app-nowrap">{conditional_escape(words)}</span></span>'
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, str, bool]]) -> SafeString:
    """{% options field.options %}: those of a list, each with its value, label and whether it is chosen."""
    return SafeString(
        "".join(
            [
                f'<option value="{conditional_escape(value)}"{" selected" if chosen else ""}>'
                f"{conditional_escape(label)}</option>"
                for value, label, chosen in choices
            ]
        )
    )


@register.simple_tag
def cells(texts: Iterable[tuple[str, str, str, str]]) -> SafeString:
    """{% cells row.cells %}: plain cells of a row, each a label, "num", "app-nowrap" or "", the text, a second line.

    Lists show hundreds of them, and here a cell takes a fifth of the time that it takes in a template.
    """
    return SafeString("".join([_cell(*cell) for cell in texts]))


@register.simple_tag
def typed_facts(facts: Iterable[tuple[str, str]]) -> SafeString:
    """{% typed_facts row.texts %}: labels with what somebody typed, within a <dl>."""
    return format_html_join("", '<dt>{}</dt><dd class="app-typed">{}</dd>', facts)


def tagged_cells(row: Iterable[Any]) -> SafeString:
    """Cells with `label`, `text`, `numeric`, and the `kind` of a status tag or ""."""
    return SafeString(
        "".join(
            [
                f'<td data-l="{conditional_escape(cell.label)}"{NUMERIC if cell.numeric else ""}>'
                f"{status(cell.kind, cell.text) if cell.kind else conditional_escape(cell.text)}</td>"
                for cell in row
            ]
        )
    )


@register.simple_tag
def text_runs(runs: Iterable[Any], where: str) -> SafeString:
    """{% text_runs runs "only before" %}: a text of which the other has not all, the runs of ui/text_comparison.py."""
    strong = '<strong class="app-differs"><span class="app-vh">[{}: </span>{}<span class="app-vh">]</span></strong>'
    return SafeString(
        "".join([format_html(strong, where, run.text) if run.differs else conditional_escape(run.text) for run in runs])
    )


@register.simple_tag
def text_change(runs: Sequence[Iterable[Any]]) -> SafeString:
    """{% text_change runs %}: a text before and after."""
    side = '<div><p class="by">{}</p><p class="app-typed">{}</p></div>'
    before = format_html(side, "Before", text_runs(runs[0], "only before"))
    after = format_html(side, "After", text_runs(runs[1], "only after"))
    return format_html('<div class="app-both">{}{}</div>', before, after)


def _cell(label: str, css: str, text: str, more: str) -> str:
    kept: str = conditional_escape(text)
    numeric = NUMERIC if css == "num" else ""
    if css == "app-nowrap":
        kept = f'<span class="app-nowrap">{kept}</span>'
    second_line = f'<br><span class="app-muted">{conditional_escape(more)}</span>' if more else ""
    return f'<td data-l="{conditional_escape(label)}"{numeric}>{kept}{second_line}</td>'


@cache
def _shape(name: str) -> SafeString:
    return mark_safe(render_to_string(f"components/shapes/{name}.html").strip())  # noqa: S308


@register.inclusion_tag("components/bar.html")
def progress_bar(met: int, total: int, partly: int = 0, *, legend: bool = False, what: str = "met") -> dict[str, Any]:
    """{% progress_bar 13 20 2 legend=True %}: filled, part-filled and to go; decorative without its legend."""
    whole = max(total, 1)
    shares = [100 * met / whole, 100 * partly / whole]
    return {
        "segments": [("done", 0, _figure(shares[0])), ("part", _figure(shares[0]), _figure(shares[1]))],
        "legend": legend,
        "parts": [("done", met, what), ("part", partly, "partly"), ("to-go", max(total - met - partly, 0), "to go")],
    }


@register.simple_tag
def value_bar(value: object, whole: object = 100) -> SafeString:
    """{% value_bar score 100 %}: one bar of a table, beside its number."""
    share = 100 * (_decimal(value) or Decimal(0)) / (_decimal(whole) or Decimal(100))
    return format_html(VALUE_BAR, _figure(float(min(max(share, Decimal(0)), Decimal(100)))))


@register.inclusion_tag("components/ring.html")
def cycle_ring(stage: str, share: float = 0.0, *, blocked: bool = False, small: str = "") -> dict[str, Any]:
    """{% cycle_ring cycle.stage share blocked=True small="13 of 20 met" %}: decorative, the list beside has the facts.

    For a stage that is none of the four (closed, stopped) the ring is full.
    """
    reached = ring.STAGES.index(stage) if stage in ring.STAGES else len(ring.STAGES)
    name = stage.capitalize()
    return {
        "sectors": ring.sectors(reached, float(share or 0)),
        "gates": ring.gates(reached, blocked),
        "name": name,
        "place": f"stage {reached + 1} of 4" if reached < len(ring.STAGES) else "",
        "small": small,
    }


@register.inclusion_tag("components/strip.html")
def date_strip(dates: Any) -> dict[str, Any]:
    """{% date_strip page.dates %}: the dates of a cycle as a strip; the table beside it has the same facts."""
    following = dates.next
    spare = (following.day_to_draw, following.row.last_safe) if following and following.slack > 0 else None
    marks = [(row.name, row.row.last_safe) for row in dates.milestones if not row.is_past]
    return {
        "strip": strip.strip(
            dates.bars,
            marks,
            ("", max(spare[0], dates.today), spare[1]) if spare else None,
            dates.today,
            (f"Need-by date {wording.day(dates.cycle.need_by)}", dates.cycle.need_by),
        )
    }


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _figure(value: float) -> str:
    """A number for an SVG attribute, whatever the language of the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
