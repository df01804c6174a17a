"""checklist.yaml: what each gate asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from principles import content
from principles.reading.figures import TIERS
from principles.reading.framework import KEY
from principles.reading.rows import FieldReader, check_unique

GATES = {"AN": "analyse", "PL": "plan", "DO": "do", "RV": "review"}
ANSWERS = ("met", "partly_met", "not_met", "not_applicable")
OUTCOMES = ("pass", "pass_with_conditions", "return_for_work", "stop_project")
CHECKPOINTS = ("award", "go_live", "exit")
QUESTION_CODE = r"[A-Z]+-[A-Z0-9]+-[0-9]+"


@dataclass(frozen=True)
class FrameworkCodes:
    """The codes that a question may name. None: that list could not be read, so its codes are not checked."""

    principles: Collection[str] | None = None
    duties: Collection[str] | None = None
    confirmers: Collection[str] | None = None
    delivery_route: Collection[str] | None = None
    legal_regime: Collection[str] | None = None


def codes_of(framework: content.FrameworkContent) -> FrameworkCodes:
    def codes(rows: tuple[content.NamedCode, ...]) -> list[str] | None:
        return [row.code for row in rows] or None

    return FrameworkCodes(
        principles=codes(framework.principles),
        duties=[duty.code for duty in framework.duties],
        confirmers=codes(framework.confirmers),
        delivery_route=codes(framework.delivery_routes),
        legal_regime=codes(framework.legal_regimes),
    )


def read_checklist(top: FieldReader, codes: FrameworkCodes) -> content.ChecklistContent:
    """Everything in the file. The result counts only if no fault was noted."""
    for key in ("title", "status"):  # for people who read the file
        top.text(key, needed=False)
    rows = top.rows("questions", "question")
    check_unique(rows, "code")
    version, gate_questions = top.text("version", most=20), {}
    schema = top.row("schema")
    if schema is not None:
        states = schema.rows("answer_states", "answer")
        check_unique(states, "code")
        for state in states:
            state.choice("code", ANSWERS, "answer")
            state.text("needs")
            state.check_all_read()
        schema.choices("gate_outcomes", OUTCOMES, "gate outcome")
        schema.row("field_notes", needed=False)
        gate_questions = _gate_questions(schema)
        schema.check_all_read()
    checklist = content.ChecklistContent(version, gate_questions, tuple(_question(row, codes) for row in rows))
    top.check_all_read()
    return checklist


def _gate_questions(schema: FieldReader) -> dict[str, str]:
    rows = schema.rows("gates", "gate")
    check_unique(rows, "code")
    questions = {}
    for row in rows:
        code = row.choice("code", GATES, "gate")
        stage = row.text("from_stage")
        if code in GATES and stage and stage != GATES[code]:
            row.fault("from_stage", f"from_stage must be {GATES[code]}, not {stage}")
        row.text("name")
        row.text("to_stage")
        questions[GATES.get(code, code)] = row.text("question")
        row.check_all_read()
    for code, stage in GATES.items():
        if rows and stage not in questions:
            schema.fault("gates", f"gate {code} is missing")
    return questions


def _question(row: FieldReader, codes: FrameworkCodes) -> content.QuestionContent:
    gate = row.choice("gate", GATES, "gate")
    code = row.code("code", QUESTION_CODE, most=20, like="AN-RES-1")
    if code and gate in GATES and not code.startswith(f"{gate}-"):
        row.fault("code", f"the code of a question of gate {gate} must start with {gate}-")
    na_allowed = row.flag("na_allowed")
    na_rule = row.text("na_rule", needed=na_allowed)
    if na_rule and not na_allowed and row.fields.get("na_allowed") is False:
        row.fault("na_rule", "na_rule says when it does not apply, but na_allowed is false")
    checkpoint = row.choice("checkpoint", CHECKPOINTS, "checkpoint", needed=False)
    if checkpoint and gate in GATES and gate != "DO":
        row.fault("checkpoint", "only a question of the Do gate has a checkpoint")
    words = row.optional_row("question_for")
    for route in words.fields if words else ():
        if words and codes.delivery_route is not None and route not in codes.delivery_route:
            words.fault(route, f'there is no delivery route "{route}"')
    question = content.QuestionContent(
        code=code,
        stage=GATES.get(gate, ""),
        principle=row.choice("principle", codes.principles, "principle"),
        duty=row.choice("duty", codes.duties, "duty", needed=False),
        confirmer=row.choice("confirmer", codes.confirmers, "confirmer"),
        title=row.text("title", most=200),
        text=row.text("question"),
        guidance=row.text("guidance"),
        evidence_examples=row.texts("evidence"),
        mandatory=row.flag("mandatory"),
        na_allowed=na_allowed,
        na_rule=na_rule,
        conditional_pass=row.flag("conditional_pass"),
        tiers=row.choices("tiers", TIERS, "tier"),
        applies_when=_filter(row, "applies_when", codes),
        evidence_in=_tiers(row, "evidence_in"),
        confirmer_in=_tiers(row, "confirmer_in"),
        duty_when=_filter(row, "duty_when", codes),
        text_by_route={route: words.text(route) for route in words.fields} if words else {},
        never_to_councillors=row.flag("never_to_councillors", default=False),
        decided_by_members=row.flag("decided_by_members", default=False),
        checkpoint=checkpoint,
        check_name=row.code("check", KEY, most=60, like="demand_projected", needed=False),
        statutory_basis=row.texts("statutory_basis"),
    )
    row.check_all_read()
    return question


def _tiers(row: FieldReader, key: str) -> tuple[str, ...]:
    """Some or none of the tiers; without the field all of them."""
    if key not in row.fields:
        return TIERS
    tiers = row.texts(key)
    for tier in dict.fromkeys(tiers):
        if tier not in TIERS:
            row.fault(key, f'there is no tier "{tier}"')
        elif tiers.count(tier) > 1:
            row.fault(key, f"{key} has {tier} twice")
    return tiers


def _filter(row: FieldReader, key: str, codes: FrameworkCodes) -> dict[str, tuple[str, ...]]:
    """By field of the cycle, the codes of which one must be chosen."""
    filters = row.optional_row(key)
    if filters is None:
        return {}
    lists = {
        "delivery_route": (codes.delivery_route, "delivery route"),
        "legal_regime": (codes.legal_regime, "legal regime"),
    }
    chosen = {field: filters.choices(field, *lists[field]) for field in lists if field in filters.fields}
    filters.check_all_read()
    return chosen
