"""Weak answers are listed to the team before it submits and to the deciders, from the pack; they block nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from approvals import packs
from approvals.models import Submission
from checklists.selectors.answers import live_answers
from checklists.services.answering import AnswerInput, attach_evidence, save_answer
from checklists.services.evidencing import add_link
from cycles.models import Cycle
from demo import play
from tests.approvals.views.gates import at
from tests.checklists.views.asking import text_of
from tests.council import COMPLEX, NOW, Council
from tests.cycles.views.conftest import SignedIn

NOTHING = "Nothing: every question is met, with evidence, and confirmed where somebody else must confirm it."
# One for each answer, each another.
SUBJECTS = [f"the {name} of {year}" for name in ("survey", "ledger", "market", "law") for year in range(2021, 2026)]


@pytest.fixture
def as_(council: Council) -> SignedIn:
    """A browser of somebody of the council that works under the whole framework."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in


def answered(cycle: Cycle, *, careless: bool) -> Cycle:
    """Every question of the gate: with three words, a link to nothing and a bare yes, or with care over a fortnight."""
    lead = cycle.lead
    links = [
        add_link(
            cycle,
            "https://example.org/" if careless else f"https://example.org/{cycle.reference}/{place}",
            title=f"Paper {place}",
            dated=date(2024, 1, 8) if careless else NOW.date(),
            good_until=date(2028, 1, 8),
            confidential=False,
            actor=lead,
            at=NOW,
        )
        for place in range(8)
    ]
    for place, asked in enumerate(live_answers(cycle, cycle.stage)):
        moment = NOW if careless else NOW + timedelta(hours=17 * place)
        evidence = links[0] if careless and place < 6 else links[1 + place % 7]
        title = asked.question.title
        words = f"{title}: done, see the paper" if careless else f"We read {SUBJECTS[place]} with care."
        row = attach_evidence(asked, evidence, actor=lead, at=moment)
        row = save_answer(row, AnswerInput("met", words), actor=lead, at=moment, seen_version=row.version)
        play.confirm(row, at=moment, note="" if careless else "I have read it.")
    return Cycle.objects.get(pk=cycle.pk)


def test_careless_answers_are_listed_to_team_and_deciders_and_block_nothing(council: Council, as_: SignedIn) -> None:
    cycle = answered(council.cycle(COMPLEX), careless=True)
    count = len(live_answers(cycle, "analyse"))
    before = text_of(as_("lead").get(at(cycle, "gate")))
    submission = play.put(cycle, at=NOW)
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert "Ready to submit" in before
    assert "What a decider will see as weak This does not block the gate." in before
    deciding = as_("assistant").get(at(cycle, "decide"))
    weak = text_of(deciding).split("What is weak", 1)[1].split("How it meets our principles")[0]
    assert NOTHING not in weak
    for sentence in (
        f"The same words {count} answers say the same, apart from their titles: “done, see the paper”.",
        f"Priya Nair gave {count} answers on 23 November 2026, each within 60 seconds of the one before.",
        "“Paper 0” is of 8 January 2024. The cycle started on 23 November 2026.",
        "“Paper 0” is the evidence of 6 answers.",
        "8 links lead to the first page of example.org and not to a document.",
        "Confirmed without a word Ruth Adeyemi confirmed 1 answer that cannot pass with a condition,",
        "without a word. Scope and statutory duties",
    ):
        assert sentence in before, sentence
        assert sentence in weak, sentence
        assert sentence in text_of(as_("auditor").get(at(cycle, "submission", 1))), sentence
    assert f'href="/cycles/{cycle.reference}/analyse/questions/an-rob-1/"' in deciding.content.decode()
    assert "You cannot choose “Pass”" not in text_of(deciding)
    assert submission.digest == packs.digest(submission.pack)
    assert submission.digest != packs.digest({**submission.pack, "weaknesses": []})


def test_the_record_keeps_what_the_decider_saw_and_councillors_never_see_it(council: Council, as_: SignedIn) -> None:
    cycle = answered(council.cycle(COMPLEX), careless=True)
    submission = play.put(cycle, at=NOW)
    address = at(cycle, "submission", 1)
    while Submission.objects.get(pk=submission.pk).state == "pending":
        play.sign(submission, at=NOW)
    assert "each within 60 seconds" in text_of(as_("lead").get(address))
    page = as_("councillor").get(address)
    assert page.status_code == 200
    for words in ("What is weak", "each within 60 seconds", "confirmed 1 answer", "apart from their titles"):
        assert words not in page.content.decode(), words


def test_good_answers_show_that_nothing_is_weak(council: Council, as_: SignedIn) -> None:
    cycle = answered(council.cycle(COMPLEX, need_by=date(2030, 4, 1)), careless=False)
    assert "What a decider will see as weak" not in text_of(as_("lead").get(at(cycle, "gate")))
    submission = play.put(cycle, at=NOW + timedelta(days=20))
    assert "weaknesses" not in submission.pack
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert f"What is weak {NOTHING}" in text_of(as_("assistant").get(at(cycle, "decide")))
    assert "What is weak" not in text_of(as_("auditor").get(at(cycle, "submission", 1)))
