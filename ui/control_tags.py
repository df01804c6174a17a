"""Filters and tags about a form's field, for the templates of the `council` pack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.form_marks import FIELD, draw_mark
from ui.widgets import PARTS, DayInput

register = template.Library()

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
)


@register.filter
def control_kind(field: BoundField) -> str:
    """Which template draws the field."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, DayInput):
        return "day"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


@register.filter
def is_password(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.PasswordInput)


@register.filter
def label_size(field: BoundField) -> str:
    """s unless the form says otherwise: "s", "m", "l" or "" for plain."""
    sizes: dict[str, str] = getattr(field.form, "label_sizes", {})
    return sizes.get(field.name, "s")


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of hint and error, in the order of the page."""
    ids = [f"{field.auto_id}-hint"] if field.help_text else []
    return " ".join([*ids, f"{field.auto_id}-error"] if field.errors else ids)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control itself, with its GOV.UK classes and the ids of what describes it."""
    widget = field.field.widget
    base = next((name for kind, name in CLASSES if isinstance(widget, kind)), "govuk-input")
    names = [base, widget.attrs.get("class", "")]
    if field.errors and base != "govuk-checkboxes__input":
        names.append(f"{base}--error")
    if is_password(field):
        names.append("govuk-password-input__input govuk-js-password-input-input")
    if width := getattr(field.form, "widths", {}).get(field.name):
        names.append(f"govuk-input--width-{width}")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, names))}
    described = described_by(field)
    if described:
        attrs["aria-describedby"] = described
    if is_password(field):
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return field.as_widget(attrs=attrs)


@register.simple_tag
def day_boxes(field: BoundField) -> list[dict[str, Any]]:
    """The three boxes of a date: ids, names, typed values, and which of them have errors."""
    faulty = _faulty_parts(field)
    context = field.field.widget.get_context(field.html_name, field.value(), {"id": field.auto_id})
    boxes = zip(PARTS, context["widget"]["subwidgets"], strict=True)
    return [
        {
            "part": part,
            "id": box["attrs"]["id"],
            "name": box["name"],
            "value": box["value"] or "",
            "width": 4 if part == "year" else 2,
            "faulty": part in faulty,
        }
        for part, box in boxes
    ]


@register.filter
def hint_of(field: BoundField, value: object) -> str:
    """The text under one choice."""
    hints: dict[str, str] = getattr(field.field.widget, "hints", {})
    return hints.get(str(value), "")


@register.filter
def revealed_by(field: BoundField, value: object) -> list[BoundField]:
    """The fields that stand under one choice."""
    reveals: dict[str, Sequence[str]] = getattr(field.field.widget, "reveals", {})
    return [field.form[name] for name in reveals.get(str(value), ())]


@register.filter
def error_target(field: BoundField) -> str:
    """The id that an error's link goes to: the box with the error, or the first of several choices."""
    widget = field.field.widget
    if isinstance(widget, DayInput):
        faulty = _faulty_parts(field)
        return f"{field.auto_id}_{next((place for place, part in enumerate(PARTS) if part in faulty), 0)}"
    several = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget))
    return f"{field.auto_id}_0" if several else field.auto_id


def _faulty_parts(field: BoundField) -> list[str]:
    """The parts that the date's errors name; an error that names none counts for all."""
    errors = field.form.errors.as_data().get(field.name, [])
    named = [part for error in errors for part in (error.params or {}).get("parts", PARTS)]
    return [part for part in PARTS if part in named]


class MarkedFormNode(CsrfTokenNode):
    """Django's own token, and the mark by which what was typed in the form is kept."""

    def render(self, context: Context) -> SafeString:
        token, request = SafeString(super().render(context)), context.get("request")
        mark = draw_mark(request) if request is not None else ""
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark) if mark else token


@register.tag("csrf_token")
def marked_form(parser: Parser, token: Token) -> MarkedFormNode:
    return MarkedFormNode()
