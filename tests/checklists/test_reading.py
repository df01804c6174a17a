"""Which answers and evidence councillors read of a published stage, under the real framework."""

from __future__ import annotations

import pytest

from checklists.models import Answer, Evidence
from checklists.policies.reading import may_read_answer, may_read_evidence
from checklists.selectors.publication import publication_of
from checklists.services.answering import attach_evidence
from checklists.services.publishing import publish_answers
from cycles.models import Cycle
from cycles.policies.reading import may_read_work
from demo import play
from principles.models import DeliveryRoute
from principles.selectors import edition_in_force
from tests.council import MEDIUM, NOW, Council


@pytest.fixture
def kept(council: Council) -> Cycle:
    """Under the real framework, with a piece of evidence for each reason why councillors read it or not."""
    route = DeliveryRoute.objects.get(edition=edition_in_force(NOW.date()), code="procure")
    cycle = council.cycle(MEDIUM, delivery_route=route)
    uses = {
        "Open": ["AN-RES-1"],
        "Of the market": ["AN-PART-2"],
        "Of both": ["AN-RES-1", "AN-PART-2"],
        "Of a later stage": ["PL-RES-1"],
        "Of two stages": ["AN-RES-1", "PL-RES-1"],
        "Of the market later": ["AN-RES-1", "PL-PART-2"],
        "Unused": [],
    }
    for title, codes in uses.items():
        item = play.add_evidence(cycle, title, at=NOW)
        for row in cycle.answers.filter(question__code__in=codes):
            attach_evidence(row, item, actor=council["lead"], at=NOW)
        assert item.answers.count() == len(codes)
    secret = play.add_evidence(cycle, "In confidence", at=NOW)
    Evidence.objects.filter(pk=secret.pk).update(confidential=True)
    attach_evidence(cycle.answers.get(question__code="AN-RES-1"), secret, actor=council["lead"], at=NOW)
    cycle = play.pass_gate(cycle, at=NOW)
    Answer.objects.filter(cycle=cycle, question__code="AN-PSED-1").update(set_aside_because="it is not asked")
    return cycle


def test_what_a_councillor_reads_of_a_published_stage(council: Council, kept: Cycle) -> None:
    councillor, answers = council["councillor"], list(kept.answers.filter(question__stage="analyse"))

    def titles() -> set[str]:
        return {item.title for item in kept.evidence.all() if may_read_evidence(councillor, item)}

    assert not may_read_work(councillor, kept, "analyse")
    assert titles() == set()
    publish_answers(kept, "analyse", actor=council["lead"], at=NOW)
    cycle = Cycle.objects.get(pk=kept.pk)
    assert may_read_work(councillor, cycle, "analyse")
    assert not may_read_work(councillor, cycle, "plan")
    assert titles() - {"Analyse file"} == {"Open", "Of two stages"}
    unread = {answer.question.code for answer in answers if not may_read_answer(councillor, answer)}
    assert unread == {"AN-PART-2", "AN-LOCAL-1", "AN-PSED-1"}
    for name in ("lead", "other", "auditor"):
        assert all(may_read_answer(council[name], answer) for answer in answers)


def test_what_is_counted_before_it_is_published(council: Council, kept: Cycle) -> None:
    publication = publication_of(kept, "analyse")
    codes = {answer.question.code for answer in publication.answers}
    asked = kept.answers.filter(question__stage="analyse", set_aside_because="")
    assert codes == {answer.question.code for answer in asked} - {"AN-PART-2", "AN-LOCAL-1"}
    assert {answer.question.code for answer in publication.never_answers} == {"AN-PART-2", "AN-LOCAL-1"}
    assert {item.title for item in publication.evidence} - {"Analyse file"} == {"Open", "Of two stages"}
    assert {item.title for item in publication.confidential} == {"In confidence"}
    never = {item.title for item in publication.never_evidence}
    assert never - {"Analyse file"} == {"Of the market", "Of both", "Of the market later"}
