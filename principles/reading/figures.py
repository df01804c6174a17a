"""The figures of governance in framework.yaml: tiers, who signs, how long each step takes, what counts as late."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from principles import figures
from principles.figures import WORK_STEPS
from principles.reading.rows import Row, once

# Largest first. The words small, medium, large and complex are the program's; what reaches each tier is the edition's.
TIERS = tuple(reversed(figures.TIERS))
GOVERNANCE = (
    "key_decision_value",
    "key_decision_divisions",
    "key_decision_notice_clear_days",
    "agenda_clear_days",
    "call_in_working_days",
    "standstill_working_days",
    "divisions",
)
STEPS = (*WORK_STEPS, "contingency")
HIGHEST_VALUE = 10**12
FLAG = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"


def read_figures(top: Row, stages: Collection[str], grades: Collection[str]) -> dict[str, Any]:
    return {
        "governance": _governance(top),
        "tiers": _tiers(top),
        "approval_routes": _approval_routes(top, stages, grades),
        "durations_weeks": _durations(top),
        "do_gate_after_need_by_weeks": top.whole("do_gate_after_need_by_weeks"),
        "review_after_need_by_months": top.whole("review_after_need_by_months"),
        "slack_status": _slack_status(top),
    }


def _governance(top: Row) -> dict[str, int]:
    row = top.row("governance")
    if row is None:
        return {}
    found = {key: row.whole(key, most=HIGHEST_VALUE if key == "key_decision_value" else 1000) for key in GOVERNANCE}
    row.no_more()
    return found


def _tiers(top: Row) -> list[dict[str, Any]]:
    """The rules from the top. Each must start below the one before it, and the last must take what is left."""
    rows = top.rows("tiers", "tier")
    once(rows, "code")
    found = [_tier(row) for row in rows]
    codes = [rule["code"] for rule in found]
    if rows and codes != list(TIERS) and set(codes) <= set(TIERS):
        top.fault("tiers", f"tiers must be {', '.join(TIERS)}, in this order, not {', '.join(codes)}")
    for row in rows[:-1]:
        if not {"over", "from"} & row.fields.keys():
            row.fault("code", "it needs over or from: only the last tier takes every value")
    if rows and {"over", "from", "or_flags", "or_key_decision"} & rows[-1].fields.keys():
        rows[-1].fault("code", "the last tier must have no rule, so that every cycle has a tier")
    _check_falling(rows[:-1], found)
    return found


def _tier(row: Row) -> dict[str, Any]:
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
    row.no_more()
    return rule


def _check_falling(rows: list[Row], rules: list[dict[str, Any]]) -> None:
    before: int | None = None
    for row, rule in zip(rows, rules, strict=False):
        start = rule.get("over", rule.get("from"))
        if start is None:
            continue
        if before is not None and start >= before:
            row.fault("code", f"it starts at {start}, which is not below the tier before it ({before})")
        before = start


def _approval_routes(top: Row, stages: Collection[str], grades: Collection[str]) -> dict[str, dict[str, list[str]]]:
    row = top.row("approval_routes")
    if row is None:
        return {}
    found: dict[str, dict[str, list[str]]] = {}
    for tier in TIERS:
        of_tier = row.row(tier)
        if of_tier is not None:
            found[tier] = {stage: list(of_tier.choices(stage, grades, "grade", repeat=True)) for stage in stages}
            of_tier.no_more()
    row.no_more()
    return found


def _durations(top: Row) -> dict[str, list[int]]:
    """Each step's weeks by tier, smallest first."""
    row = top.row("durations_weeks")
    if row is None:
        return {}
    found = {step: row.wholes(step, length=len(TIERS)) for step in STEPS}
    row.no_more()
    return found


def _slack_status(top: Row) -> dict[str, int]:
    row = top.row("slack_status")
    if row is None:
        return {}
    on_track = row.whole("on_track_from_working_days")
    at_risk = row.whole("at_risk_from_working_days", least=-1000)
    if on_track <= at_risk:
        row.fault("on_track_from_working_days", f"on track must start above at risk ({at_risk}), not at {on_track}")
    row.no_more()
    return {"on_track_from_working_days": on_track, "at_risk_from_working_days": at_risk}
