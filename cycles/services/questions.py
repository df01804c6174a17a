"""Which questions a cycle is asked: by tier, delivery route and legal regime."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from cycles.models import Answer, Cycle
from cycles.services.changing import Change
from cycles.services.met import update_is_met
from principles import figures
from principles.memory import parts_of
from principles.models import Question

FIELD_NAMES = {"delivery_route": "delivery route", "legal_regime": "legal regime"}


def set_tier(cycle: Cycle, override: str = "", reason: str = "") -> None:
    """Work out the tier from the edition; an override stands beside it with its reason."""
    content = cycle.edition.figures
    computed = figures.tier_for(content, cycle.whole_life_value, cycle.key_decision, cycle.tier_flags)
    if override and override not in {rule["code"] for rule in content["tiers"]}:
        raise ValidationError({"tier_override": "Select a tier of the framework"})
    cycle.tier_computed = computed.code
    cycle.tier = override or computed.code
    cycle.tier_override_reason = reason.strip() if override and override != computed.code else ""


def sort_out_questions(change: Change) -> None:
    """Ask what now applies and set aside what no longer does, in this stage and those to come. Answers are kept."""
    cycle = change.cycle
    answers = {answer.question_id: answer for answer in cycle.answers.all()}
    added, changed = [], []
    for question in parts_of(cycle.edition, Question):
        if cycle.has_passed(question.stage):
            continue
        because, answer = _why_not(question, cycle), answers.get(question.pk)
        if answer is None and not because:
            added.append(Answer(cycle=cycle, question=question))
        elif answer is not None and answer.set_aside_because != because:
            answer.set_aside_because = because
            changed.append(answer)
            _record(change, question, because)
    Answer.objects.bulk_create(added)
    Answer.objects.bulk_update(changed, ["set_aside_because"])
    update_is_met(changed)


def _record(change: Change, question: Question, because: str) -> None:
    verb = "question_set_aside" if because else "question_asked_again"
    change.record(verb, question=question.code, title=question.title, reason=because)


def _why_not(question: Question, cycle: Cycle) -> str:
    """Why the question does not apply to the cycle now, or "" when it does."""
    chosen = {
        "delivery_route": cycle.delivery_route.code if cycle.delivery_route else "",
        "legal_regime": cycle.legal_regime.code if cycle.legal_regime else "",
    }
    if figures.applies(question.tiers, question.applies_when, cycle.tier, chosen):
        return ""
    if cycle.tier not in question.tiers:
        return f"it is not asked of the {cycle.tier_name} tier"
    field = next(
        name for name, allowed in question.applies_when.items() if chosen[name] and chosen[name] not in allowed
    )
    return f"it is not asked for this {FIELD_NAMES[field]}: {getattr(cycle, field)}"
