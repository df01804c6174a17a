"""Two editions for tests: the real one, and a small one of another council with one question to each gate."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from accounts.models import Grade
from principles import content
from principles.reading import read_edition
from principles.reading.lines import EditionFault

REAL = Path(__file__).parents[2] / "principles" / "editions" / "lincolnshire-2021"

FRAMEWORK = """\
code: fenland-2026
title: How we commission
council: Fenland Council
source: "Report 7, 1 May 2026"
valid_from: 2026-05-01
definition: Deciding how to use everything we have.
vision: Services that fit.
aim: Spend well.
resources: [money, people]
stages:
  - {code: analyse, name: Analyse, statement: Know the need.}
  - {code: plan, name: Plan, statement: Choose the way.}
  - {code: do, name: Do, statement: Put it in place.}
  - {code: review, name: Review, statement: See what it did.}
principles:
  - {code: RES, key: resident_focused, group: core, name: Resident focused, statement: We listen.}
duties:
  - {code: PSED, name: Equality, basis: Equality Act 2010 s149, rule: Have due regard., characteristics: [age]}
ambitions:
  - {code: life, name: Enjoy life}
delivery_routes:
  - {code: procure, name: Contract with a supplier}
legal_regimes:
  - {code: not_a_procurement, name: Not a procurement}
standstills: {not_a_procurement: {working_days: 8, counts_publication: true, basis: Procurement Act 2023 s51}}
directorates:
  - {code: place, name: Place}
confirmers:
  - {code: commissioner, name: Lead commissioner}
  - {code: finance, name: Finance}
  - {code: provider, name: Provider, outside: true}
governance:
  key_decision_over: 500000
  key_decision_divisions: 2
  key_decision_notice_clear_days: 28
  agenda_clear_working_days: 5
  publication_lag_working_days: 2
  call_in_working_days: 5
  divisions: 30
  decide_within_working_days: {head_of_service: 3, assistant_director: 5, executive_director: 5}
  confirm_within_working_days: 5
  escalate_after_working_days: 5
  pipeline_over: 2000000
  contracts_published_over: 5000
  extension_decided_weeks_before_notice: 12
tiers:
  - {code: X, name: complex, over: 5000000, or_flags: [joint_commissioning]}
  - {code: L, name: large, from: 500000, or_key_decision: true}
  - {code: M, name: medium, from: 200000}
  - {code: S, name: small}
approval_routes:
  S: {analyse: [head_of_service], plan: [head_of_service], do: [head_of_service], review: [head_of_service]}
  M: {analyse: [head_of_service], plan: [head_of_service], do: [head_of_service], review: [head_of_service]}
  L: {analyse: [head_of_service], plan: [head_of_service], do: [head_of_service], review: [head_of_service]}
  X: {analyse: [head_of_service], plan: [head_of_service], do: [head_of_service], review: [head_of_service]}
durations_weeks:
  analyse_work: [4, 8, 13, 20]
  analyse_gate: [1, 1, 2, 3]
  plan_work: [4, 8, 14, 24]
  plan_comments: [1, 2, 2, 3]
  plan_decision: [1, 2, 10, 12]
  do_documents: [2, 3, 6, 10]
  do_tender_open: [3, 4, 5, 7]
  do_evaluate: [2, 4, 7, 10]
  do_award_standstill: [1, 2, 4, 5]
  do_mobilise: [2, 6, 12, 20]
  contingency: [2, 4, 7, 11]
do_gate_after_need_by_weeks: 13
review_after_need_by_months: 12
slack_on_track_from: {S: 40, M: 40, L: 40, X: 40}
"""

QUESTION = """\
  - code: {gate}-RES-1
    gate: {gate}
    principle: resident_focused
    duty: null
    title: "Residents, {gate}"
    check: null
    question: "What have residents told us by {gate}?"
    guidance: "Name who was asked."
    evidence: ["A summary"]
    mandatory: true
    na_allowed: false
    conditional_pass: true
    tiers: [S, M, L, X]
    confirmer: finance
    statutory_basis: []
"""

CHECKLIST = """\
version: "2"
schema:
  gates:
    - {code: AN, name: Analyse exit, question: The need is known, from_stage: analyse, to_stage: plan}
    - {code: PL, name: Plan exit, question: The way is right, from_stage: plan, to_stage: do}
    - {code: DO, name: Do exit, question: It is in place, from_stage: do, to_stage: review}
    - {code: RV, name: Review exit, question: It did well, from_stage: review, to_stage: analyse}
  answer_states:
    - {code: met, needs: evidence}
  gate_outcomes: [pass, return_for_work]
questions:
""" + "".join(QUESTION.replace("{gate}", gate) for gate in ("AN", "PL", "DO", "RV"))


@cache
def read(framework: str = FRAMEWORK, checklist: str = CHECKLIST) -> content.EditionContent | list[EditionFault]:
    return read_edition(framework, checklist, Grade.values)


def small(framework: str = FRAMEWORK, checklist: str = CHECKLIST) -> content.EditionContent:
    """The small edition, or one made from it that has no fault."""
    found = read(framework, checklist)
    assert isinstance(found, content.EditionContent), found
    return found


def real() -> content.EditionContent:
    return small(*((REAL / name).read_text() for name in ("framework.yaml", "checklist.yaml")))


def changed(text: str, old: str, new: str) -> str:
    """The text with the first `old` replaced, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)
