"""The figures of governance in framework.yaml: tiers, who signs, how long each step takes, what counts as late."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from principles import figures
from principles.figures import WITHOUT_AWARD, WORK_STEPS
from principles.reading.notices import AgreementCodes, read_notices
from principles.reading.rows import FieldReader, check_unique

# Largest first. The words small, medium, large and complex are the program's; what reaches each tier is the edition's.
TIERS = tuple(reversed(figures.TIERS))
GOVERNANCE = (
    "key_decision_over",
    "key_decision_divisions",
    "key_decision_notice_clear_days",
    "agenda_clear_working_days",
    "publication_lag_working_days",
    "call_in_working_days",
    "confirm_within_working_days",
    "escalate_after_working_days",
    "pipeline_over",
    "contracts_published_over",
    "extension_decided_weeks_before_notice",
    "divisions",
)
IN_POUNDS = ("key_decision_over", "pipeline_over", "contracts_published_over")
# Kinds of contract, each with its amount in GBP with VAT.
THRESHOLDS = ("goods_services", "light_touch", "works", "concessions", "light_touch_concessions")
STEPS = (*WORK_STEPS, "contingency")
HIGHEST_VALUE = 10**12
OWN_UPLIFT = "own"
FLAG = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
BEGINS = ("day_after_publication",)  # of a standstill that does not count from publication itself
ENDS = ("after_the_8th_working_day_after_the_day_it_begins",)


def read_figures(
    top: FieldReader, stages: Collection[str], grades: Collection[str], codes: AgreementCodes
) -> dict[str, Any]:
    regimes, delivery_routes = list(codes.regimes), list(codes.routes)
    governance = _governance(top, grades)
    routes: dict[str, dict[str, list[str]]] = {}
    if row := top.row("approval_routes"):
        for tier in TIERS:
            if of_tier := row.row(tier):
                routes[tier] = {stage: list(of_tier.choices(stage, grades, "grade", repeat=True)) for stage in stages}
                of_tier.check_all_read()
        row.check_all_read()
    durations: dict[str, list[int]] = {}  # each step's weeks by tier, smallest first
    if row := top.row("durations_weeks"):
        durations = {step: row.wholes(step, length=len(TIERS)) for step in STEPS}
        row.check_all_read()
    slack: dict[str, int] = {}  # working days by tier; at risk is what has fewer, but not below 0
    if row := top.row("slack_on_track_from"):
        slack = {tier: row.whole(tier, least=1) for tier in TIERS}
        row.check_all_read()
    route_weeks: dict[str, list[int]] = {}  # of routes without a tender and an award, by tier
    if row := top.optional_row("route_weeks"):
        route_weeks = {route: row.wholes(route, length=len(TIERS)) for route in WITHOUT_AWARD if route in row.fields}
        row.check_all_read()
    extra_weeks: dict[str, int] = {}  # of mobilisation, by the flag of a cycle
    if row := top.optional_row("mobilise_extra_weeks"):
        extra_weeks = {flag: row.whole(flag) for flag in row.fields}
    limits: dict[str, int] = {}
    if row := top.optional_row("change_limits_percent"):
        limits = {kind: row.whole(kind) for kind in ("goods_services", "works", "term")}
        row.check_all_read()
    return {
        "governance": governance,
        "tiers": _tiers(top),
        "approval_routes": routes,
        "durations_weeks": durations,
        "do_gate_after_need_by_weeks": top.whole("do_gate_after_need_by_weeks"),
        "review_after_need_by_months": top.whole("review_after_need_by_months"),
        "slack_on_track_from": slack,
        "standstills": _standstills(top, regimes, delivery_routes),
        "route_weeks": route_weeks,
        "mobilise_extra_weeks": extra_weeks,
        "cycle_flags": _codes(top, "cycle_flags", like="registration"),
        "thresholds": _dated(
            top,
            "thresholds",
            "threshold",
            lambda row: {kind: row.whole(kind, most=HIGHEST_VALUE) for kind in THRESHOLDS},
        ),
        "local_supplier": top.text("local_supplier", needed=False),
        "change_limits_percent": limits,
        "discount_rates": _dated(
            top, "discount_rates", "discount rate", lambda row: {"percent": row.number("percent", most=100)}
        ),
        "uplifts": _uplifts(top),
        "risk_kinds": _codes(top, "risk_kinds", like="provider_failure"),
        **read_notices(top, codes),
    }


def _codes(top: FieldReader, key: str, like: str) -> list[str]:
    return list(top.codes(key, FLAG, like=like)) if key in top.fields else []


def _governance(top: FieldReader, grades: Collection[str]) -> dict[str, Any]:
    if not (row := top.row("governance")):
        return {}
    governance: dict[str, Any] = {
        key: row.whole(key, most=HIGHEST_VALUE if key in IN_POUNDS else 1000) for key in GOVERNANCE
    }
    governance["pre_election"] = row.choice("pre_election", ("warn",), "way with pre-election periods", needed=False)
    within: dict[str, int] = {}
    if days := row.row("decide_within_working_days"):
        within = {grade: days.whole(grade, least=1) for grade in grades}
        days.check_all_read()
    governance["decide_within_working_days"] = within
    if of_reorganisation := row.optional_row("reorganisation"):
        governance["reorganisation"] = {
            "on": of_reorganisation.flag("on"),
            "vesting_day": day.isoformat() if (day := of_reorganisation.day("vesting_day", needed=False)) else "",
            "consent_over": of_reorganisation.whole("consent_over", most=HIGHEST_VALUE),
            "consent_over_capital": of_reorganisation.whole("consent_over_capital", most=HIGHEST_VALUE),
            "consenting_authority": of_reorganisation.text("consenting_authority", needed=False),
        }
        of_reorganisation.check_all_read()
    row.check_all_read()
    return governance


def _dated(
    top: FieldReader, key: str, what: str, values: Callable[[FieldReader], Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Figures with the day from which they count, in the order of the days."""
    dated = []
    for row in top.rows(key, what, by="from") if key in top.fields else []:
        start = row.day("from")
        dated.append({"from": start.isoformat() if start else "", **values(row)})
        row.check_all_read()
    return sorted(dated, key=lambda row: row["from"])


