"""My work: what the gates of somebody's own cycles ask of them, and what the page costs."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from checklists.models import AnswerState
from checklists.services.excepting import record_exception
from demo import play
from overview.presenters.my_work import my_work
from tests.approvals.checked import Named
from tests.approvals.signers import renew
from tests.council import LARGE, NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.scenes import partly_met, with_condition
from tests.overview.texts import items, rows, text_of

TODAY = NOW.date()


@pytest.mark.parametrize("check", ["fails", "holds", "unknown"])
def test_a_gate_that_a_failing_check_blocks_is_not_ready(
    council: Council, as_: SignedIn, named: Named, check: str
) -> None:
    named("AN-RES-2", check)
    play.ready(council.cycle(), at=NOW)
    page = as_("lead").get("/my-work/")
    says = (
        "Submit the Analyse gate" in text_of(page),
        "Ready to submit" in rows(page)[0],
        "1 thing to do" in text_of(page),
    )
    assert says == ((False, False, True) if check == "fails" else (True, True, False))


def test_a_failing_check_with_an_exception_blocks_nothing(council: Council, as_: SignedIn, named: Named) -> None:
    named("AN-RES-2", "fails")
    cycle = play.ready(council.cycle(), at=NOW)
    record_exception(
        cycle,
        "sample",
        ground="The notice came late",
        agreed_by="The chair",
        agreed_on=TODAY,
        actor=council["lead"],
        at=NOW,
    )
    assert "Submit the Analyse gate" in text_of(as_("lead").get("/my-work/"))


def test_the_failing_check_of_a_question_that_may_pass_blocks_nothing(
    council: Council, as_: SignedIn, named: Named
) -> None:
    named("AN-RES-1", "fails")
    play.ready(council.cycle(), at=NOW)
    assert "Submit the Analyse gate" in text_of(as_("lead").get("/my-work/"))


def test_an_answer_of_a_gate_that_has_passed_is_not_counted_again(council: Council, as_: SignedIn) -> None:
    """Even where the reader owned a missing part of it."""
    cycle = council.cycle_at("plan", LARGE)
    before = rows(as_("lead").get("/my-work/"))[0]
    partly = {"state": AnswerState.PARTLY_MET, "missing_owner": council["lead"], "missing_due": TODAY}
    assert cycle.answers.filter(question__stage="analyse", question__code="AN-RES-1").update(**partly) == 1
    page = as_("lead").get("/my-work/")
    assert rows(page)[0] == before
    assert "the missing part is yours" not in text_of(page)


def test_a_gate_that_nobody_can_sign_any_more_waits_for_an_administrator(council: Council, as_: SignedIn) -> None:
    play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    User.objects.filter(pk__in=[council[name].pk for name in ("assistant", "assistant2", "director")]).update(
        is_active=False
    )
    renew()
    (line,) = items(as_("lead").get("/my-work/"), "others")
    assert "an administrator of people, assistant director" in line
    assert "Submitted 23 November" in rows(as_("lead").get("/my-work/"))[0]


def busy(council: Council, name: str) -> None:
    """A gate of the lead that is not ready, one that waits for its decision, and one that waits for its checks."""
    partly_met(council, council.cycle(LARGE, service_name=name), "member", TODAY)
    play.put(play.ready(council.cycle(service_name=f"{name} too"), at=NOW), at=NOW)
    play.ready(council.cycle(service_name=f"{name} again"), at=NOW)


def test_costs_the_same_queries_for_one_cycle_and_for_three(
    council: Council, named: Named, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    named("AN-RES-2", "holds")
    busy(council, "Parks")
    user = council["lead"]
    with django_assert_num_queries(QUERIES):
        my_work(user, TODAY)
    busy(council, "Roads")
    busy(council, "Trees")
    user = council["lead"]
    with django_assert_num_queries(QUERIES):
        work = my_work(user, TODAY)
    assert len(work.cycles) == 9


def test_the_whole_page_takes_seventeen_statements_of_a_lead_with_everything(
    council: Council, as_: SignedIn, named: Named, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Those of the session and the frame too: gates, promises, confirmations, and a check that is asked."""
    named("AN-RES-2", "holds")
    busy(council, "Parks")
    with_condition(council, TODAY)
    client = as_("lead")
    client.get("/my-work/")
    with django_assert_num_queries(17):
        client.get("/my-work/")


QUERIES = 14
