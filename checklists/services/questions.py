"""Which questions a cycle is asked: by tier, delivery route and legal regime."""

from __future__ import annotations

from checklists.models import Answer
from checklists.services.gaps import update_gaps
from checklists.services.participants import renew_adviser_participants
from cycles.services.changing import Change
from principles import figures
from principles.edition_cache import parts_of
from principles.models import Question
from ui.wording import listed

LONGEST = 200  # of the reason, as the answer stores it
FIELD_NAMES = {"delivery_route": "delivery route", "legal_regime": "legal regime"}


def sync_questions(change: Change) -> None:
    """Ask what now applies and set aside what no longer does, in this stage and those to come. Answers are kept."""
    cycle = change.cycle
    answers = {answer.question_id: answer for answer in cycle.answers.all()}
    chosen = cycle.chosen
    added, asked, changed = [], [], []  # `asked` of stages to come: what an answer needs depends on the tier
    for question in parts_of(cycle.edition, Question):
        if cycle.has_passed(question.stage):
            continue
        because, answer = "", answers.get(question.pk)
        if cycle.tier not in question.tiers:
            because = f"it is not asked of the {cycle.tier_name} tier"
        elif not figures.applies(question.tiers, question.applies_when, cycle.tier, chosen):
            field = next(
                name for name, allowed in question.applies_when.items() if not figures.fits({name: allowed}, chosen)
            )
            chosen_names = listed(cycle.route_names) if field == "delivery_route" else cycle.legal_regime
            because = f"it is not asked for this {FIELD_NAMES[field]}: {chosen_names}"[:LONGEST]
        if answer is None and not because:
            added.append(Answer(cycle=cycle, question=question))
        if answer is not None:
            asked.append(answer)
        if answer is not None and answer.set_aside_because != because:
            answer.set_aside_because = because
            changed.append(answer)
            verb = "question_set_aside" if because else "question_asked_again"
            change.record(verb, question=question.code, title=question.title, reason=because)
    Answer.objects.bulk_create(added)
    Answer.objects.bulk_update(changed, ["set_aside_because"])
    update_gaps([*added, *asked])
    if changed:
        renew_adviser_participants(cycle)