def _uplifts(top: FieldReader) -> list[dict[str, Any]]:
    """By how many percent costs rise in a year, each kind of cost with its dated rates."""
    rows = top.rows("uplifts", "uplift") if "uplifts" in top.fields else []
    check_unique(rows, "code")
    uplifts = []
    for row in rows:
        uplift: dict[str, Any] = {
            "code": row.code("code", FLAG, most=20, like="care_pay"),
            "name": row.text("name", most=60),
            "rates": _dated(row, "rates", "rate", lambda rate: {"percent": rate.number("percent", most=100)}),
        }
        if "rates" not in row.fields:
            row.fault("code", "rates is missing")
        if uplift["code"] == OWN_UPLIFT:
            row.fault("code", f"{OWN_UPLIFT} is kept for a rate that a cost has by itself")
        row.check_all_read()
        uplifts.append(uplift)
    return uplifts


def _standstills(top: FieldReader, regimes: Sequence[str], routes: Sequence[str]) -> list[dict[str, Any]]:
    """The rule of every regime in their order, then of routes that have one over it. A rule without days has none."""
    rules: list[dict[str, Any]] = []
    if not (standstills := top.row("standstills")):
        return rules
    for code in (*regimes, *(route for route in routes if route in standstills.fields)):
        if not (row := standstills.row(code)):
            continue
        if row.flag("none", default=False):
            rules.append({"code": code})
        else:
            rules.append(
                {
                    "code": code,
                    "working_days": row.whole("working_days", most=100, needed=False),
                    "calendar_days": row.whole("calendar_days", most=100, needed=False),
                    "counts_publication": row.flag("counts_publication", default=False),
                    "ends_on_working_day": row.flag("ends_on_working_day", default=False),
                    "begins": row.choice("begins", BEGINS, "beginning", needed=False),
                    "ends": row.choice("ends", ENDS, "end", needed=False),
                    "not_for": list(row.texts("not_for", needed=False)),
                    "voluntary": row.flag("voluntary", default=False),
                    "basis": row.text("basis", most=200),
                }
            )
            if bool(rules[-1]["working_days"]) == bool(rules[-1]["calendar_days"]):
                standstills.fault(code, f"{code} must have working_days or calendar_days, or none: true")
        row.check_all_read()
    standstills.check_all_read()
    return rules


def _tiers(top: FieldReader) -> list[dict[str, Any]]:
    """The rules from the top. Each must start below the one before it, and the last must take what is left."""
    rows = top.rows("tiers", "tier")
    check_unique(rows, "code")
    rules = [_tier(row) for row in rows]
    codes = [rule["code"] for rule in rules]
    if rows and codes != list(TIERS) and set(codes) <= set(TIERS):
        top.fault("tiers", f"tiers must be {', '.join(TIERS)}, in this order, not {', '.join(codes)}")
    before: int | None = None
    for row, rule in zip(rows[:-1], rules, strict=False):
        if not {"over", "from"} & row.fields.keys():
            row.fault("code", "it needs over or from: only the last tier takes every value")
        start = rule.get("over", rule.get("from"))
        if start is not None and before is not None and start >= before:
            row.fault("code", f"it starts at {start}, which is not below the tier before it ({before})")
        before = before if start is None else start
    if rows and {"over", "from", "or_flags", "or_key_decision"} & rows[-1].fields.keys():
        rows[-1].fault("code", "the last tier must have no rule, so that every cycle has a tier")
    return rules


def _tier(row: FieldReader) -> dict[str, Any]:
    rule: dict[str, Any] = {"code": row.choice("code", TIERS, "tier"), "name": row.text("name", most=40)}
    for key in ("over", "from"):
        if key in row.fields:
            rule[key] = row.whole(key, most=HIGHEST_VALUE)
    if "over" in rule and "from" in rule:
        row.fault("from", "it has both over and from: leave one out")
    if "or_flags" in row.fields:
        rule["or_flags"] = list(row.codes("or_flags", FLAG, like="joint_commissioning"))
    if "or_key_decision" in row.fields:
        rule["or_key_decision"] = row.flag("or_key_decision")
    row.check_all_read()
    return rule
