"""Everything that editions say as items with texts, section by section, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from accounts.models import Grade
from principles.agreement_items import agreement_sections
from principles.comparison import EditionItem, SectionComparison, compare_items
from principles.figures import TIERS, reached_by
from principles.models import (
    Ambition,
    Confirmer,
    DeliveryRoute,
    Duty,
    Edition,
    LegalRegime,
    Part,
    Principle,
    Question,
    RegimeRoute,
    Stage,
    StageStatement,
)
from ui.wording import listed

Sections = Mapping[str, Sequence[EditionItem]]
WEEKS = {"durations_weeks": "Weeks of each step", "route_weeks": "Weeks of routes without a tender"}
OF_AGREEMENTS = ("notices", "notice_exclusions", "waiver_causes", "risk_classes")
IN_SECTIONS = ("tiers", "approval_routes", *WEEKS, *OF_AGREEMENTS)  # the figures that have sections of their own


def compare_editions(older: Edition, newer: Edition) -> list[SectionComparison]:
    """Every section of the newer edition beside the older one."""
    before, after = sections_of([older, newer])
    return [compare_items(title, before[title], after[title]) for title in after]


def sections_of(editions: Sequence[Edition]) -> list[Sections]:
    """The sections of each edition, in one order; every kind of row is read once for all of them."""
    rows: dict[type[Part], dict[int, list[Any]]] = {}
    for model in (StageStatement, Principle, Duty, Ambition, DeliveryRoute, LegalRegime, RegimeRoute, Confirmer):
        rows[model] = defaultdict(list)
        for row in model._default_manager.filter(edition__in=editions):
            rows[model][row.edition_id].append(row)
    questions = defaultdict(list)
    for question in Question.objects.filter(edition__in=editions):
        questions[question.edition_id].append(question)
    sections: list[Sections] = []
    for edition in editions:
        parts = {model: every[edition.pk] for model, every in rows.items()}
        tiers = {rule["code"]: str(rule["name"]) for rule in edition.figures["tiers"]}
        codes = {part.code: part.name for model in (DeliveryRoute, LegalRegime, RegimeRoute) for part in parts[model]}
        names = {model: {part.pk: part.name for part in of_model} for model, of_model in parts.items()}
        asked = [_question_item(question, names, codes, tiers) for question in questions[edition.pk]]
        sections.append(
            {
                "Questions": asked,
                **_statements(edition, parts),
                **_figures(edition.figures, codes, tiers),
                **agreement_sections(edition.figures, codes),
                "Corporate Plan ambitions": _named(parts[Ambition]),
                "Delivery routes": _named(parts[DeliveryRoute]),
                "Legal regimes": _named([*parts[LegalRegime], *parts[RegimeRoute]]),
                "Who confirms answers": _named(parts[Confirmer]),
            }
        )
    return sections


def _statements(edition: Edition, parts: Mapping[type[Part], list[Any]]) -> Sections:
    """What is said in sentences: principles, the framework as a whole, stages, duties."""
    return {
        "Principles": [
            EditionItem(each.code, each.name, {"Name": each.name, "Statement": each.statement})
            for each in parts[Principle]
        ],
        "Words of the framework": [
            EditionItem(
                "edition",
                "The framework as a whole",
                {
                    "Title": edition.title,
                    "Source": edition.source,
                    "Definition of commissioning": edition.definition,
                    "Vision": edition.vision,
                    "Aim": edition.aim,
                    "Total resources": listed(edition.resources),
                },
            )
        ],
        "Stages": [
            EditionItem(
                each.code,
                each.name,
                {"Name": each.name, "Statement": each.statement, "What its gate asks": each.gate_question},
            )
            for each in parts[StageStatement]
        ],
        "Legal duties": [
            EditionItem(
                each.code,
                each.name,
                {
                    "Name": each.name,
                    "Legal basis": each.basis,
                    "Rule": each.rule,
                    "Signed for in person": _in_words(each.due_regard),
                    "Protects": listed(each.characteristics),
                    "Considered as well": listed(each.local_additions),
                    "Parts": "; ".join(limb["name"] for limb in each.limbs),
                },
            )
            for each in parts[Duty]
        ],
    }


def _figures(figures: Mapping[str, Any], codes: Mapping[str, str], tiers: Mapping[str, str]) -> Sections:
    """What is counted: tiers, signatures, weeks, and every other figure."""
    return {
        "Tiers": [
            EditionItem(
                rule["code"],
                str(rule["name"]).capitalize(),
                {"Name": rule["name"], "A cycle is in it if it": listed(reached_by(rule), "or") or "is in no other"},
            )
            for rule in figures["tiers"]
        ],
        "Who signs each gate": [
            EditionItem(
                tier,
                tiers[tier].capitalize(),
                {
                    f"{Stage(stage).label} gate": ", then ".join(Grade(grade).label.lower() for grade in grades)
                    for stage, grades in route.items()
                },
            )
            for tier, route in figures["approval_routes"].items()
        ],
        **{
            title: [
                EditionItem(
                    step,
                    codes.get(step) or _label(step),
                    {tiers[tier].capitalize(): str(weeks) for tier, weeks in zip(TIERS, columns, strict=False)},
                )
                for step, columns in figures.get(key, {}).items()
            ]
            for key, title in WEEKS.items()
        },
        "Figures of governance": [
            EditionItem(key, _label(key), {_label(path or key): text for path, text in _flat(value)})
            for key, value in figures.items()
            if key not in IN_SECTIONS
        ],
    }


def _question_item(
    question: Question,
    names: Mapping[type[Part], Mapping[int, str]],
    codes: Mapping[str, str],
    tiers: Mapping[str, str],
) -> EditionItem:
    def of_tiers(values: Iterable[str]) -> str:
        return listed([tiers[tier] for tier in TIERS if tier in values])

    def limits(values: Mapping[str, Iterable[str]]) -> str:
        return "; ".join(codes.get(code, code) for allowed in values.values() for code in allowed)

    texts = {
        "Title": question.title,
        "Question": question.text,
        "Question for other routes": "\n".join(
            f"{codes.get(route, route)}: {text}" for route, text in question.text_by_route.items()
        ),
        "What good looks like": question.guidance,
        "Evidence, for example": "; ".join(question.evidence_examples),
        "Asked at": f"{Stage(question.stage).label} gate",
        "Principle": names[Principle][question.principle_id],
        "Duty": names[Duty][question.duty_id] if question.duty_id else "",
        "Duty binds only for": limits(question.duty_when),
        "Asked of cycles that are": of_tiers(question.tiers),
        "Asked only for": limits(question.applies_when),
        "Must be met for the gate to pass": _in_words(question.mandatory),
        "Can pass with a condition": _in_words(question.conditional_pass),
        "May not apply": _in_words(question.na_allowed),
        "Does not apply": question.na_rule,
        "Needs evidence where the cycle is": of_tiers(question.evidence_in),
        "Confirmed by": names[Confirmer][question.confirmer_id],
        "Has to be confirmed where the cycle is": of_tiers(question.confirmer_in),
        "Never shown to councillors": _in_words(question.never_to_councillors),
        "Decided by members": _in_words(question.decided_by_members),
        "Checkpoint": question.checkpoint,
        "Computed check": question.check_name.replace("_", " "),
        "Legal basis": "; ".join(question.statutory_basis),
    }
    return EditionItem(question.code, question.title, texts)


def _named(parts: Iterable[Part]) -> list[EditionItem]:
    return [EditionItem(part.code, part.name, {"Name": part.name}) for part in parts]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The figures below a key, each with the words that lead to it."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(below, f"{path} {key}".strip())
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, below in enumerate(value, start=1):
            yield from _flat(below, f"{path} {number}".strip())
    else:
        yield path, _in_words(value)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    return f"{value:,}" if isinstance(value, (int, float)) else str(value or "").replace("_", " ")


def _label(code: str) -> str:
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]
