"""My work: what waits for me, what I do next, what waits for others, and where my cycles are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from accounts.models import Cover, User
from approvals.models import Condition, Submission
from approvals.services.conditions import claim
from checklists.models import Answer
from checklists.selectors.answers import live_answers
from checklists.services.confirming import ask_confirmation, refuse_confirmation, withdraw_confirmation
from checklists.services.missing_parts import complete_missing_part
from cycles.models import Cycle
from cycles.models.participants import CycleParticipant
from cycles.services.editing import restrict
from demo import play
from notifications.models import Notification
from tests.approvals.signers import renew
from tests.council import LARGE, NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.scenes import partly_met, with_condition
from tests.overview.texts import items, rows, section, text_of

TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=14)


def signs_in(row: Answer) -> bool:
    """Whether the answer must be met and needs the word of an adviser who signs in."""
    confirmer = row.question.confirmer
    return row.question.mandatory and confirmer.code != "commissioner" and not confirmer.outside


@pytest.mark.parametrize("name", ["lead", "assistant", "adviser", "owner", "auditor"])
def test_an_officer_with_nothing_to_do_is_told_so(as_: SignedIn, name: str) -> None:
    response = as_(name).get("/my-work/")
    assert response.status_code == 200
    assert "Nothing is waiting for you" in section(response, "nothing")
    assert "Nothing is late, and nothing is due this fortnight" in text_of(response)
    assert "You have no notifications yet" in section(response, "messages")


@pytest.mark.parametrize(("name", "reason"), [("councillor", "for officers"), ("nobody", "no role")])
def test_is_for_officers(as_: SignedIn, name: str, reason: str) -> None:
    response = as_(name).get("/my-work/")
    assert response.status_code == 403
    assert reason in response.content.decode()


def test_needs_sign_in(council: Council, client: Client) -> None:
    assert client.get("/my-work/")["Location"].startswith("/sign-in/")


def test_only_commissioners_and_managers_are_offered_to_start_a_cycle(as_: SignedIn) -> None:
    offered = {name: b"/cycles/new/" in as_(name).get("/my-work/").content for name in ("lead", "head", "adviser")}
    assert offered == {"lead": True, "head": True, "adviser": False}


def test_a_fresh_stage_is_one_line(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    asked = live_answers(cycle, "analyse").filter(question__mandatory=True).count()
    lines = items(as_("lead").get("/my-work/"), "next")
    assert lines == [f"Since today {asked} questions to answer in Analyse , Street cleansing Street cleansing"]


def test_answers_without_the_word_that_they_need_are_one_line(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    for row in live_answers(cycle, "analyse"):
        row.cycle = cycle
        play.answer(row, at=NOW)
    lines = items(as_("lead").get("/my-work/"), "next")
    assert len(lines) == 1
    assert "to have confirmed in Analyse" in lines[0]


def test_a_ready_gate_is_to_be_submitted(council: Council, as_: SignedIn) -> None:
    cycle = play.ready(council.cycle(), at=NOW)
    response = as_("lead").get("/my-work/")
    assert "Submit the Analyse gate" in items(response, "next")[0]
    assert f"/cycles/{cycle.reference}/gates/analyse/" in response.content.decode()
    assert "Ready to submit" in rows(response)[0]


def test_the_decider_sees_the_gate_and_the_team_sees_whom_it_waits_for(council: Council, as_: SignedIn) -> None:
    cycle = play.ready(council.cycle(LARGE), at=LONG_AGO)
    play.put(cycle, at=LONG_AGO)
    decides = as_("assistant").get("/my-work/")
    assert items(decides, "decisions") == [
        "5 working days late Analyse gate: Street cleansing Submitted by Priya Nair. Waiting since 9 November"
    ]
    assert "1 gate waits for your decision. 1 thing is late and nothing is due" in text_of(decides)
    assert f"/cycles/{cycle.reference}/gates/analyse/decide/" in decides.content.decode()
    waits = as_("lead").get("/my-work/")
    assert items(waits, "others") == [
        (
            "For 10 working days Analyse gate decision , Street cleansing Daniel Okafor, assistant director."
            " Street cleansing. 5 working days late Nudge Daniel Okafor, assistant director"
        )
    ]
    assert "Nothing of yours is late, and nothing is due this fortnight. 1 thing is late with others" in text_of(waits)
    assert section(waits, "decisions") == section(waits, "next") == ""
    assert "Submitted 9 November" in rows(waits)[0]


def test_another_holder_of_the_grade_reads_who_is_expected(council: Council, as_: SignedIn) -> None:
    play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    assert "Daniel Okafor is expected to decide it" in items(as_("assistant2").get("/my-work/"), "decisions")[0]
    assert section(as_("elsewhere").get("/my-work/"), "decisions") == ""


def test_a_stand_in_reads_for_whom_they_decide(council: Council, as_: SignedIn) -> None:
    play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    cover = {"starts": TODAY, "ends": TODAY + timedelta(days=5), "created_at": NOW}
    Cover.objects.create(person=council["assistant"], stand_in=council["other"], **cover)
    renew()
    assert "For Daniel Okafor" in items(as_("other").get("/my-work/"), "decisions")[0]


def test_gates_wait_in_order_the_expected_first_and_then_the_oldest(council: Council, as_: SignedIn) -> None:
    for name, sponsor, at in (
        ("Parks", "assistant2", LONG_AGO),
        ("Roads", "assistant", NOW),
        ("Trees", "assistant", LONG_AGO),
    ):
        cycle = council.cycle(LARGE, service_name=name, sponsor=council[sponsor], at=LONG_AGO)
        play.put(play.ready(cycle, at=LONG_AGO), at=at)
    lines = items(as_("assistant").get("/my-work/"), "decisions")
    assert [next(name for name in ("Parks", "Roads", "Trees") if name in line) for line in lines] == [
        "Trees",
        "Roads",
        "Parks",
    ]


def test_the_adviser_confirms_and_the_team_waits(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(at=LONG_AGO)
    row = next(row for row in live_answers(cycle, "analyse") if signs_in(row))
    row.cycle = cycle
    row = play.answer(row, at=LONG_AGO)
    row.cycle = cycle
    ask_confirmation(row, council["adviser"], actor=council["lead"], at=LONG_AGO)
    title = row.question.title
    asked = as_("adviser").get("/my-work/")
    (confirm,) = items(asked, "next")
    assert confirm == (
        f"5 working days late Confirm: {title} , Street cleansing Street cleansing."
        " Asked by Priya Nair on 9 November 2026"
    )
    assert "1 thing is late and nothing is due this fortnight" in text_of(asked)
    assert "Please confirm" in section(asked, "messages")
    waits = items(as_("lead").get("/my-work/"), "others")
    assert waits == [
        (
            f"For 10 working days {title} , Street cleansing Ruth Adeyemi, {row.question.confirmer}. Street cleansing"
            f". 5 working days late Nudge Ruth Adeyemi, {row.question.confirmer}"
        )
    ]


def test_an_answer_that_was_not_confirmed_is_answered_again(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    row = next(row for row in live_answers(cycle, "analyse") if signs_in(row))
    row = play.answer(row, at=NOW)
    asked = ask_confirmation(row, council["adviser"], actor=council["lead"], at=NOW)
    refuse_confirmation(asked, reason="The figures are old", actor=council["adviser"], at=NOW)
    lines = items(as_("lead").get("/my-work/"), "next")
    assert lines[0] == (
        f"Since today Answer again: {row.question.title} , Street cleansing"
        " Street cleansing. Not confirmed on 23 November. Blocks the gate"
    )


def test_an_answer_whose_confirmation_was_withdrawn_is_answered_again(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    row = next(row for row in live_answers(cycle, "analyse") if signs_in(row))
    confirmation = play.confirm(play.answer(row, at=NOW), at=NOW)
    assert confirmation
    withdraw_confirmation(confirmation, reason="The figures are old", actor=council["adviser"], at=NOW)
    lines = items(as_("lead").get("/my-work/"), "next")
    assert lines[0] == (
        f"Since today Answer again: {row.question.title} , Street cleansing"
        " Street cleansing. Confirmation withdrawn on 23 November. Blocks the gate"
    )


def test_an_answer_sent_back_stands_alone(council: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    first = submission.pack["answers"][0]
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "return", reopened=[first["code"]]))
    lines = items(as_("lead").get("/my-work/"), "next")
    assert lines[0].startswith(f"Since today Answer again: {first['title']}")
    assert "Sent back on 23 November" in lines[0]


def test_late_and_soon_are_counted_and_come_first(council: Council, as_: SignedIn) -> None:
    for name, due in (("Later", 60), ("Soon", 4), ("Late", -4)):
        partly_met(council, council.cycle(at=LONG_AGO, service_name=name), "lead", TODAY + timedelta(days=due))
    response = as_("lead").get("/my-work/")
    assert [line.split("Residents AN")[0] for line in items(response, "next")[:3]] == [
        "2 working days late ",
        "Due 27 November ",
        "Due 22 January 2027 ",
    ]
    assert "1 thing is late and 1 is due this fortnight" in text_of(response)


def test_the_missing_part_of_somebody_else_waits_for_them(council: Council, as_: SignedIn) -> None:
    row = partly_met(council, council.cycle(at=LONG_AGO), "adviser2", TODAY + timedelta(days=4))
    assert row.question.title in items(as_("adviser2").get("/my-work/"), "next")[0]
    assert items(as_("lead").get("/my-work/"), "others") == [
        (
            f"For 10 working days {row.question.title} , Street cleansing Sam Whitby. Street cleansing. Due 27 November"
            " Nudge Sam Whitby"
        )
    ]


@pytest.mark.parametrize(
    ("days", "due", "counted"),
    [(0, "Due today", "Nothing is late and 1 is due"), (3, "1 working day late", "1 thing is late and nothing is due")],
)
def test_a_condition_that_is_due_today_is_not_late(
    council: Council, as_: SignedIn, days: int, due: str, counted: str
) -> None:
    with_condition(council, TODAY)
    Condition.objects.update(due=TODAY - timedelta(days=days))
    response = as_("lead").get("/my-work/")
    assert items(response, "next")[0].startswith(f"{due} Condition “Publish the findings”")
    assert counted in text_of(response)


def test_a_condition_goes_from_its_owner_to_its_verifier(council: Council, as_: SignedIn) -> None:
    condition = with_condition(council, TODAY + timedelta(days=3))
    assert items(as_("lead").get("/my-work/"), "next")[0] == (
        "Due 26 November Condition “Publish the findings” , Street cleansing"
        " Street cleansing. Set by Grace Holland at the Analyse gate"
    )
    claim(condition, note="Published on the site", actor=council["lead"], at=NOW, seen_version=condition.version)
    (check,) = items(as_("head").get("/my-work/"), "next")
    assert check == (
        "Since today Check the condition “Publish the findings” , Street cleansing"
        " Street cleansing. Priya Nair says it is done"
    )
    assert "Check of the condition “Publish the findings”" in items(as_("lead").get("/my-work/"), "others")[0]


def test_only_the_first_ten_are_shown_until_all_are_asked_for(council: Council, as_: SignedIn) -> None:
    for place in range(12):
        council.cycle(service_name=f"Service {place}")
    client = as_("lead")
    assert len(items(client.get("/my-work/"), "next")) == 10
    assert "See all 12" in section(client.get("/my-work/"), "next")
    assert len(items(client.get("/my-work/?all=1"), "next")) == 12


def test_the_first_twenty_gates_and_cycles_are_shown_with_the_number_of_all(council: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(council.cycle(LARGE), at=LONG_AGO), at=LONG_AGO)
    copies(submission, 22)
    decides = as_("assistant").get("/my-work/")
    assert len(items(decides, "decisions")) == 20
    assert "See all 22" in section(decides, "decisions")
    assert "22 gates wait for your decision" in text_of(decides)
    first, second = (as_("assistant").get(f"/approvals/?page={page}") for page in (1, 2))
    assert (len(rows(first)), len(rows(second))) == (20, 2)
    assert "1 to 20 of 22 gates" in text_of(first)
    others = as_("head").get("/approvals/?show=others")
    assert len(rows(others)) == 20
    assert "1 to 20 of 22 gates" in text_of(others)
    client = as_("lead")
    assert len(rows(client.get("/my-work/"))) == 20
    assert "See all 22" in section(client.get("/my-work/"), "my-cycles")
    assert len(rows(client.get("/my-work/?all=1"))) == 22


def copies(submission: Submission, number: int) -> None:
    """So many cycles with the same gate in all, copied because playing each of them takes long."""
    step, cycle = submission.steps.get(), Cycle.objects.get(pk=submission.cycle_id)
    signers = list(step.pending_signers.all())
    participants = list(CycleParticipant.objects.filter(cycle=cycle.pk))
    for place in range(2, number + 1):
        again(cycle, reference=f"C-{place:04d}", serial=place, number=place)
        again(submission, cycle=cycle)
        again(step, submission=submission)
        for participant in participants:
            again(participant, cycle=cycle)
        for signer in signers:
            again(signer, step=step)


def again(row: Model, **changed: Any) -> None:
    """One more row like that."""
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_who_is_bound_by_the_promise_of_a_restricted_cycle_reads_only_that_something_is_to_be_done(
    council: Council, as_: SignedIn
) -> None:
    condition = with_condition(council, TODAY + timedelta(days=3))
    Condition.objects.update(owner=council["member"])
    cycle = council.cycle(service_name="Next", lead=council["other"])
    Cycle.objects.filter(pk=cycle.pk).update(previous=condition.cycle)
    before = rows(as_("other").get("/my-work/"))[0]
    Cycle.objects.filter(pk=condition.cycle_id).update(stage="closed", status="", restricted=True)
    page = as_("other").get("/my-work/")
    assert "Publish the findings" not in text_of(page)
    number = int(before.split(" to do")[0].split()[-2])
    assert f"{number + 1} things to do" in rows(page)[0]


def test_my_cycles_are_those_that_i_lead_or_work_on_while_they_live(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Mine", need_by=date(2029, 1, 1))
    council.cycle(service_name="Ours", lead=council["other"], team=[council["lead"]], need_by=date(2028, 1, 1))
    council.cycle(service_name="Theirs", lead=council["other"])
    found = rows(as_("lead").get("/my-work/"))
    assert [row.split()[0] for row in found] == ["Ours", "Mine"]
    assert found[0].split(" ", 1)[1].startswith("1 Analyse 0 of")


def test_nothing_of_a_restricted_cycle_reaches_somebody_who_was_let_go(council: Council, as_: SignedIn) -> None:
    """Who owns a promise in a cycle that they may no longer see is not sent to a page that they can't open."""
    cycle = council.cycle(team=[council["member"]])
    row = partly_met(council, cycle, "other", TODAY)
    assert row.question.title in text_of(as_("other").get("/my-work/"))
    restrict(Cycle.objects.get(pk=cycle.pk), restricted=True, reason="Staff are named", actor=council["lead"], at=NOW)
    assert row.question.title not in text_of(as_("other").get("/my-work/"))


