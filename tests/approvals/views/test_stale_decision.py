"""A decision on a page that is no longer so: 409 for what was sent, nothing written, nothing of one's own lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from approvals.models import Decision, Submission
from approvals.services.correcting import correct
from approvals.services.submitting import withdraw
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import at, condition_row, counted, decides, hidden, seen, submitted
from tests.checklists.views.asking import text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

MINE = "My own reasons, typed with care."
Happens = Callable[[Council, Cycle, Submission], None]


def resubmitted(council: Council, cycle: Cycle, submission: Submission) -> None:
    withdraw(submission, reason="The cost changed", actor=council["lead"], at=NOW)
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)


def returned(council: Council, cycle: Cycle, submission: Submission) -> None:
    ruled = play.ruling(submission, "return", reasons="Not enough", reopened=["AN-RES-1"])
    play.sign(submission, at=NOW, ruled=ruled, by=council["assistant2"])


def passed(council: Council, cycle: Cycle, submission: Submission) -> None:
    play.sign(submission, at=NOW, by=council["assistant2"])


def one_round_on(council: Council, cycle: Cycle, submission: Submission) -> None:
    """Passed, corrected to a return, answered again and submitted on a new visit."""
    decision = play.sign(submission, at=NOW, by=council["assistant2"])
    correct(
        decision,
        outcome="return",
        reasons="A mistake",
        interests="None",
        reopened=["AN-RES-1"],
        actor=council["assistant2"],
        at=NOW,
    )
    fresh = Cycle.objects.get(pk=cycle.pk)
    play.answer(fresh.answers.get(question__code="AN-RES-1"), at=NOW)
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)


@pytest.fixture
def opened(bench: Council, as_: SignedIn) -> tuple[Client, Cycle, Submission]:
    """A decider with everything filled in for a gate that waits, who has not pressed Record."""
    cycle, submission = submitted(bench, LARGE)
    client = as_("assistant")
    assert client.post(at(cycle, "decide"), decides(submission, "pass", reasons=MINE)).status_code == 302
    return client, cycle, submission


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [
        (
            resubmitted,
            "Submission 1 to the Analyse gate was withdrawn by the team on 23 November 2026: The cost changed",
        ),
        (returned, "Hannah Price recorded “Return for more work” on 23 November 2026 at 9:00am."),
        (passed, "Hannah Price recorded “Pass” on 23 November 2026 at 9:00am."),
        (one_round_on, "Hannah Price recorded “Return for more work” on 23 November 2026 at 9:00am."),
    ],
)
def test_every_page_says_what_happened(
    bench: Council, opened: tuple[Client, Cycle, Submission], happens: Happens, sentence: str
) -> None:
    client, cycle, submission = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    was_seen = seen(submission)
    happens(bench, cycle, submission)
    rows = counted(1) | condition_row(0, bench["lead"], bench["adviser"])
    posts = {
        "decide": decides(submission, "pass", reasons=MINE) | was_seen,
        "decide-conditions": was_seen | rows,
        "decide-reopen": was_seen | {"reopened": ["AN-RES-1"]},
        "decide-check": check,
    }
    for step, sent in posts.items():
        with nothing_written():
            response = client.post(at(cycle, step), sent)
        said = text_of(response)
        assert response.status_code == 409, step
        assert sentence in said, step
        assert "Nothing of yours was recorded." in said
        assert MINE in said, step
        newest = Submission.objects.filter(cycle=cycle, stage="analyse").latest("number").number
        assert f"Read submission {newest}" in said
    assert "Condition 1 Do thing 0" in text_of(client.post(at(cycle, "decide-conditions"), posts["decide-conditions"]))


@pytest.mark.parametrize("happens", [resubmitted, returned, passed, one_round_on])
def test_going_on_without_posting_says_it_too(
    bench: Council, opened: tuple[Client, Cycle, Submission], happens: Happens
) -> None:
    client, cycle, submission = opened
    happens(bench, cycle, submission)
    with nothing_written():
        response = client.get(at(cycle, "decide-check"))
    assert response.status_code == 200
    assert MINE in text_of(response)


def test_what_changed_in_the_pack_is_listed(bench: Council, opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, submission = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    withdraw(submission, reason="One more thing", actor=bench["lead"], at=NOW)
    play.answer(cycle.answers.get(question__code="AN-RES-1"), at=NOW, state="not_applicable")
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    said = text_of(client.post(at(cycle, "decide-check"), check))
    assert "“Residents AN” changed from met to does not apply." in said
    assert "Open the gate as it is now" in said


def test_the_gate_is_opened_anew_after_that(bench: Council, opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, submission = opened
    resubmitted(bench, cycle, submission)
    page = client.get(at(cycle, "decide"))
    assert page.status_code == 200
    assert MINE not in text_of(page)


def test_a_gate_that_waits_for_nobody_says_what_became_of_it(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    address = at(cycle, "decide")
    play.sign(submission, at=NOW)
    response = as_("head").get(address)
    assert response.status_code == 200
    said = text_of(response)
    assert "What became of this gate Grace Holland recorded “Pass” on 23 November 2026 at 9:00am." in said
    assert Decision.objects.get().reasons in said
    assert "Nothing of yours was recorded." not in said


def test_sending_it_twice_leads_to_what_was_recorded(opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, _ = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    first = client.post(at(cycle, "decide-check"), check)
    with nothing_written():
        second = client.post(at(cycle, "decide-check"), check)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"] == at(cycle, "submission", 1)
    assert Decision.objects.count() == 1


def test_sending_another_outcome_afterwards_does_not(opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, _ = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    client.post(at(cycle, "decide-check"), check)
    assert client.post(at(cycle, "decide-check"), check | {"outcome": "stop"}).status_code == 409


def test_another_window_cannot_change_what_is_recorded(opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, submission = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    client.post(at(cycle, "decide"), decides(submission, "stop", reasons="Another window"))
    with nothing_written():
        response = client.post(at(cycle, "decide-check"), check)
    said = text_of(response)
    assert response.status_code == 200
    assert "Nothing was recorded, because what you filled in is not what this page showed." in said
    assert "Another window" in said


MADE_UP = [
    {"digest": ""},
    {"digest": "0" * 64},
    {"step": "2"},
    {"step": "x"},
    {"step": "9" * 5000},
    {"digest": "'\0--"},
]


def test_a_made_up_pack_or_step_is_no_longer_so(opened: tuple[Client, Cycle, Submission]) -> None:
    client, cycle, _ = opened
    check = hidden(client.get(at(cycle, "decide-check")))
    with nothing_written():
        for changed in MADE_UP:
            assert client.post(at(cycle, "decide-check"), check | changed).status_code == 409


def test_a_page_of_the_cycle_before_is_no_longer_so(bench: Council, as_: SignedIn) -> None:
    old, first = submitted(bench)
    address, page = at(old, "decide"), decides(first, "pass", reasons=MINE)
    play.sign(first, at=NOW)
    old = Cycle.objects.get(pk=old.pk)
    while old.stage != "closed":
        old = play.pass_gate(old, at=NOW)
    successor = play.ready(Cycle.objects.get(previous=old), at=NOW)
    play.put(successor, at=NOW)
    client = as_("head")
    with nothing_written():
        assert client.post(address, page).status_code == 409
        assert client.post(at(successor, "decide"), page).status_code == 409
