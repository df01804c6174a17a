"""The decision page shows the answers in place, beside those of the submission before, and declares nothing itself."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import reverse

from approvals.models import Decision, Submission
from approvals.services.submitting import withdraw
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import at, condition_row, counted, press, record, seen, submitted
from tests.checklists.views.asking import plain, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.views.conftest import SignedIn


def answers_of(page: str) -> str:
    found = re.search(r'<section[^>]*aria-labelledby="answers".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def test_every_answer_can_be_opened_in_place(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, LARGE)
    client = as_("head")
    section = answers_of(client.get(at(cycle, "decide")).content.decode())
    assert section.count("<details") == len(submission.pack["answers"])
    assert " open>" not in section
    for answer in submission.pack["answers"]:
        assert answer["explanation"] in plain(section)
    opened = answers_of(client.get(at(cycle, "decide"), {"answers": "open"}).content.decode())
    assert opened.count(" open>") == len(submission.pack["answers"])


def test_what_the_last_submission_said_otherwise_stands_beside_it(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench, LARGE)
    withdraw(submission, reason="One more thing", actor=bench["lead"], at=NOW)
    answer = cycle.answers.get(question__code="AN-RES-1")
    before = answer.explanation
    words = AnswerInput("met", "We asked two hundred people.")
    save_answer(answer, words, actor=bench["lead"], at=NOW, seen_version=answer.version)
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    section = answers_of(as_("head").get(at(cycle, "decide")).content.decode())
    assert section.count(" open>") == 1
    said = plain(section)
    assert "Changed since submission 1" in said
    assert "In submission 1: met" in said
    assert re.sub(r"\W", "", before) in re.sub(r"\W|onlybefore|onlyafter", "", said)


def test_interests_are_empty_until_somebody_declares_them(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    client = as_("head")
    assert client.get(at(cycle, "decide")).context["form"]["interests"].value() == ""
    sent = seen(submission) | {"outcome": "pass", "reasons": "Sound", "interests": "", "later": "1"}
    client.post(at(cycle, "decide"), sent)
    assert client.get(at(cycle, "decide")).context["form"]["interests"].value() == ""
    press(client, cycle, submission, "pass")
    record(client, cycle)
    correct = reverse("correct", args=[cycle.reference, "analyse", Decision.objects.get().pk])
    assert not client.get(correct).context["form"]["interests"].value()


def test_a_gate_that_passed_with_conditions_says_so(bench: Council, as_: SignedIn) -> None:
    cycle, submission = submitted(bench)
    client = as_("head")
    press(client, cycle, submission, "pass_with_conditions")
    rows = seen(submission) | counted(1) | condition_row(0, bench["lead"], bench["adviser"])
    client.post(at(cycle, "decide-conditions"), rows)
    record(client, cycle)
    assert Submission.objects.get().outcome_kind == "passed_with_conditions"
    for address in (at(cycle, "gate"), at(cycle, "submission", 1)):
        assert "Passed with conditions" in text_of(client.get(address)), address


def test_who_decides_is_drawn_without_a_ring(bench: Council, as_: SignedIn) -> None:
    """A ring before a single name reads as a radio button that waits to be pressed."""
    cycle, _ = submitted(bench)
    aside = as_("lead").get(at(cycle, "gate")).content.decode().split("<aside", 1)[1]
    assert 'type="radio"' not in aside
    styles = Path("static/scss/_gate.scss").read_text().split(".app-route", 1)[1].split(".app-decision")[0]
    assert "border-radius" not in styles
