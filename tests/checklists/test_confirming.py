"""An adviser's word: asked for, given, refused, taken back; and what becomes of a submission that rests on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role, Specialism
from approvals.models import Submission
from approvals.selectors.gate_facts import evaluate_gate
from checklists.models import Answer, Confirmation, Evidence
from checklists.policies.answering import advisers_for
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import (
    ask_confirmation,
    give_confirmation,
    record_outside_confirmation,
    refuse_confirmation,
    withdraw_confirmation,
)
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from notifications.models import Notification
from principles import edition_cache
from principles.models import Edition
from tests.checklists.test_answering import row
from tests.checklists.views.asking import text_of
from tests.council import LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.assertions import finds, refuses, watching
from tests.cycles.views.conftest import SignedIn, as_, own_folder

__all__ = ["as_", "own_folder"]


def answered(council: Council, number: int = 2, by: str = "lead") -> Answer:
    """An answer to a question that Finance confirms, or a provider (4)."""
    cycle = council.cycle(LARGE, team=[council["member"]])
    return play.answer(row(cycle, number), at=NOW, by=council[by])


def asked(council: Council, answer: Answer, of: str = "adviser") -> Confirmation:
    return ask_confirmation(answer, council[of], actor=council["lead"], at=NOW)


def test_asking_tells_the_adviser(bench: Council) -> None:
    answer = answered(bench)
    with watching(bench) as written:
        confirmation = asked(bench, answer)
    assert (confirmation.state, confirmation.asked_of, confirmation.answer_version) == (
        "asked",
        bench["adviser"],
        answer.version,
    )
    assert (written.verbs, written.told) == (["confirmation_asked"], {("confirmation_asked", "adviser")})


def test_a_request_is_due_five_working_days_after_it_was_made(bench: Council) -> None:
    confirmation = asked(bench, answered(bench))
    assert confirmation.due == date(2026, 11, 30)
    assert Notification.objects.get(kind="confirmation_asked").subject == (
        "Please confirm “Money AN” by 30 November 2026: Street cleansing"
    )
    cycle = confirmation.answer.cycle
    (gap,) = [gap for gap in evaluate_gate(cycle, "analyse", NOW.date()).gaps if gap.kind == "asked"]
    said = "“Money AN” is waiting for Ruth Adeyemi, Finance, to confirm it, since 23 November 2026"
    assert (gap.sentence, gap.due) == (f"{said}, due 30 November 2026.", date(2026, 11, 30))


def test_the_days_of_a_request_are_those_of_the_cycles_own_edition(bench: Council) -> None:
    answer = answered(bench)
    figures = answer.cycle.edition.figures
    days = {"governance": figures["governance"] | {"confirm_within_working_days": 2}}
    Edition.objects.filter(pk=answer.cycle.edition_id).update(figures=figures | days)
    edition_cache.clear()
    assert asked(bench, Answer.objects.get(pk=answer.pk)).due == date(2026, 11, 25)


@pytest.mark.parametrize(("at", "said"), [("30", "Due today"), ("01", "1 working day late")])
def test_both_sides_read_by_when_it_is_due(bench: Council, as_: SignedIn, at: str, said: str) -> None:
    answer = asked(bench, answered(bench)).answer
    page = reverse("question", args=[answer.cycle.reference, "analyse", answer.question.code.lower()])
    pages = [("adviser", page), ("adviser", reverse("my-work")), ("lead", page)]
    pages += [("lead", reverse(name, args=[answer.cycle.reference, "analyse"])) for name in ("stage", "gate")]
    pages += [("lead", answer.cycle.get_absolute_url()), ("lead", reverse("my-work"))]
    with time_machine.travel(datetime(2026, 12 if at == "01" else 11, int(at), 9, tzinfo=UTC), tick=False):
        for name, address in pages:
            assert said in text_of(as_(name).get(address)), (name, address)


def test_asking_another_adviser_supersedes_the_first_request(bench: Council) -> None:
    answer = answered(bench)
    first = asked(bench, answer)
    with watching(bench) as written:
        asked(bench, answer, "adviser2")
    assert Confirmation.objects.get(pk=first.pk).state == "superseded"
    assert Confirmation.objects.get(pk=first.pk).superseded_because == "new_request"
    assert written.verbs == ["confirmation_asked_elsewhere", "confirmation_asked"]
    assert written.told == {("confirmation_asked_elsewhere", "adviser"), ("confirmation_asked", "adviser2")}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("other", "Tom Baines does not advise on Finance."),
        ("lead", "Priya Nair leads this cycle, so somebody else must confirm its answers."),
        ("member", "Leanne Cooper wrote part of this answer, so somebody else must confirm it."),
        ("adviser2", "Sam Whitby can no longer sign in: choose somebody else"),
    ],
)
def test_only_an_adviser_who_had_no_part_is_asked(who: str, reason: str, bench: Council) -> None:
    answer = answered(bench, by="member")
    for name in ("lead", "member"):
        Role.objects.create(user=bench[name], kind="adviser", specialism=Specialism.objects.get(code="finance"))
    adviser = bench["adviser2"]
    adviser.is_active = False
    adviser.save()
    with finds({"adviser": reason}):
        ask_confirmation(answer, bench[who], actor=bench["lead"], at=NOW)
    assert advisers_for(answer) == [bench["adviser"]]


def test_giving_tells_who_asked_and_the_team(bench: Council) -> None:
    confirmation = asked(bench, answered(bench))
    with watching(bench) as written:
        given = give_confirmation(confirmation, actor=bench["adviser"], at=NOW, note="Budget seen")
    assert (given.state, given.reason, given.closed_by, given.closed_at) == (
        "given",
        "Budget seen",
        bench["adviser"],
        NOW,
    )
    assert (written.verbs, written.told) == (
        ["confirmation_given"],
        {("confirmation_given", "lead"), ("confirmation_given", "member")},
    )


def test_refusing_needs_a_reason_and_tells_the_team(bench: Council) -> None:
    confirmation = asked(bench, answered(bench))
    with finds({"reason": "Say why you cannot confirm this, so that the team can put it right"}):
        refuse_confirmation(confirmation, reason=" ", actor=bench["adviser"], at=NOW)
    with watching(bench) as written:
        refuse_confirmation(confirmation, reason="No budget line", actor=bench["adviser"], at=NOW)
    assert (written.verbs, written.told) == (
        ["confirmation_refused"],
        {("confirmation_refused", "lead"), ("confirmation_refused", "member")},
    )


def test_after_a_refusal_the_answer_changes_before_anybody_is_asked_again(bench: Council) -> None:
    answer = answered(bench)
    refuse_confirmation(asked(bench, answer), reason="No budget line", actor=bench["adviser"], at=NOW)
    with refuses("Ruth Adeyemi did not confirm this answer. Change it before you ask again."):
        asked(bench, answer, "adviser2")
    save_answer(answer, AnswerInput("met", "Now with one."), actor=bench["lead"], at=NOW, seen_version=answer.version)
    assert asked(bench, answer, "adviser2").state == "asked"


def test_after_a_withdrawal_the_answer_changes_before_anybody_is_asked_again(bench: Council) -> None:
    answer = answered(bench)
    given = give_confirmation(asked(bench, answer), actor=bench["adviser"], at=NOW)
    withdraw_confirmation(given, reason="Wrong year", actor=bench["adviser"], at=NOW)
    with refuses("Ruth Adeyemi withdrew the confirmation of this answer. Change it before you ask again."):
        asked(bench, answer, "adviser2")
    with watching(bench) as written:
        save_answer(answer, AnswerInput("met", "Right year."), actor=bench["lead"], at=NOW, seen_version=answer.version)
    assert (written.verbs, written.told) == (["confirmation_lapsed", "answer_changed"], set())
    assert asked(bench, answer, "adviser2").state == "asked"


def test_an_adviser_no_longer_asked_cannot_answer(bench: Council) -> None:
    answer = answered(bench)
    first = asked(bench, answer)
    asked(bench, answer, "adviser2")
    with refuses("This confirmation is no longer open: a newer request took its place."):
        give_confirmation(first, actor=bench["adviser"], at=NOW)


@pytest.mark.parametrize(
    "row",
    [
        {"state": "superseded"},
        {"state": "superseded", "superseded_because": "bad weather"},
        {"state": "asked", "superseded_because": "new_request"},
        {"state": "withdrawn", "reason": ""},
    ],
)
def test_a_state_that_does_not_say_why_is_not_stored(row: dict[str, str], bench: Council) -> None:
    confirmation = asked(bench, answered(bench))
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.filter(pk=confirmation.pk).update(**row)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("adviser2", "Ruth Adeyemi was asked to confirm this."),
        ("lead", "Ruth Adeyemi was asked to confirm this."),
    ],
)
def test_only_the_adviser_asked_answers(who: str, reason: str, bench: Council) -> None:
    confirmation = asked(bench, answered(bench))
    with refuses(reason):
        give_confirmation(confirmation, actor=bench[who], at=NOW)


def test_an_adviser_who_became_an_author_no_longer_confirms(bench: Council) -> None:
    answer = answered(bench)
    answer.cycle.team.add(bench["adviser"])
    confirmation = asked(bench, answer)
    save_answer(answer, AnswerInput("met", "Mine."), actor=bench["adviser"], at=NOW, seen_version=answer.version)
    with refuses("This confirmation is no longer open: the answer has changed."):
        give_confirmation(confirmation, actor=bench["adviser"], at=NOW)
    with finds({"adviser": "Ruth Adeyemi wrote part of this answer, so somebody else must confirm it."}):
        asked(bench, answer)


def test_nothing_is_confirmed_before_it_is_answered(bench: Council) -> None:
    answer = row(bench.cycle(), 2)
    with refuses("Answer the question Met or Partly met before somebody confirms it."):
        asked(bench, answer)


def test_a_word_given_is_not_asked_for_again(bench: Council) -> None:
    answer = answered(bench)
    play.confirm(answer, at=NOW)
    with refuses("Ruth Adeyemi has confirmed this answer already."):
        asked(bench, answer, "adviser2")


def test_questions_of_the_lead_alone_need_nobody(bench: Council) -> None:
    answer = answered(bench, 1)
    with refuses("This question needs nobody else's confirmation."):
        asked(bench, answer)


def record(answer: Answer, evidence: Evidence, name: str = "Ann Webb", days: int = 0) -> Confirmation:
    """The lead records a word given so many days from today."""
    on = NOW.date() + timedelta(days=days)
    return record_outside_confirmation(answer, name=name, on=on, evidence=evidence, actor=answer.cycle.lead, at=NOW)


def letter(answer: Answer) -> Evidence:
    return play.add_evidence(answer.cycle, "Letter", at=NOW)


def test_the_word_of_somebody_outside_is_recorded_with_its_evidence(bench: Council) -> None:
    answer = answered(bench, 4)
    evidence = letter(answer)
    with watching(bench) as written:
        confirmation = record(answer, evidence)
    assert (confirmation.state, confirmation.by, confirmation.outside_on) == ("given", "Ann Webb", NOW.date())
    assert confirmation.outside_evidence == evidence
    assert (written.verbs, written.told) == (["outside_confirmation_recorded"], set())
    assert "Ann Webb" not in str(written.events[-1].facts)


def test_an_incomplete_word_from_outside_is_refused(bench: Council) -> None:
    answer = answered(bench, 4)
    evidence = letter(answer)
    elsewhere = play.add_evidence(bench.cycle(service_name="Libraries"), "Letter", at=NOW)
    with finds({"name": "Enter the name of the person who confirmed this"}):
        record(answer, evidence, name=" ")
    with finds({"on": "The day they confirmed it must be today or in the past"}):
        record(answer, evidence, days=1)
    with finds({"evidence": "Select evidence of this cycle"}):
        record(answer, elsewhere)


def test_advisers_are_asked_and_outsiders_recorded(bench: Council) -> None:
    answer = answered(bench, 2)
    evidence = letter(answer)
    with refuses("Finance confirms this in the program: ask an adviser."):
        record(answer, evidence)
    outside = play.answer(row(answer.cycle, 4), at=NOW)
    with refuses("The Provider does not sign in: record their word instead."):
        asked(bench, outside)


# What rests on a word


def sealed(council: Council) -> Submission:
    """A gate that waits for the head of service, with Legal's word on the optional answer still asked."""
    cycle = play.ready(council.cycle(MEDIUM, team=[council["member"]]), at=NOW)
    optional = row(cycle, 3)
    save_answer(optional, AnswerInput("met", "More."), actor=council["lead"], at=NOW, seen_version=optional.version)
    asked(council, row(cycle, 3), "adviser2")
    return play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)


