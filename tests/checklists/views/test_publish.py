"""The page on which a lead publishes answers to councillors, and what others see of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checklists.models import Answer
from checklists.services.publishing import publish_answers
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from principles import edition_cache
from principles.models import Question
from tests.checklists.views.asking import row, text_of, with_evidence
from tests.council import LARGE, NOW, SMALL, Council
from tests.cycles.assertions import nothing_written, watching
from tests.cycles.views.conftest import SignedIn


def page_of(cycle: Cycle, stage: str = "analyse") -> str:
    return reverse("publish", args=[cycle.reference, stage])


def stage_of(cycle: Cycle, stage: str = "analyse") -> str:
    return reverse("stage", args=[cycle.reference, stage])


def test_the_lead_sees_what_they_will_read_and_publishes_it(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    with_evidence(bench, row(cycle), "Survey")
    cycle, lead = play.pass_gate(cycle, at=NOW), as_("lead")
    assert "Not published to councillors. Publish the answers" in text_of(lead.get(stage_of(cycle)))
    said = text_of(lead.get(page_of(cycle)))
    assert "Publish the Analyse answers to councillors" in said
    assert "Councillors will be able to read 4 answers: what they say, their state and who confirmed them" in said
    assert "2 pieces of evidence that these answers rest on" in said
    assert "Drafts, earlier versions, advisers’ notes, and the team’s note to the deciders" in said
    response = lead.post(page_of(cycle), {"do": "publish"}, follow=True)
    assert response.redirect_chain == [(stage_of(cycle), 302)]
    assert "Published to councillors since 23 November 2026. See what they read, or take it back" in text_of(response)
    assert "Published to councillors since 23 November 2026." in text_of(as_("other").get(stage_of(cycle)))
    assert "take it back" not in text_of(as_("other").get(stage_of(cycle)))
    assert "Published to councillors" not in text_of(as_("councillor").get(stage_of(cycle)))
    said = text_of(lead.get(page_of(cycle)))
    assert "Published since 23 November 2026" in said
    assert "Councillors read 4 answers" in said
    lead.post(page_of(cycle), {"do": "take_back"})
    assert as_("councillor").get(stage_of(cycle)).status_code == 403


def test_what_they_never_read_is_named(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    shared = with_evidence(bench, row(cycle), "Of both")
    row(cycle, 3).evidence.add(shared)
    cycle = play.pass_gate(cycle, at=NOW)
    Question.objects.filter(code="AN-RES-3", edition=cycle.edition_id).update(never_to_councillors=True)
    edition_cache.clear()
    said = text_of(as_("lead").get(page_of(cycle)))
    assert "3 answers" in said
    assert "The answer to “Ideas AN”" in said
    assert "The evidence “Of both”, because an answer rests on it that they never read" in said
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    said = text_of(as_("councillor").get(stage_of(cycle)))
    assert "Residents AN" in said
    assert "3 of 3 questions met" in said
    assert "Ideas AN" not in said


@pytest.mark.parametrize("name", ["member", "assistant", "other", "auditor", "councillor"])
def test_nobody_else(bench: Council, as_: SignedIn, name: str) -> None:
    cycle, client = bench.cycle_at("plan", team=[bench["member"]]), as_(name)
    with nothing_written():
        assert client.get(page_of(cycle)).status_code == 403
        assert client.post(page_of(cycle), {"do": "publish"}).status_code == 403
    assert "Publish the answers" not in text_of(as_("other").get(stage_of(cycle)))


def test_not_before_the_gate(bench: Council, as_: SignedIn) -> None:
    response = as_("lead").get(page_of(bench.cycle_at("plan"), "plan"))
    assert response.status_code == 403
    assert "The Plan gate has not been passed yet." in text_of(response)


@pytest.mark.parametrize("sent", [{}, {"do": ""}, {"do": "other"}, {"do": "publish\0"}])
def test_another_button_changes_nothing(bench: Council, as_: SignedIn, sent: dict[str, str]) -> None:
    cycle, lead = bench.cycle_at("plan"), as_("lead")
    with watching(bench) as wrote:
        assert lead.post(page_of(cycle), sent).status_code == 200
    assert wrote.verbs == []


def test_a_restricted_cycle_says_that_it_does_not_exist_for_them(bench: Council, as_: SignedIn) -> None:
    cycle, lead = bench.cycle_at("plan"), as_("lead")
    restrict(cycle, restricted=True, reason="It names a child", actor=bench["lead"], at=NOW)
    lead.post(page_of(cycle), {"do": "publish"})
    assert "while it is, it does not exist for councillors" in text_of(lead.get(page_of(cycle)))
    assert as_("councillor").get(stage_of(cycle)).status_code == 404


def test_a_councillor_reads_no_note_of_an_adviser_and_no_reason_of_a_return(bench: Council, as_: SignedIn) -> None:
    cycle = play.pass_gate(bench.cycle(LARGE), at=NOW)
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    confirmed = row(cycle, 2)
    confirmed.confirmations.update(reason="In confidence: the budget is short")
    Answer.objects.filter(pk=confirmed.pk).update(
        sent_back_at=NOW, sent_back_by=bench["head"], sent_back_because="Too thin"
    )
    for name, reads in (("councillor", False), ("other", True)):
        for page in ("question", "question-confirmation"):
            address = reverse(page, args=[cycle.reference, "analyse", "an-res-2"])
            said = text_of(as_(name).get(address))
            assert "Ruth Adeyemi" in said
            assert ("the budget is short" in said) is reads, (name, page)
            assert "Too thin" not in said or reads


def test_it_costs_the_same_at_two_questions_and_at_four(bench: Council, as_: SignedIn) -> None:
    counts, client = [], as_("lead")
    for value in (SMALL, LARGE):
        cycle = bench.cycle_at("plan", value, service_name=f"Of {value}")
        client.get(page_of(cycle))
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(cycle))
        counts.append(len(queries))
    assert counts[0] == counts[1] == 6
