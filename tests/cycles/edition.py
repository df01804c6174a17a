"""An edition with few questions, one for each rule that the core must keep: tests read it whole and run fast.

Each gate asks:
-1  mandatory, can pass with a condition, may not apply
-2  mandatory, a hard stop, Finance confirms it, a duty of the decider's own
-3  optional, Legal confirms it, from tier medium up
-4  mandatory, a provider outside the council confirms it, from tier large up
Plan also asks -5 of suppliers' contracts and -6 of procurements under the Act.
"""

from __future__ import annotations

from datetime import UTC, datetime

from principles.models import Edition
from principles.services import load
from tests.principles.editions import FRAMEWORK, changed, small

LOADED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
GATES = ("AN", "PL", "DO", "RV")

ROUTES = """\
  S: {analyse: [head_of_service], plan: [head_of_service], do: [head_of_service], review: [head_of_service]}
  M: {analyse: [head_of_service], plan: [assistant_director], do: [head_of_service], review: [assistant_director]}
  L: {analyse: [assistant_director], plan: [assistant_director, executive_director], do: [assistant_director],
      review: [assistant_director]}
  X: {analyse: [assistant_director, executive_director], plan: [assistant_director, executive_director],
      do: [assistant_director, executive_director], review: [assistant_director, executive_director]}
"""

PIPELINE_NOTICE = """\
notices:
  - code: UK1
    name: Pipeline notice
    belongs_to: council
    basis: Procurement Act 2023 s93
    because: One a year.
    rules: [{event: year_start, days: 56, counts_event_day: true, covers_months: 18}]
waiver_causes:
  - {code: urgency, name: Urgency}
risk_classes:
  - {code: low, name: Low, asks: A look.}
  - {code: medium, name: Medium, asks: Two looks.}
  - {code: high, name: High, asks: Three looks.}
"""

SCHEMA = """\
version: "1"
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
"""


def _question(
    code: str,
    title: str,
    *,
    tiers: str = "[S, M, L, X]",
    mandatory: bool = True,
    conditional: bool = True,
    rule: str = "",
    confirmer: str = "commissioner",
    duty: str = "null",
    when: str = "",
) -> str:
    lines = [
        f"- code: {code}",
        f"  gate: {code[:2]}",
        "  principle: resident_focused",
        f"  duty: {duty}",
        f'  title: "{title}"',
        "  check: null",
        f'  question: "Is it so: {title}?"',
        '  guidance: "Say who, what and when."',
        '  evidence: ["A summary"]',
        f"  mandatory: {str(mandatory).lower()}",
        f"  na_allowed: {str(bool(rule)).lower()}",
        *([f'  na_rule: "{rule}"'] if rule else []),
        f"  conditional_pass: {str(conditional).lower()}",
        f"  tiers: {tiers}",
        *([f"  applies_when: {when}"] if when else []),
        f"  confirmer: {confirmer}",
        "  statutory_basis: []",
    ]
    return "".join(f"  {line}\n" for line in lines)


def _checklist() -> str:
    text = SCHEMA
    for gate in GATES:
        text += _question(f"{gate}-RES-1", f"Residents {gate}", rule="Only where nobody lives there")
        text += _question(f"{gate}-RES-2", f"Money {gate}", conditional=False, confirmer="finance", duty="PSED")
        text += _question(f"{gate}-RES-3", f"Ideas {gate}", mandatory=False, confirmer="legal", tiers="[M, L, X]")
        text += _question(f"{gate}-RES-4", f"Providers {gate}", confirmer="provider", tiers="[L, X]")
        if gate == "PL":
            text += _question("PL-RES-5", "Suppliers PL", when="{delivery_route: [procure]}")
            text += _question("PL-RES-6", "The Act PL", when="{legal_regime: [pa2023_light_touch]}")
    return text


def _framework() -> str:
    start, rest = FRAMEWORK.split("approval_routes:\n")
    text = start + "approval_routes:\n" + ROUTES + "durations_weeks:\n" + rest.split("durations_weeks:\n")[1]
    text = changed(text, "code: fenland-2026", "code: proving-2026")
    text = changed(
        text, "{code: place, name: Place}", "{code: place, name: Place}\n  - {code: childrens, name: Children}"
    )
    text = changed(
        text, "{code: finance, name: Finance}", "{code: finance, name: Finance}\n  - {code: legal, name: Legal}"
    )
    text = changed(
        text,
        "  - {code: procure, name: Contract with a supplier}",
        "  - {code: procure, name: Contract with a supplier}\n  - {code: in_house, name: Deliver it ourselves}",
    )
    text = changed(
        text,
        "  - {code: not_a_procurement, name: Not a procurement}",
        "  - {code: not_a_procurement, name: Not a procurement}\n  - {code: pa2023_light_touch, name: The Act}"
        "\n  - {code: psr_2023, name: Of health services}",
    )
    days = "{working_days: 8, counts_publication: true, basis: Procurement Act 2023 s51}"
    voluntary = days.replace("basis:", "voluntary: true, basis:")
    text = changed(text, f"{days}}}", f"{days}, pa2023_light_touch: {voluntary}, psr_2023: {{none: true}}}}")
    return text + PIPELINE_NOTICE


def load_proving_edition() -> Edition:
    """In force from 1 May 2026, so for every cycle that tests start from then on."""
    return load(small(_framework(), _checklist()), LOADED).edition