def word_on(submission: Submission, number: int) -> Confirmation:
    return row(submission.cycle, number).confirmations.exclude(state="superseded").get()


def test_a_word_taken_back_voids_the_submission(bench: Council) -> None:
    submission = sealed(bench)
    confirmation = word_on(submission, 2)
    with finds({"reason": "Say why you withdraw your confirmation"}):
        withdraw_confirmation(confirmation, reason="", actor=bench["adviser"], at=NOW)
    with watching(bench) as written:
        withdraw_confirmation(confirmation, reason="Wrong year", actor=bench["adviser"], at=NOW)
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.state, fresh.closed_at) == ("voided", NOW)
    assert fresh.closed_because == "Ruth Adeyemi withdrew the confirmation of “Money AN”: Wrong year"
    assert Confirmation.objects.get(pk=confirmation.pk).state == "withdrawn"
    assert written.verbs == ["confirmation_withdrawn", "submission_voided"]
    assert written.told == {
        ("confirmation_withdrawn", "lead"),
        ("confirmation_withdrawn", "member"),
        ("submission_voided", "lead"),
        ("submission_voided", "member"),
        ("submission_voided", "head"),
    }


def test_a_word_refused_voids_the_submission(bench: Council) -> None:
    submission = sealed(bench)
    refuse_confirmation(word_on(submission, 3), reason="Unlawful", actor=bench["adviser2"], at=NOW)
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.state, fresh.closed_because) == ("voided", "Sam Whitby did not confirm “Ideas AN”: Unlawful")


