"""What is asked of a cycle in proportion: evidence and confirmations by tier, words by route, answers that are kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from checklists.models import Answer, AnswerState
from checklists.policies.answering import confirmable
from checklists.selectors.answers import answer_facts, live_answers
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle
from cycles.policies.case import Case
from cycles.services.editing import edit_cycle
from demo import play
from principles.models import DeliveryRoute, LegalRegime
from tests.council import LARGE, NOW, SMALL, Council

pytestmark = pytest.mark.django_db


def chosen(cycle: Cycle, route: str, regime: str) -> dict[str, object]:
    within = {"edition": cycle.edition}
    return {
        "delivery_route": DeliveryRoute.objects.get(code=route, **within),
        "legal_regime": LegalRegime.objects.get(code=regime, **within),
    }


@pytest.mark.parametrize(
    ("value", "route", "regime", "counts"),
    [  # questions, confirmations by others, questions that need evidence: DOMAIN of the framework's checklist 2.0
        (SMALL, "procure", "pa2023_below_threshold", (21, 3, 3)),
        (Decimal(60_000), "grant", "not_a_procurement", (22, 4, 3)),
        (SMALL, "in_house", "not_a_procurement", (19, 2, 2)),
        (SMALL, "cease", "not_a_procurement", (19, 2, 1)),
        (Decimal(300_000), "procure", "pa2023_standard", (53, 23, 25)),
        (Decimal(300_000), "grant", "not_a_procurement", (52, 24, 26)),
        (LARGE, "procure", "pa2023_standard", (62, 48, 59)),
        (LARGE, "grant", "not_a_procurement", (61, 47, 58)),
        (LARGE, "in_house", "not_a_procurement", (54, 39, 51)),
    ],
)
def test_a_cycle_is_asked_in_proportion(
    value: Decimal, route: str, regime: str, counts: tuple[int, int, int], council: Council
) -> None:
    cycle = council.cycle(value)
    edit_cycle(cycle, chosen(cycle, route, regime), actor=council["lead"], at=NOW, seen_version=0)
    asked = list(Answer.objects.filter(cycle=cycle, set_aside_because="").select_related("question__confirmer"))
    tier = Cycle.objects.get(pk=cycle.pk).tier
    assert counts == (
        len(asked),
        sum(answer.question.needs_confirmation(tier) for answer in asked),
        sum(answer.needs_evidence for answer in asked),
    )
    assert all(answer.needs_evidence == answer.question.needs_evidence(tier) for answer in asked)


def test_in_a_small_cycle_a_sentence_is_enough_and_the_lead_answers_for_it(council: Council) -> None:
    cycle = council.cycle(SMALL)
    answer = live_answers(cycle, "analyse").get(question__code="AN-EVID-1")
    words = AnswerInput(state=AnswerState.MET, explanation="Forty halls, and none closes before 2030.")
    saved = save_answer(answer, words, actor=council["lead"], at=NOW, seen_version=0)
    assert (saved.is_met, saved.gap) == (True, "")
    large = council.cycle(LARGE, service_name="Roads")
    same = live_answers(large, "analyse").get(question__code="AN-EVID-1")
    with pytest.raises(Exception, match="Add at least one piece of evidence"):
        save_answer(same, words, actor=council["lead"], at=NOW, seen_version=0)


def test_another_tier_keeps_the_answers_and_asks_what_they_now_need(council: Council) -> None:
    cycle = council.cycle(SMALL)
    for answer in live_answers(cycle, "analyse"):
        play.answer(answer, at=NOW)
    written = dict(
        Answer.objects.filter(cycle=cycle).exclude(explanation="").values_list("question__code", "explanation")
    )
    assert written
    cycle = Cycle.objects.get(pk=cycle.pk)
    edit_cycle(cycle, {"whole_life_value": LARGE}, actor=council["lead"], at=NOW, seen_version=cycle.details_version)
    cycle = Cycle.objects.get(pk=cycle.pk)
    kept = Answer.objects.filter(cycle=cycle, question__code__in=written)
    assert dict(kept.values_list("question__code", "explanation")) == written
    evidence = kept.get(question__code="AN-EVID-1")
    assert (evidence.needs_evidence, evidence.is_met, evidence.gap) == (True, False, "no_evidence")
    edit_cycle(cycle, {"whole_life_value": SMALL}, actor=council["lead"], at=NOW, seen_version=cycle.details_version)
    assert kept.get(question__code="AN-EVID-1").is_met


def test_nobody_is_asked_to_confirm_where_the_lead_answers(council: Council) -> None:
    cycle = council.cycle(SMALL)
    asked = [
        answer
        for answer in live_answers(cycle, "plan")
        if not answer.question.confirmer.is_lead and not answer.question.needs_confirmation(cycle.tier)
    ]
    assert asked
    for answer in asked:
        case = Case(council["lead"], cycle, NOW.date(), answer)
        assert confirmable(case, outside=False).reason == "This question needs nobody else's confirmation."
        assert answer_facts(answer, cycle).confirmer == ""


@pytest.mark.usefixtures("time_stands")
def test_a_question_has_the_words_of_its_route_and_the_finding_as_a_draft(council: Council, client: Client) -> None:
    cycle = council.cycle(Decimal(300_000))
    edit_cycle(cycle, chosen(cycle, "grant", "not_a_procurement"), actor=council["lead"], at=NOW, seen_version=0)
    client.force_login(council["lead"])
    asked = client.get(f"/cycles/{cycle.reference}/plan/questions/pl-champ-1/").content.decode()
    assert "told of the call and enabled to apply" in asked
    assert "Legal duty" not in client.get(f"/cycles/{cycle.reference}/plan/questions/pl-socv-1/").content.decode()
    time = client.get(f"/cycles/{cycle.reference}/analyse/questions/an-rob-2/").content.decode()
    assert "A draft from this cycle’s records" in time or "A draft from this cycle's records" in time
    assert "Every step is planned in time:" in time.split("<textarea")[1]
    answer = Answer.objects.get(cycle=cycle, question__code="AN-ROB-2")
    assert answer.state == AnswerState.UNANSWERED
