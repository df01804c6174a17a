"""The gate page: what blocks it, who holds that, who will decide, and what was submitted before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.models import Outcome
from approvals.presenters.readiness import readiness_of
from approvals.selectors.gate_facts import evaluate_gate
from approvals.services.submitting import withdraw
from checklists.models import Confirmation, Evidence
from checklists.selectors.answers import live_answers
from checklists.services.gaps import update_gaps
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import at, submitted
from tests.checklists.views.asking import row, text_of
from tests.council import LARGE, MEDIUM, NOW, Council
from tests.cycles.views.conftest import SignedIn


def test_every_gap_is_said_with_its_holder_and_date(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    said = text_of(as_("lead").get(at(cycle, "gate")))
    gaps = evaluate_gate(cycle, "analyse", NOW.date()).gaps
    assert "You cannot submit yet: 3 things to do" in said
    assert [gap.about for gap in gaps] == ["Residents AN", "Money AN", "Providers AN"]
    for gap in gaps:
        assert f"{gap.about} {gap.says}" in said


def test_late_things_come_first(bench: Council) -> None:
    cycle = play.ready(bench.cycle(LARGE), at=NOW - timedelta(days=50))
    hard_stop = row(cycle, 2)
    played = play.answer(hard_stop, at=NOW - timedelta(days=48), state="partly_met")
    assert played.missing_due == NOW.date() - timedelta(days=3)
    row(cycle, 1).evidence.clear()
    gaps = readiness_of(Cycle.objects.get(pk=cycle.pk), "analyse", NOW.date()).gaps
    assert [(gap.about, gap.late_by(NOW.date())) for gap in gaps] == [("Money AN", 3), ("Residents AN", 0)]


def test_ready_offers_to_submit_and_names_the_route(bench: Council, as_: SignedIn) -> None:
    cycle = play.pass_gate(bench.cycle(LARGE), at=NOW)
    cycle = play.ready(cycle, at=NOW)
    response = as_("member").get(at(cycle, "gate"))
    said = text_of(response)
    assert "Ready to submit" in said
    assert "Signature 1 of 2 Daniel Okafor , assistant director Or Hannah Price" in said
    assert "Signature 2 of 2 Margaret Ellis , executive director" in said
    assert "Only the team of this cycle can do this. Ask Priya Nair, the lead commissioner." in said
    assert at(cycle, "submit") not in response.content.decode()
    assert at(cycle, "submit") in as_("lead").get(at(cycle, "gate")).content.decode()


def test_what_the_decider_will_see_is_said_beforehand(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(MEDIUM)
    cycle = play.ready(cycle, at=NOW, partly=["AN-RES-1"], not_applicable=[])
    Evidence.objects.filter(cycle=cycle).update(title="Old survey", good_until=date(2026, 11, 1))
    said = text_of(as_("lead").get(at(cycle, "gate")))
    assert "“Residents AN” is partly met: it becomes a condition for Priya Nair, due 7 January 2027." in said
    assert "“Money AN” rests on “Old survey”, which was good until 1 November 2026." in said


def test_an_answer_that_does_not_apply_is_announced(bench: Council, as_: SignedIn) -> None:
    cycle = play.ready(bench.cycle(), at=NOW, not_applicable=["AN-RES-1"])
    said = text_of(as_("lead").get(at(cycle, "gate")))
    assert "“Residents AN” does not apply: whoever decides must accept this, or return the gate." in said


def test_a_partly_met_answer_past_its_day_is_a_warning(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW - timedelta(days=60), partly=["AN-RES-1"])
    (caution,) = readiness_of(cycle, "analyse", NOW.date()).warnings
    assert caution.sentence == (
        "“Residents AN” is partly met: it becomes a condition for Priya Nair, due 8 November 2026,"
        " but that day has passed."
    )


def test_while_it_waits_the_page_says_for_whom_and_how_long(bench: Council, as_: SignedIn) -> None:
    ready = play.ready(bench.cycle(), at=NOW - timedelta(days=6))
    play.put(ready, at=NOW - timedelta(days=6))
    lead, head, other = (as_(name).get(at(ready, "gate")) for name in ("lead", "head", "other"))
    assert "Waiting for Grace Holland, 4 working days" in text_of(lead)
    assert "Withdraw submission" in text_of(lead)
    assert "Decide this gate" not in text_of(lead)
    assert "Decide this gate" in text_of(head)
    assert "Withdraw submission" not in text_of(head)
    assert ("Decide this gate" in text_of(other), "Withdraw submission" in text_of(other)) == (False, False)


def test_earlier_submissions_are_listed_with_what_became_of_them(bench: Council, as_: SignedIn) -> None:
    cycle, first = submitted(bench)
    withdraw(first, reason="The cost changed", actor=bench["lead"], at=NOW)
    _, second = submitted(bench, cycle=cycle)
    play.sign(second, at=NOW, ruled=play.ruling(second, Outcome.RETURN, reopened=["AN-RES-1"]))
    said = text_of(as_("lead").get(at(cycle, "gate")))
    assert "Submission 2 Returned for more work 23 November Priya Nair Return for more work Grace Holland" in said
    assert "Submission 1 Withdrawn 23 November Priya Nair The cost changed" in said


def test_past_and_future_gates_say_so(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("plan")
    address = at(cycle, "gate")
    past = text_of(as_("lead").get(address.replace("/plan/", "/analyse/")))
    future = text_of(as_("lead").get(address.replace("/plan/", "/review/")))
    assert "Passed on 23 November 2026" in past
    assert "This gate has not been reached The cycle is in Plan." in future


def test_a_stopped_cycle_says_what_was_never_submitted(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, Outcome.STOP))
    assert "Stopped on 23 November 2026" in text_of(as_("lead").get(at(cycle, "gate")))
    plan = at(cycle, "gate").replace("/analyse/", "/plan/")
    assert "Nothing was submitted to this gate" in text_of(as_("lead").get(plan))


@pytest.mark.parametrize(
    ("name", "before", "after"), [("councillor", 403, 200), ("auditor", 200, 200), ("nobody", 404, 404)]
)
def test_who_reads_it(bench: Council, as_: SignedIn, name: str, before: int, after: int) -> None:
    cycle = bench.cycle()
    address = at(cycle, "gate")
    assert as_(name).get(address).status_code == before
    play.pass_gate(cycle, at=NOW)
    assert as_(name).get(address).status_code == after


def test_councillors_read_of_passed_submissions_only(bench: Council, as_: SignedIn) -> None:
    cycle, first = submitted(bench)
    address = at(cycle, "gate")
    withdraw(first, reason="The cost changed", actor=bench["lead"], at=NOW)
    _, second = submitted(bench, cycle=cycle)
    play.sign(second, at=NOW)
    said = text_of(as_("councillor").get(address))
    assert "Submission 2" in said
    assert "The cost changed" not in said


def test_a_restricted_cycle_is_not_there(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(restricted=True)
    assert as_("other").get(at(cycle, "gate")).status_code == 404
    assert as_("lead").get(at(cycle, "gate")).status_code == 200


def test_the_page_costs_the_same_at_one_submission_and_at_three(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    withdraw(submission, reason="Again", actor=bench["lead"], at=NOW)
    lead, address, counts = as_("lead"), at(cycle, "gate"), []
    lead.get(address)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        counts.append(len(queries))
        for _ in range(2):
            again = play.put(Cycle.objects.get(pk=cycle.pk), at=timezone.now())
            withdraw(again, reason="Again", actor=bench["lead"], at=NOW)
    assert counts[0] == counts[1]


def test_posting_is_not_possible(bench: Council, as_: SignedIn) -> None:
    assert as_("lead").post(at(bench.cycle(), "gate")).status_code == 405


def test_everybody_can_be_asked_where_an_answer_waits_for_its_request(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    address = reverse("ask-everybody", args=[cycle.reference, "analyse"])
    assert address not in as_("lead").get(at(cycle, "gate")).content.decode()  # nothing is answered yet
    cycle = play.ready(cycle, at=NOW)
    Confirmation.objects.filter(answer__cycle=cycle).delete()
    update_gaps(live_answers(cycle, "analyse"))
    assert address in as_("lead").get(at(cycle, "gate")).content.decode()
    assert address not in as_("other").get(at(cycle, "gate")).content.decode()  # of another team
