"""Parts that a page has dozens of, drawn by Jinja2 from templates/jinja2 in a third of the time (docs/adr/0036)."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.template import Library, engines
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from jinja2 import BaseLoader, Environment, StrictUndefined

from ui import tags
from ui.control_tags import hint_of, revealed_by

register = Library()


def environment(loader: BaseLoader, auto_reload: bool, **options: Any) -> Environment:
    """What dense parts have of the filters and tags of pages. A name that is not there is an error."""
    env = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages: Any = engines["django"]
    for library in pages.engine.template_builtins:
        ours = {name: made for name, made in library.filters.items() if not made.__module__.startswith("django.")}
        env.filters |= ours
    functions: dict[str, Any] = {
        "url": lambda name, *args: reverse(name, args=args),
        "cells": tags.cells,
        "kept_in": tags.kept_in,
        "lock": tags.lock,
        "met_of": tags.met_of,
        "share_bar": tags.share_bar,
        "status": tags.status,
        "tagged_cells": tags.tagged_cells,
        "text_change": tags.text_change,
        "typed_facts": tags.typed_facts,
        "value_bar": tags.value_bar,
        "hint_of": hint_of,
        "revealed_by": revealed_by,
    }
    env.globals |= functions
    return env


@register.simple_tag
def draw(name: str, **values: Any) -> SafeString:
    """{% draw "stages/closed_row.html" form=form %}: a template of templates/jinja2, which sees these values alone."""
    engine: Any = engines["jinja2"]
    return SafeString(engine.env.get_template(name).render(values))


@register.simple_tag(takes_context=True)
def choice_items(context: Context, field: BoundField, kind: str) -> SafeString:
    """The choices of a field, with the fields that stand under one of them."""

    def draw_field(inner: BoundField) -> SafeString:
        assert context.template
        with context.push(field=inner):
            return context.template.engine.get_template("council/field.html").render(context)

    return draw("council/choice_items.html", field=field, kind=kind, draw_field=draw_field)
