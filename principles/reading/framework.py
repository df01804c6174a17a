"""framework.yaml: the council's own words, its lists of codes, and the figures of governance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from principles import content
from principles.reading import figures
from principles.reading.rows import Row, once

STAGES = ("analyse", "plan", "do", "review")
GROUPS = ("core", "process")
KEPT_ADDRESSES = ("principles", "manage")  # /framework/principles/ can't be an edition too

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
KEY = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
CAPITALS = r"[A-Z][A-Z0-9]*"


def read_framework(top: Row, grades: Collection[str]) -> content.Framework:
    """Everything in the file; it counts only if no fault was noted."""
    found = content.Framework(
        code=_edition_code(top),
        title=top.text("title", most=200),
        council=top.text("council", most=120),
        source=top.text("source", most=300),
        valid_from=top.day("valid_from") or date.min,
        valid_to=top.day("valid_to", needed=False),
        definition=top.text("definition"),
        vision=top.text("vision"),
        aim=top.text("aim"),
        resources=top.texts("resources"),
        stages=_stages(top),
        principles=_principles(top),
        duties=_duties(top),
        ambitions=_named(top, "ambitions", "ambition"),
        delivery_routes=_named(top, "delivery_routes", "delivery route"),
        legal_regimes=_named(top, "legal_regimes", "legal regime"),
        directorates=_named(top, "directorates", "directorate", most=120),
        confirmers=_confirmers(top),
        figures=figures.read_figures(top, STAGES, grades),
    )
    if found.valid_to and found.valid_to < found.valid_from:
        top.fault("valid_to", f"valid_to {found.valid_to} is before valid_from {found.valid_from}")
    top.no_more()
    return found


def _edition_code(top: Row) -> str:
    code = top.code("code", SLUG, most=60, like="lincolnshire-2021")
    if code in KEPT_ADDRESSES:
        top.fault("code", f"code {code} is kept for an address of the site")
    return code


def _stages(top: Row) -> tuple[content.Stage, ...]:
    rows = top.rows("stages", "stage")
    once(rows, "code")
    found = []
    for row in rows:
        code = row.choice("code", STAGES, "stage")
        found.append(content.Stage(code, row.text("name", most=200), row.text("statement")))
        row.no_more()
    for code in STAGES:
        if rows and code not in [stage.code for stage in found]:
            top.fault("stages", f"stage {code} is missing")
    return tuple(found)


def _principles(top: Row) -> tuple[content.Principle, ...]:
    rows = top.rows("principles", "principle", by="key")
    once(rows, "key")
    once(rows, "code")
    found = []
    for row in rows:
        found.append(
            content.Principle(
                code=row.code("key", KEY, most=40, like="resident_focused"),
                name=row.text("name", most=200),
                abbreviation=row.code("code", CAPITALS, most=10, like="RES"),
                group=row.choice("group", GROUPS, "group"),
                statement=row.text("statement"),
            )
        )
        row.no_more()
    return tuple(found)


def _duties(top: Row) -> tuple[content.Duty, ...]:
    rows = top.rows("duties", "duty", least=0)
    once(rows, "code")
    found = []
    for row in rows:
        found.append(
            content.Duty(
                code=row.code("code", CAPITALS, most=40, like="PSED"),
                name=row.text("name", most=200),
                basis=row.text("basis", most=300),
                rule=row.text("rule"),
                due_regard=row.flag("due_regard", default=True),
                characteristics=row.texts("characteristics", needed=False),
            )
        )
        row.no_more()
    return tuple(found)


def _confirmers(top: Row) -> tuple[content.Confirmer, ...]:
    rows = top.rows("confirmers", "confirmer")
    once(rows, "code")
    found = []
    for row in rows:
        code = row.code("code", KEY, most=40, like="public_health")
        found.append(content.Confirmer(code, row.text("name", most=120), row.flag("outside", default=False)))
        row.no_more()
    return tuple(found)


def _named(top: Row, key: str, kind: str, most: int = 200) -> tuple[content.Named, ...]:
    rows = top.rows(key, kind)
    once(rows, "code")
    found = []
    for row in rows:
        found.append(content.Named(row.code("code", KEY, most=40, like="public_health"), row.text("name", most=most)))
        row.no_more()
    return tuple(found)
