"""checklist.yaml: what each gate asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from principles import content
from principles.reading.figures import TIERS
from principles.reading.framework import KEY
from principles.reading.rows import Row, once

GATES = {"AN": "analyse", "PL": "plan", "DO": "do", "RV": "review"}
ANSWERS = ("met", "partly_met", "not_met", "not_applicable")
OUTCOMES = ("pass", "pass_with_conditions", "return_for_work", "stop_project")
CHECKPOINTS = ("award", "go_live", "exit")
QUESTION_CODE = r"[A-Z]+-[A-Z0-9]+-[0-9]+"


@dataclass(frozen=True)
class Known:
    """The codes that a question may name. None: the list itself could not be read, so nothing is said of them."""

    principles: Collection[str] | None = None
    duties: Collection[str] | None = None
    confirmers: Collection[str] | None = None
    delivery_route: Collection[str] | None = None
    legal_regime: Collection[str] | None = None


def known_codes(framework: content.Framework) -> Known:
    def codes(named: tuple[content.Named, ...]) -> list[str] | None:
        return [each.code for each in named] or None

    return Known(
        principles=codes(framework.principles),
        duties=[duty.code for duty in framework.duties],
        confirmers=codes(framework.confirmers),
        delivery_route=codes(framework.delivery_routes),
        legal_regime=codes(framework.legal_regimes),
    )


def read_checklist(top: Row, known: Known) -> content.Checklist:
    """Everything in the file; it counts only if no fault was noted."""
    for key in ("title", "status"):  # said for the reader of the file
        top.text(key, needed=False)
    rows = top.rows("questions", "question")
    once(rows, "code")
    found = content.Checklist(
        version=top.text("version", most=20),
        gate_questions=_schema(top),
        questions=tuple(_question(row, known) for row in rows),
    )
    top.no_more()
    return found


def _schema(top: Row) -> dict[str, str]:
    row = top.row("schema")
    if row is None:
        return {}
    states = row.rows("answer_states", "answer")
    once(states, "code")
    for state in states:
        state.choice("code", ANSWERS, "answer")
        state.text("needs")
        state.no_more()
    row.choices("gate_outcomes", OUTCOMES, "gate outcome")
    row.row("field_notes", needed=False)
    found = _gate_questions(row)
    row.no_more()
    return found


def _gate_questions(schema: Row) -> dict[str, str]:
    rows = schema.rows("gates", "gate")
    once(rows, "code")
    found = {}
    for row in rows:
        code = row.choice("code", GATES, "gate")
        stage = row.text("from_stage")
        if code in GATES and stage and stage != GATES[code]:
            row.fault("from_stage", f"from_stage must be {GATES[code]}, not {stage}")
        row.text("name")
        row.text("to_stage")
        found[GATES.get(code, code)] = row.text("question")
        row.no_more()
    for code, stage in GATES.items():
        if rows and stage not in found:
            schema.fault("gates", f"gate {code} is missing")
    return found


def _question(row: Row, known: Known) -> content.Question:
    gate = row.choice("gate", GATES, "gate")
    na_allowed = row.flag("na_allowed")
    found = content.Question(
        code=_code(row, gate),
        stage=GATES.get(gate, ""),
        principle=row.choice("principle", known.principles, "principle"),
        duty=row.choice("duty", known.duties, "duty", needed=False),
        confirmer=row.choice("confirmer", known.confirmers, "confirmer"),
        title=row.text("title", most=200),
        text=row.text("question"),
        guidance=row.text("guidance"),
        evidence_examples=row.texts("evidence"),
        mandatory=row.flag("mandatory"),
        na_allowed=na_allowed,
        na_rule=_na_rule(row, na_allowed),
        conditional_pass=row.flag("conditional_pass"),
        tiers=row.choices("tiers", TIERS, "tier"),
        applies_when=_applies_when(row, known),
        checkpoint=_checkpoint(row, gate),
        check_name=row.code("check", KEY, most=60, like="demand_projected", needed=False),
        statutory_basis=row.texts("statutory_basis"),
    )
    row.no_more()
    return found


def _code(row: Row, gate: str) -> str:
    code = row.code("code", QUESTION_CODE, most=20, like="AN-RES-1")
    if code and gate in GATES and not code.startswith(f"{gate}-"):
        row.fault("code", f"the code of a question of gate {gate} must start with {gate}-")
    return code


def _na_rule(row: Row, na_allowed: bool) -> str:
    rule = row.text("na_rule", needed=na_allowed)
    if rule and not na_allowed and row.fields.get("na_allowed") is False:
        row.fault("na_rule", "na_rule says when it does not apply, but na_allowed is false")
    return rule


def _applies_when(row: Row, known: Known) -> dict[str, tuple[str, ...]]:
    if "applies_when" not in row.fields:
        return {}
    filters = row.row("applies_when")
    if filters is None:
        return {}
    lists = {
        "delivery_route": (known.delivery_route, "delivery route"),
        "legal_regime": (known.legal_regime, "legal regime"),
    }
    found = {key: filters.choices(key, *lists[key]) for key in lists if key in filters.fields}
    filters.no_more()
    return found


def _checkpoint(row: Row, gate: str) -> str:
    checkpoint = row.choice("checkpoint", CHECKPOINTS, "checkpoint", needed=False)
    if checkpoint and gate in GATES and gate != "DO":
        row.fault("checkpoint", "only a question of the Do gate has a checkpoint")
    return checkpoint
