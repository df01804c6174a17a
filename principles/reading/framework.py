"""framework.yaml: the council's own words, its lists of codes, and the figures of governance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeVar

from principles import content
from principles.figures import TENDERING
from principles.reading import figures
from principles.reading.notices import AgreementCodes
from principles.reading.phrases import read_phrases
from principles.reading.rows import FieldReader, check_unique

T = TypeVar("T")

STAGES = ("analyse", "plan", "do", "review")
GROUPS = ("core", "process")
RESERVED_CODES = ("principles", "manage")  # /framework/principles/ can't be an edition too

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
KEY = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
CAPITALS = r"[A-Z][A-Z0-9]*"


def read_framework(top: FieldReader, grades: Collection[str]) -> content.FrameworkContent:
    """Everything in the file. The result counts only if no fault was noted."""
    code = top.code("code", SLUG, most=60, like="lincolnshire-2021")
    if code in RESERVED_CODES:
        top.fault("code", f"code {code} is kept for an address of the site")
    delivery_routes = _read_list(top, "delivery_routes", "delivery route", _named)
    legal_regimes = _read_list(top, "legal_regimes", "legal regime", _named)
    regime_routes = _regime_routes(top, [row.code for row in legal_regimes])
    codes = AgreementCodes(
        routes=[row.code for row in delivery_routes],
        regimes=[row.code for row in legal_regimes],
        regime_routes=[row.code for row in regime_routes],
    )
    stages = _read_list(top, "stages", "stage", _stage)
    principles = _read_list(top, "principles", "principle", _principle, unique=("key", "code"))
    vision, aim, resources = top.text("vision"), top.text("aim"), top.texts("resources")
    statements = {"vision": vision, "aim": aim}
    statements |= {row.code: row.statement for row in stages} | {row.code: row.statement for row in principles}
    framework = content.FrameworkContent(
        code=code,
        title=top.text("title", most=200),
        council=top.text("council", most=120),
        source=top.text("source", most=300),
        valid_from=top.day("valid_from") or date.min,
        valid_to=top.day("valid_to", needed=False),
        definition=top.text("definition"),
        vision=vision,
        aim=aim,
        resources=resources,
        stages=stages,
        principles=principles,
        duties=_read_list(top, "duties", "duty", _duty, least=0),
        ambitions=_read_list(top, "ambitions", "ambition", _named),
        delivery_routes=delivery_routes,
        legal_regimes=legal_regimes,
        regime_routes=regime_routes,
        directorates=_read_list(top, "directorates", "directorate", _directorate),
        confirmers=_read_list(top, "confirmers", "confirmer", _confirmer),
        figures=figures.read_figures(top, STAGES, grades, codes),
        phrases=read_phrases(
            top, statements, {"resources": resources, "delivery_routes": tuple(row.name for row in delivery_routes)}
        ),
    )
    for stage in STAGES:
        if framework.stages and stage not in [row.code for row in framework.stages]:
            top.fault("stages", f"stage {stage} is missing")
    if framework.valid_to and framework.valid_to < framework.valid_from:
        top.fault("valid_to", f"valid_to {framework.valid_to} is before valid_from {framework.valid_from}")
    top.check_all_read()
    return framework


def _read_list(
    top: FieldReader,
    key: str,
    kind: str,
    read: Callable[[FieldReader], T],
    *,
    unique: Sequence[str] = ("code",),
    least: int = 1,
) -> tuple[T, ...]:
    rows = top.rows(key, kind, least=least, by=unique[0])
    for field in unique:
        check_unique(rows, field)
    parts = []
    for row in rows:
        parts.append(read(row))
        row.check_all_read()
    return tuple(parts)


def _stage(row: FieldReader) -> content.StageContent:
    return content.StageContent(row.choice("code", STAGES, "stage"), row.text("name", most=200), row.text("statement"))


def _principle(row: FieldReader) -> content.PrincipleContent:
    return content.PrincipleContent(
        code=row.code("key", KEY, most=40, like="resident_focused"),
        name=row.text("name", most=200),
        abbreviation=row.code("code", CAPITALS, most=10, like="RES"),
        group=row.choice("group", GROUPS, "group"),
        statement=row.text("statement"),
    )


def _regime_routes(top: FieldReader, regimes: Collection[str]) -> tuple[content.RegimeRouteContent, ...]:
    """The routes of each regime that has some, in the order of the file."""
    lists = top.optional_row("regime_routes")
    routes: list[content.RegimeRouteContent] = []
    for regime in lists.fields if lists else ():
        if lists and regime not in regimes:
            lists.fault(regime, f'there is no legal regime "{regime}"')
        rows = lists.rows(regime, "route") if lists else []
        check_unique(rows, "code")
        for row in rows:
            drops = row.choices("drops", TENDERING, "step") if "drops" in row.fields else ()
            named = _named(row)
            routes.append(content.RegimeRouteContent(named.code, named.name, regime, drops))
            row.check_all_read()
    return tuple(routes)


def _duty(row: FieldReader) -> content.DutyContent:
    return content.DutyContent(
        code=row.code("code", CAPITALS, most=40, like="PSED"),
        name=row.text("name", most=200),
        basis=row.text("basis", most=300),
        rule=row.text("rule"),
        due_regard=row.flag("due_regard", default=True),
        characteristics=row.texts("characteristics", needed=False),
        limbs=tuple({"code": limb.code, "name": limb.name} for limb in _read_list(row, "limbs", "limb", _named))
        if "limbs" in row.fields
        else (),
        local_additions=row.texts("local_additions", needed=False),
    )


def _named(row: FieldReader) -> content.NamedCode:
    return content.NamedCode(row.code("code", KEY, most=40, like="public_health"), row.text("name", most=200))


def _directorate(row: FieldReader) -> content.NamedCode:
    return content.NamedCode(row.code("code", KEY, most=40, like="public_health"), row.text("name", most=120))


def _confirmer(row: FieldReader) -> content.ConfirmerContent:
    code = row.code("code", KEY, most=40, like="public_health")
    return content.ConfirmerContent(code, row.text("name", most=120), row.flag("outside", default=False))