def test_a_word_given_late_leaves_the_submission(bench: Council) -> None:
    submission = sealed(bench)
    give_confirmation(word_on(submission, 3), actor=bench["adviser2"], at=NOW)
    assert Submission.objects.get(pk=submission.pk).state == "pending"


def test_what_the_pack_does_not_hold_leaves_the_submission(bench: Council) -> None:
    """A question set aside by a change of tier before submission keeps its confirmation, outside of the pack."""
    cycle = play.ready(bench.cycle(MEDIUM), at=NOW)
    cycle = edit_cycle(
        cycle, {"whole_life_value": SMALL}, actor=bench["lead"], at=NOW, seen_version=cycle.details_version
    )
    submission = play.put(cycle, at=NOW)
    withdraw_confirmation(word_on(submission, 3), reason="Unsure", actor=bench["adviser"], at=NOW)
    assert Submission.objects.get(pk=submission.pk).state == "pending"


def test_questions_set_aside_are_not_confirmed(bench: Council) -> None:
    answer = play.answer(row(bench.cycle(MEDIUM), 3), at=NOW)
    confirmation = asked(bench, answer)
    edit_cycle(answer.cycle, {"whole_life_value": SMALL}, actor=bench["lead"], at=NOW, seen_version=0)
    with refuses("This question was set aside: it is not asked of the small tier."):
        give_confirmation(confirmation, actor=bench["adviser"], at=NOW)


def test_a_passed_gate_keeps_the_words_it_passed_on(bench: Council) -> None:
    submission = sealed(bench)
    play.sign(submission, at=NOW)
    with refuses("The gate has been passed on this confirmation, so it can no longer be withdrawn."):
        withdraw_confirmation(word_on(submission, 2), reason="Late", actor=bench["adviser"], at=NOW)
    with refuses("The Analyse gate has been passed, so its answers can no longer be changed."):
        give_confirmation(word_on(submission, 3), actor=bench["adviser2"], at=NOW)
