"""A cycle's overview: where it is, what blocks it, how it ended, and what each kind of person reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Division
from approvals.models import Outcome
from approvals.selectors.gate_facts import evaluate_gate
from approvals.services.deciding import ConditionInput
from checklists.models import AnswerState
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle
from cycles.services.starting import start_next
from demo import play
from principles.models import DeliveryRoute, LegalRegime
from tests.council import LARGE, NOW, SMALL, Council, make_restricted
from tests.overview.conftest import SignedIn
from tests.overview.texts import Page, items, section, text_of

TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=14)


def seen(as_: SignedIn, name: str, cycle: Cycle) -> Page:
    response = as_(name).get(cycle.get_absolute_url())
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("name", ["lead", "member", "assistant", "adviser", "owner", "auditor", "councillor"])
def test_everybody_with_a_role_reads_where_it_is(council: Council, as_: SignedIn, name: str) -> None:
    page = seen(as_, name, council.cycle())
    assert "Clean streets for everybody" in section(page, "where")
    assert "Current stage." in section(page, "where")


def test_it_is_absent_for_who_may_not_see_it(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(restricted=True, lead=council["member"])
    address = secret.get_absolute_url()
    may = {name: as_(name).get(address).status_code for name in ("member", "assistant", "auditor")}
    assert set(may.values()) == {200}
    for name in ("other", "adviser", "owner", "councillor", "elsewhere", "nobody", "superuser"):
        absent, missing = as_(name).get(address), as_(name).get("/cycles/C-9999/")
        assert (absent.status_code, missing.status_code) == (404, 404), name
        assert b"Street" not in absent.content


def test_each_gap_is_told_with_who_holds_it_and_where_to_mend_it(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    page = seen(as_, "lead", cycle)
    assert section(page, "gate").startswith("2 questions block the Analyse gate")
    assert items(page, "gate") == [
        "Residents AN Not answered yet: waiting for Priya Nair, since 23 November 2026.",
        "Money AN Not answered yet: waiting for Priya Nair, since 23 November 2026.",
    ]
    assert f'href="/cycles/{cycle.reference}/analyse/questions/an-res-1/"' in page.content.decode()


def test_the_words_are_those_of_the_gate(council: Council, as_: SignedIn) -> None:
    """Every page says what blocks a gate with the sentences of `gates`, here without the subject above them."""
    cycle = council.cycle(LARGE)
    finance = live_answers(cycle, "analyse").get(question__code="AN-RES-2")
    ask_confirmation(play.answer(finance, at=NOW), council["adviser"], actor=council["lead"], at=NOW)
    page = text_of(seen(as_, "lead", cycle))
    for gap in evaluate_gate(Cycle.objects.get(pk=cycle.pk), "analyse", TODAY).gaps:
        said = gap.sentence.removeprefix(f"“{gap.about}” ").removeprefix("is ")
        assert said[1:] in page, gap.sentence


def test_the_latest_come_first(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(at=LONG_AGO)
    row = live_answers(cycle, "analyse").get(question__code="AN-RES-2")
    said = AnswerInput(AnswerState.PARTLY_MET, "Nearly", owner=council["adviser2"], due=TODAY - timedelta(days=4))
    save_answer(row, said, actor=council["lead"], at=LONG_AGO, seen_version=row.version)
    first, second = items(seen(as_, "lead", cycle), "gate")
    assert first.startswith("Money AN 2 working days late Partly met and cannot pass with a condition: waiting for")
    assert second.startswith("Residents AN Not answered yet")


def test_what_is_undecided_leads_to_the_details(council: Council, as_: SignedIn) -> None:
    page = seen(as_, "lead", council.cycle_at("plan"))
    assert section(page, "gate").startswith("6 things block the Plan gate")
    assert "The delivery route Not decided yet: waiting for Priya Nair" in section(page, "gate")
    assert "Not decided yet" in section(page, "delivery")


def test_a_ready_gate_says_so(council: Council, as_: SignedIn) -> None:
    page = seen(as_, "lead", play.ready(council.cycle(), at=NOW))
    assert section(page, "gate").startswith("Ready to submit")


def test_a_submitted_gate_says_whom_it_waits_for(council: Council, as_: SignedIn) -> None:
    cycle = play.ready(council.cycle(LARGE), at=LONG_AGO)
    play.put(cycle, at=LONG_AGO)
    said = section(seen(as_, "lead", cycle), "gate")
    assert said.startswith("Waiting for Daniel Okafor For 10 working days")
    assert "since 9 November 2026" in said
    assert "Decide the Analyse gate" in text_of(seen(as_, "assistant", cycle))
    assert "Decide the Analyse gate" not in text_of(seen(as_, "lead", cycle))


def test_signatures_already_given_are_named(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE)
    cycle = play.pass_gate(cycle, at=NOW)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    play.sign(submission, at=NOW)
    said = section(seen(as_, "lead", cycle), "gate")
    assert said.startswith("Waiting for Margaret Ellis Since today")
    assert "Daniel Okafor signed on 23 November 2026: Pass" in said


def test_passed_stages_say_when_and_with_which_conditions(council: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    promise = ConditionInput("Publish the findings", council["lead"], TODAY + timedelta(days=3), council["head"])
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=[promise])
    play.sign(submission, at=NOW, ruled=ruled)
    page = seen(as_, "lead", submission.cycle)
    assert "Analyse Gate passed 23 November 2026, with 1 condition (not yet met)" in section(page, "where")
    assert section(page, "conditions") == (
        "1 condition still open Publish the findings Due 26 November Priya Nair owns it, Grace Holland checks it"
    )


def test_a_closed_cycle_says_how_it_ended_and_what_follows(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("closed")
    page = seen(as_, "councillor", cycle)
    assert section(page, "gate").startswith(
        "Closed 23 November 2026 Grace Holland, head of service, decided the Review gate"
    )
    assert "What comes next: commission it again" in section(page, "gate")
    successor = Cycle.objects.get(previous=cycle)
    assert f"First time round for this service. {successor.reference} is the cycle that follows" in section(
        page, "where"
    )
    assert "Second time round for this service. See cycle 1 ." in section(seen(as_, "lead", successor), "where")


def test_who_advised_is_still_told_once_the_cycle_has_ended(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("closed")
    assert "Advisers asked Ruth Adeyemi , Finance" in section(seen(as_, "auditor", cycle), "people")
    assert "Advisers" not in section(seen(as_, "councillor", cycle), "people")
    assert "Continue" not in text_of(seen(as_, "lead", cycle))


def test_a_stopped_cycle_says_why(council: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    ruled = play.ruling(submission, Outcome.STOP, reasons="The need has gone")
    play.sign(submission, at=NOW, ruled=ruled)
    page = seen(as_, "councillor", submission.cycle)
    assert section(page, "gate").startswith("Stopped 23 November 2026")
    assert "The need has gone" in section(page, "gate")
    assert "Analyse Stopped here 23 November 2026" in section(page, "where")
    assert "Plan Not reached" in section(page, "where")


def test_a_restricted_predecessor_is_not_named(council: Council, as_: SignedIn) -> None:
    first = council.cycle_at("plan")
    second = start_next(first, need_by=date(2030, 4, 1), actor=council["lead"], at=NOW)
    make_restricted(first.pk)
    assert "See cycle 1" in text_of(seen(as_, "lead", second))
    assert "See cycle 1" not in text_of(seen(as_, "other", second))
    assert "Second time round" in text_of(seen(as_, "other", second))


def test_councillors_read_no_gaps_drafts_or_advisers(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE)
    finance = live_answers(cycle, "analyse").get(question__code="AN-RES-2")
    ask_confirmation(play.answer(finance, at=NOW), council["adviser"], actor=council["lead"], at=NOW)
    officer, councillor = seen(as_, "other", cycle), seen(as_, "councillor", cycle)
    assert "Money AN" in text_of(officer)
    assert "Ruth Adeyemi" in section(officer, "people")
    said = text_of(councillor)
    assert section(councillor, "gate").startswith("In Analyse The team is at work on this stage since 23 November 2026")
    assert "Since 23 November 2026" in section(councillor, "where")
    assert all(word not in said for word in ("Money AN", "Ruth Adeyemi", "questions met", "block"))
    assert items(councillor, "changed")[0].startswith("Started the cycle")
    assert "/people/" not in councillor.content.decode()


def test_money_tier_and_its_reason(council: Council, as_: SignedIn) -> None:
    known = council.cycle(LARGE, yearly_value=Decimal(400_000), key_decision=True)
    said = section(seen(as_, "councillor", known), "money")
    assert said.startswith(
        "Money Whole life, without VAT £2m A year, without VAT £400,000 Tier Large Key decision Yes"
        " Decision maker: Not known yet. Large because"
    )
    unknown = council.cycle(None, service_name="Parks")
    said = section(seen(as_, "lead", unknown), "money")
    assert "Whole life, without VAT Not known yet A year, without VAT Not known yet Tier Large, provisional" in said
    assert "Large because its whole-life value is not known yet." in said
    changed = council.cycle(
        SMALL, service_name="Roads", tier_override="L", tier_override_reason="It touches every town"
    )
    said = section(seen(as_, "lead", changed), "money")
    assert said.endswith("Worked out as small, then changed: It touches every town.")


def test_the_sum_with_vat_stands_where_the_tier_is_explained(council: Council, as_: SignedIn) -> None:
    decided: dict[str, Any] = {"decision_maker": "councillor", "decision_maker_title": "Highways"}
    decided["consulting"] = "the Leader"
    cycle = council.cycle(Decimal(4_500_000), vat=Decimal(900_000), key_decision=True, **decided)
    assert section(seen(as_, "lead", cycle), "money") == (
        "Money Whole life, without VAT £4.5m VAT on it £900,000 With VAT £5.4m A year, without VAT Not known yet"
        " Tier Complex Key decision Yes"
        " Decision maker: Executive Councillor: Highways, in consultation with the Leader."
        " Complex because its whole-life value with VAT is over £5,000,000."
    )


def test_a_contract_manager_stands_with_the_people_from_plan_on(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("plan")
    assert "Contract manager Not named yet" in section(seen(as_, "lead", cycle), "people")
    Cycle.objects.filter(pk=cycle.pk).update(contract_manager=council["member"])
    assert "Contract manager Leanne Cooper" in section(seen(as_, "councillor", cycle), "people")


def test_people_with_their_parts(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(team=[council["member"]])
    assert section(seen(as_, "lead", cycle), "people") == (
        "People Lead commissioner Priya Nair (you) Sponsor and gate approver Daniel Okafor , assistant director"
        " Team Leanne Cooper Change people"
    )


def test_buttons_follow_the_policies(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("plan")
    offers = {
        "Continue Plan": {"lead"},
        "Edit details": {"lead"},
        "Change people": {"lead", "assistant"},
        "Start the next cycle": {"lead", "assistant"},
        "See Plan": {"assistant", "other", "auditor"},
    }
    names = ("lead", "assistant", "other", "auditor", "councillor")
    said = {name: text_of(seen(as_, name, cycle)) for name in names}
    assert {offer: {name for name in names if offer in said[name]} for offer in offers} == offers


def test_route_regime_and_assumptions(council: Council, as_: SignedIn) -> None:
    route, regime = DeliveryRoute.objects.last(), LegalRegime.objects.last()
    assert route and regime
    cycle = council.cycle(delivery_route=route, legal_regime=regime, assumptions="Demo assumption: the date is ours")
    said = section(seen(as_, "lead", cycle), "delivery")
    assert (
        f"Need-by date 1 April 2028 {TYPED} Delivery route {route} Legal regime {regime} Divisions The whole county"
        in said
    )
    assert "Demo assumption: the date is ours" in said


def test_costs_the_same_queries_however_much_there_is(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycle = council.cycle_at("plan", LARGE)
    answers = [row for row in live_answers(cycle, "plan") if not row.question.confirmer.outside]
    client = as_("lead")
    client.get(cycle.get_absolute_url())
    for some in (answers[:1], answers[1:3]):
        for row in some:
            play.answer(row, at=NOW)
        with django_assert_num_queries(QUERIES):
            client.get(cycle.get_absolute_url())


def test_its_divisions_stand_from_a_to_z_and_cost_no_more(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    named = [Division.objects.create(name=name, district="Northwold") for name in ("Welby", "Ashby", "Éstead")]
    cycle = council.cycle_at("plan", LARGE, divisions=named, all_divisions=False)
    play.answer(next(row for row in live_answers(cycle, "plan") if not row.question.confirmer.outside), at=NOW)
    client = as_("lead")
    client.get(cycle.get_absolute_url())
    with django_assert_num_queries(QUERIES):
        response = client.get(cycle.get_absolute_url())
    assert "Ashby, Éstead and Welby" in text_of(response)


@pytest.mark.parametrize("name", ["lead", "assistant", "councillor"])
def test_a_gate_that_waits_costs_a_few_more(
    council: Council, as_: SignedIn, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Its steps and who may sign, and for the lead whether the decider was nudged already."""
    cycle = play.ready(council.cycle_at("plan", LARGE), at=NOW)
    play.put(cycle, at=NOW)
    client = as_(name)
    client.get(cycle.get_absolute_url())
    with django_assert_num_queries(QUERIES_WAITING[name]):
        client.get(cycle.get_absolute_url())


TYPED = "Typed in this cycle; no agreement in the register says it"
QUERIES = 17  # and one more where the cycle has agreements
QUERIES_WAITING = {"lead": 21, "assistant": 20, "councillor": 17}
