"""The promises made at gates as pages: the list, and one of them to claim, check and hand over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Condition
from approvals.services.deciding import ConditionInput
from checklists.models import Evidence
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import submitted
from tests.checklists.views.asking import errors_of, text_of
from tests.checklists.views.evidencing import described
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn


def promised(council: Council, count: int = 1, cycle: Cycle | None = None) -> Cycle:
    """A gate passed with conditions that the lead owns and the adviser checks, due in 30 days."""
    cycle, submission = submitted(council, cycle=cycle)
    due = NOW.date() + timedelta(days=30)
    promises = [ConditionInput(f"Promise {n}", council["lead"], due, council["adviser"]) for n in range(count)]
    ruled = replace(play.ruling(submission, "pass_with_conditions"), conditions=promises)
    play.sign(submission, at=NOW, ruled=ruled)
    return Cycle.objects.get(pk=cycle.pk)


def listing(cycle: Cycle) -> str:
    return reverse("conditions", args=[cycle.reference])


def one(cycle: Cycle) -> str:
    return reverse("condition", args=[cycle.reference, Condition.objects.latest("pk").pk])


def claims(note: str = "Done, see the minutes", **more: Any) -> dict[str, Any]:
    return {"action": "claim", "version": 0, "claim-note": note} | more


def test_the_list_says_who_owes_what_by_when(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    said = text_of(as_("other").get(listing(cycle)))
    assert "1 open" in said
    assert "Promise 0 Open 23 December Priya Nair Ruth Adeyemi Analyse gate , submission 1" in said


def test_an_owner_outside_the_team_can_add_the_paper_that_shows_it(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    due = NOW.date() + timedelta(days=30)
    promise = ConditionInput("Promise", bench["other"], due, bench["adviser"])
    play.sign(submission, at=NOW, ruled=replace(play.ruling(submission, "pass_with_conditions"), conditions=[promise]))
    client = as_("other")
    assert "Add evidence to this cycle" in text_of(client.get(one(cycle)))
    link = described(link="https://example.org/minutes")
    assert client.post(reverse("evidence-new", args=[cycle.reference]), link).status_code == 302
    assert Evidence.objects.get(title="Consultation report").added_by == bench["other"]
    assert "Add evidence to this cycle" not in text_of(as_("adviser").get(one(cycle)))
    assert as_("adviser").post(reverse("evidence-new", args=[cycle.reference]), link).status_code == 403


def test_without_conditions_it_says_so(bench: Council, as_: SignedIn) -> None:
    assert "No conditions were set in this cycle." in text_of(as_("lead").get(listing(bench.cycle())))


def test_late_ones_say_by_how_much(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    Condition.objects.update(due=NOW.date() - timedelta(days=4))
    assert "2 working days late" in text_of(as_("lead").get(listing(cycle)))
    assert "2 working days late" in text_of(as_("lead").get(one(cycle)))


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, True)])
def test_one_that_is_due_today_is_not_late(bench: Council, as_: SignedIn, days: int, late: bool) -> None:
    cycle = promised(bench)
    Condition.objects.update(due=NOW.date() - timedelta(days=days))
    for url in (listing(cycle), one(cycle), reverse("gate", args=[cycle.reference, "plan"])):
        assert ("1 working day late" in text_of(as_("lead").get(url))) is late, url
    assert ("Promise 0 Open 23 November" in text_of(as_("lead").get(listing(cycle)))) is not late


def test_the_next_cycle_shows_what_its_predecessor_left_open(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle_at("review"), at=NOW)
    promised(bench, cycle=cycle)
    successor = Cycle.objects.get(previous=cycle)
    said = text_of(as_("lead").get(listing(successor)))
    assert "Left open by the cycle before These block the Analyse gate of this cycle. Promise 0" in said


def test_owner_claims_and_verifier_accepts(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    lead, adviser = as_("lead"), as_("adviser")
    assert "Check it" not in text_of(lead.get(one(cycle)))
    response = lead.post(one(cycle), claims(), follow=True)
    assert "You have said that this is done. Ruth Adeyemi is asked to check it." in text_of(response)
    assert "What Priya Nair says Done, see the minutes" in text_of(adviser.get(one(cycle)))
    sent = {"action": "check", "version": 1, "check-found": "met", "check-note": ""}
    assert "Your check is recorded." in text_of(adviser.post(one(cycle), sent, follow=True))
    assert Condition.objects.get().state == "met"
    said = text_of(as_("lead").get(one(cycle)))
    assert "Checked the condition “Promise 0”: it is met Ruth Adeyemi" in said
    assert "No longer open" in text_of(lead.get(listing(cycle)))


def test_verifier_sends_it_back_with_what_is_missing(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    as_("lead").post(one(cycle), claims())
    adviser = as_("adviser")
    sent = {"action": "check", "version": 1, "check-found": "not_done", "check-note": ""}
    with nothing_written():
        assert errors_of(adviser.post(one(cycle), sent)) == ["Say what is still missing"]
    adviser.post(one(cycle), sent | {"check-note": "The minutes are not signed"})
    assert (Condition.objects.get().state, Condition.objects.get().note) == ("open", "The minutes are not signed")


def test_a_manager_hands_it_over(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    manager = as_("assistant2")
    sent = {
        "action": "hand_over",
        "version": 0,
        "hand_over-owner": bench["adviser2"].pk,
        "hand_over-verifier": bench["adviser2"].pk,
    }
    with nothing_written():
        assert errors_of(manager.post(one(cycle), sent)) == ["Choose somebody other than the owner to check it"]
    manager.post(one(cycle), sent | {"hand_over-verifier": bench["adviser"].pk})
    assert Condition.objects.get().owner == bench["adviser2"]


WRONG_CLAIMS = [
    (claims(""), ["Say what was done and where it can be seen"]),
    (claims("x" * 2001), ["What was done, and where can it be seen? must be 2000 characters or fewer"]),
    (claims("\0"), ["Say what was done and where it can be seen"]),
]


def test_a_claim_says_what_is_missing(bench: Council, as_: SignedIn) -> None:
    cycle, lead = promised(bench), as_("lead")
    with nothing_written():
        for sent, errors in WRONG_CLAIMS:
            assert errors_of(lead.post(one(cycle), sent)) == errors


@pytest.mark.parametrize(
    "sent",
    [{}, {"action": "<script>"}, {"action": "hand_over", "hand_over-owner": "9" * 30, "hand_over-verifier": "x"}],
)
def test_hostile_values_change_nothing(bench: Council, as_: SignedIn, sent: dict[str, str]) -> None:
    cycle, manager = promised(bench), as_("assistant2")
    with nothing_written():
        assert manager.post(one(cycle), sent).status_code == 200


def test_what_somebody_else_did_meanwhile_is_shown_with_what_was_typed(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    manager, lead = as_("assistant2"), as_("lead")
    hand = {"hand_over-owner": bench["lead"].pk, "hand_over-verifier": bench["adviser2"].pk}
    manager.post(one(cycle), {"action": "hand_over", "version": 0} | hand)
    with nothing_written():
        response = lead.post(one(cycle), claims("My own words"))
    said = text_of(response)
    assert response.status_code == 409
    assert "This was changed while you were working on it" in said
    assert "You had written: My own words" in said
    assert "Checked by Sam Whitby" in said


NOT_THE_OWNER = ["other", "adviser", "auditor", "head", "member"]


def test_only_the_owner_claims(bench: Council, as_: SignedIn) -> None:
    cycle, clients = promised(bench), [as_(name) for name in NOT_THE_OWNER]
    with nothing_written():
        for client in clients:
            assert "Say that it is done" not in text_of(client.get(one(cycle)))
            assert client.post(one(cycle), claims()).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("other", 200), ("councillor", 200), ("nobody", 404)])
def test_who_reads_them(bench: Council, as_: SignedIn, name: str, status: int) -> None:
    cycle = promised(bench)
    assert as_(name).get(listing(cycle)).status_code == status
    assert as_(name).get(one(cycle)).status_code == status


def test_councillors_do_not_read_conditions_of_a_gate_that_has_not_passed(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    Condition.objects.first()
    councillor = as_("councillor")
    assert "Promise 0" in text_of(councillor.get(listing(cycle)))
    type(Condition.objects.get().decision.submission).objects.update(state="returned")
    assert "Promise 0" not in text_of(councillor.get(listing(cycle)))
    assert councillor.get(one(cycle)).status_code == 404


def test_of_another_cycle_there_is_none(bench: Council, as_: SignedIn) -> None:
    cycle = promised(bench)
    other = bench.cycle(service_name="Another")
    assert as_("lead").get(one(cycle).replace(cycle.reference, other.reference)).status_code == 404


def test_the_list_costs_the_same_at_one_and_at_three(bench: Council, as_: SignedIn) -> None:
    counts, client = [], as_("lead")
    cycle = bench.cycle(service_name="Several")
    for count in (1, 3):
        cycle = promised(bench, count, cycle=play.ready(bench.cycle(service_name=f"With {count}"), at=NOW))
        client.get(listing(cycle))
        with CaptureQueriesContext(connection) as queries:
            client.get(listing(cycle))
        counts.append(len(queries))
    assert counts[0] == counts[1]