def test_a_missing_part_that_is_done_comes_back_to_the_team(council: Council, as_: SignedIn) -> None:
    """Nobody waits for its owner any more, and nobody can nudge them."""
    cycle = council.cycle(team=[council["member"]])
    answer = partly_met(council, cycle, "other", TODAY + timedelta(days=5))
    about = {"about": f"answer-{answer.pk}", "back": "my-work"}
    assert answer.question.title in section(as_("other").get("/my-work/"), "next")
    assert "Tom Baines" in section(as_("lead").get("/my-work/"), "others")
    actor = council["other"]
    complete_missing_part(answer, note="In the annex", actor=actor, at=NOW, seen_version=answer.version)
    assert answer.question.title not in section(as_("other").get("/my-work/"), "next")
    for name in ("lead", "member"):
        page = as_(name).get("/my-work/")
        assert f"Answer again: {answer.question.title}" in section(page, "next")
        assert "Tom Baines says the missing part is done: look at it and change your answer" in section(page, "next")
        assert "Tom Baines" not in section(page, "others")
    as_("lead").post(f"/cycles/{cycle.reference}/nudge/", about)
    assert not Notification.objects.filter(kind="nudge").exists()


def test_who_has_to_confirm_a_change_reads_it_where_gates_wait(council: Council, as_: SignedIn) -> None:
    client, words = as_("head"), "You cannot decide gates yet, because what you sign in with was changed."
    for page in ("/my-work/", "/approvals/"):
        assert words not in text_of(client.get(page))
    User.objects.filter(pk=council["head"].pk).update(to_confirm_since=NOW, to_confirm_at="head@council.example")
    for page in ("/my-work/", "/approvals/"):
        assert words in text_of(client.get(page))
