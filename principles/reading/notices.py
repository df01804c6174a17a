"""The rules of notices in framework.yaml, the causes of waivers and the risk classes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from principles.notices import (
    AGREEMENT_EVENTS,
    AGREEMENT_KINDS,
    BELONGS_TO,
    CATEGORIES,
    CONDITIONS,
    COUNCIL_EVENTS,
    FLAGS,
)
from principles.reading.lines import LinedDict
from principles.reading.rows import FieldReader, check_unique

HIGHEST_VALUE = 10**12
NOTICE_CODE = r"[A-Z][A-Z0-9]*(_[a-z0-9]+)*"
CODE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
WITHIN = ("days", "working_days", "months")
RISK_CLASSES = 3


@dataclass(frozen=True)
class AgreementCodes:
    """The codes of an edition that a rule of a notice may name."""

    routes: Collection[str]
    regimes: Collection[str]
    regime_routes: Collection[str]


def read_notices(top: FieldReader, codes: AgreementCodes) -> dict[str, Any]:
    rows = top.rows("notices", "notice") if "notices" in top.fields else []
    check_unique(rows, "code")
    notices = [_notice(row, codes) for row in rows]
    cause_rows = top.rows("waiver_causes", "waiver cause") if "waiver_causes" in top.fields else []
    check_unique(cause_rows, "code")
    causes = []
    for row in cause_rows:
        causes.append({"code": row.code("code", CODE, most=40, like="urgency"), "name": row.text("name", most=200)})
        row.check_all_read()
    return {
        "notices": notices,
        "notice_exclusions": _exclusions(top, notices, codes),
        "waiver_causes": causes,
        "risk_classes": _risk_classes(top),
    }


def _notice(row: FieldReader, codes: AgreementCodes) -> dict[str, Any]:
    code = row.code("code", NOTICE_CODE, most=40, like="UK7 or PSR_award")
    belongs_to = row.choice("belongs_to", BELONGS_TO, "owner of notices", needed=False) or "agreement"
    notice: dict[str, Any] = {
        "code": code,
        "name": row.text("name", most=200),
        "belongs_to": belongs_to,
        "basis": row.text("basis", most=200),
        "source": row.text("source", most=300, needed=False),
        "unverified": row.flag("unverified", default=False),
        "because": row.text("because", most=300, needed=belongs_to != "agreement"),
        "kinds": list(row.choices("kinds", AGREEMENT_KINDS, "kind of agreement")) if "kinds" in row.fields else [],
        "regimes": list(row.choices("regimes", codes.regimes, "legal regime")) if "regimes" in row.fields else [],
    }
    if belongs_to == "agreement" and "because" in row.fields:
        row.fault("because", "because is only for a notice that belongs to no agreement: give its rules not_required")
    least = 0 if belongs_to == "dynamic_market" else 1
    readers = row.rows("rules", f"notice {code}, rule", least=least, by="") if least or "rules" in row.fields else []
    notice["rules"] = [_rule(reader, codes, belongs_to) for reader in readers]
    for rule, reader in zip(notice["rules"][:-1], readers, strict=False):
        if not _conditional(rule):
            reader.fault("", "only the last rule may be without a condition: those after it are never reached")
    if belongs_to == "council" and readers and (len(readers) > 1 or "event" not in notice["rules"][0]):
        row.fault("rules", "a notice of the council has one rule, with an event")
    if readers and _conditional(notice["rules"][-1]):
        readers[-1].fault("", "the last rule must have no condition, so that every agreement has an answer")
    row.check_all_read()
    return notice


def _conditional(rule: dict[str, Any]) -> bool:
    return any(key in rule for key in (*CONDITIONS, *FLAGS))


def _rule(row: FieldReader, codes: AgreementCodes, belongs_to: str) -> dict[str, Any]:
    """Only what the file says: its conditions, and either when the notice is due or why it is not required."""
    rule = _conditions(row, codes)
    if "from" in row.fields and (day := row.day("from")):
        rule["from"] = day.isoformat()
    if ("event" in row.fields) == ("not_required" in row.fields):
        row.fault("event", "it needs either event or not_required, and not both")
    if "not_required" in row.fields:
        rule["not_required"] = row.text("not_required", most=300)
    if "event" in row.fields:
        rule |= _timing(row, COUNCIL_EVENTS if belongs_to == "council" else AGREEMENT_EVENTS)
    row.check_all_read()
    return rule


def _conditions(row: FieldReader, codes: AgreementCodes) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    lists = {
        "kinds": (AGREEMENT_KINDS, "kind of agreement"),
        "routes": (codes.routes, "delivery route"),
        "regimes": (codes.regimes, "legal regime"),
        "regime_routes": (codes.regime_routes, "route of a legal regime"),
        "categories": (CATEGORIES, "category"),
    }
    for key, (allowed, what) in lists.items():
        if key in row.fields:
            conditions[key] = list(row.choices(key, allowed, what))
    for key in ("value_from", "value_over"):
        if key in row.fields:
            conditions[key] = row.whole(key, most=HIGHEST_VALUE)
    if {"value_from", "value_over"} <= conditions.keys():
        row.fault("value_from", "it has both value_from and value_over: leave one out")
    for key in ("without_vat", *FLAGS):
        if key in row.fields:
            conditions[key] = row.flag(key)
    if "commenced_from" in row.fields and (day := row.day("commenced_from")):
        conditions["commenced_from"] = day.isoformat()
    return conditions


def _timing(row: FieldReader, events: Collection[str]) -> dict[str, Any]:
    timing: dict[str, Any] = {"event": row.choice("event", events, "event")}
    named = [key for key in WITHIN if key in row.fields]
    if len(named) != 1:
        row.fault("event", f"it needs one of {', '.join(WITHIN)}, not {len(named)} of them")
    for key in named:
        timing[key] = row.whole(key, most=1000)
    for key in ("before", "counts_event_day", "standstill", "repeats", "practicable"):
        if key in row.fields:
            timing[key] = row.flag(key)
    if timing.get("standstill") and not (timing.get("before") and timing["event"] == "contract_signed"):
        row.fault("standstill", "a standstill counts only before contract_signed")
    for key, event in (("payments_over", "quarter_end"), ("change_from", "change"), ("covers_months", "year_start")):
        if key in row.fields:
            timing[key] = row.whole(key, most=HIGHEST_VALUE)
            if timing["event"] != event:
                row.fault(key, f"{key} counts only with the event {event}")
    return timing


def _exclusions(top: FieldReader, notices: list[dict[str, Any]], codes: AgreementCodes) -> dict[str, dict[str, str]]:
    """Why a notice is not required where it leaves out the kind or the legal regime of an agreement, by its code."""
    exclusions: dict[str, dict[str, str]] = {"kinds": {}, "regimes": {}}
    if not (row := top.optional_row("notice_exclusions")):
        row = FieldReader(LinedDict(top.line_of("notices")), top.faults, "notice_exclusions")
    for key, every in (("kinds", list(AGREEMENT_KINDS)), ("regimes", list(codes.regimes))):
        left_out = [code for code in every if any(notice[key] and code not in notice[key] for notice in notices)]
        below = row.optional_row(key)
        for code in left_out:
            if below is None or code not in below.fields:
                row.fault(key, f"some notices leave out {code}: say why under {key}")
            else:
                exclusions[key][code] = below.text(code, most=300)
        if below is not None:
            below.check_all_read()
    row.check_all_read()
    return exclusions


def _risk_classes(top: FieldReader) -> list[dict[str, str]]:
    """From the lowest to the highest, with what each asks of the management of a contract."""
    rows = top.rows("risk_classes", "risk class") if "risk_classes" in top.fields else []
    check_unique(rows, "code")
    if rows and len(rows) != RISK_CLASSES:
        top.fault("risk_classes", f"there must be {RISK_CLASSES} risk classes, not {len(rows)}")
    classes = []
    for row in rows:
        classes.append(
            {
                "code": row.code("code", CODE, most=40, like="high"),
                "name": row.text("name", most=100),
                "asks": row.text("asks", most=500),
            }
        )
        row.check_all_read()
    return classes
