"""Asking in one press: as an answer is saved, and everybody whom a stage needs; from one reply to the next."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Role
from checklists.models import Answer, Confirmation, ConfirmationState
from checklists.services.confirming import ask_confirmation, give_confirmation, refuse_confirmation
from cycles.models import Cycle
from notifications.models import Notification
from tests.checklists.views.asking import address, errors_of, fresh, met, row, sends, text_of, with_evidence
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written, watching
from tests.cycles.views.conftest import SignedIn

FINANCE, OPTIONAL = 2, 3


def page_of(cycle: Cycle) -> str:
    return reverse("ask-everybody", args=[cycle.reference, cycle.stage])


def ready(council: Council, cycle: Cycle | None = None) -> Answer:
    """An answer that Finance confirms, with its evidence."""
    answer = row(cycle or council.cycle(LARGE), FINANCE)
    with_evidence(council, answer)
    return answer


def only_one_adviser() -> None:
    Role.objects.filter(user__name="Sam Whitby", specialism__code="finance").delete()


def test_it_is_saved_and_the_adviser_asked_in_one_press(bench: Council, as_: SignedIn) -> None:
    only_one_adviser()
    answer = ready(bench)
    page = as_("lead").get(address(answer))
    assert "Save and ask Finance" in text_of(page)
    with watching(bench) as written:
        sent = sends(answer, "met", do="ask", adviser=bench["adviser"].pk)
        response = as_("lead").post(address(answer), sent, follow=True)
    assert "“Money AN” is saved, and Ruth Adeyemi is asked to confirm it." in text_of(response, "body")
    assert written.verbs == ["answered", "confirmation_asked"]
    assert written.told == {("confirmation_asked", "adviser")}
    asked = answer.confirmations.get()
    assert (asked.state, asked.asked_of, asked.answer_version) == ("asked", bench["adviser"], fresh(answer).version)


def test_after_asking_the_form_is_gone_and_the_page_says_who_was_asked(bench: Council, as_: SignedIn) -> None:
    answer = ready(bench)
    as_("lead").post(address(answer), sends(answer, "met", do="ask", adviser=bench["adviser"].pk))
    page = as_("lead").get(address(answer))
    aside = text_of(page, "aside")
    assert "Ruth Adeyemi, Finance, was asked by Priya Nair on 23 November 2026." in aside
    assert "Nudge Ruth Adeyemi" in aside
    assert "Ask somebody else" in aside
    assert "Who in Finance do you want to ask?" not in text_of(page)
    assert "Save and ask Ruth Adeyemi again" in text_of(page)


def test_whom_the_cycle_asked_last_is_offered(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    assert as_("lead").get(address(ready(bench, cycle))).context["form"]["adviser"].value() is None
    first = met(bench, row(cycle, FINANCE))
    refuse_confirmation(
        ask_confirmation(first, bench["adviser2"], actor=bench["lead"], at=NOW),
        reason="Old figures",
        actor=bench["adviser2"],
        at=NOW,
    )
    field = as_("lead").get(address(first)).context["form"]["adviser"]
    assert field.value() == bench["adviser2"].pk


def test_who_is_asked_must_be_chosen_where_there_are_several(bench: Council, as_: SignedIn) -> None:
    answer, client = ready(bench), as_("lead")
    with nothing_written():
        response = client.post(address(answer), sends(answer, "met", do="ask"))
    assert errors_of(response) == ["Select who you want to ask"]


def test_nothing_is_saved_where_nobody_can_be_asked(bench: Council, as_: SignedIn) -> None:
    answer, client = ready(bench), as_("lead")
    with nothing_written():
        response = client.post(
            address(answer), sends(answer, "not_met", do="ask", adviser=bench["adviser"].pk), follow=True
        )
    assert errors_of(response) == ["Select Met or Partly met to have it confirmed, or save without asking"]


def test_a_refused_answer_must_change_first_and_then_goes_out_again(bench: Council, as_: SignedIn) -> None:
    answer = met(bench, row(bench.cycle(LARGE), FINANCE))
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    refuse_confirmation(asked, reason="Old figures", actor=bench["adviser"], at=NOW)
    answer = fresh(answer)
    same = sends(answer, "met", answer.explanation, do="ask", adviser=bench["adviser"].pk)
    client = as_("lead")
    with nothing_written():
        response = client.post(address(answer), same)
    assert errors_of(response) == ["Ruth Adeyemi did not confirm this answer. Change it before you ask again."]
    as_("lead").post(address(answer), same | {"explanation": "With the new figures."})
    assert list(answer.confirmations.values_list("state", flat=True)) == ["asked", "superseded"]


def test_a_partly_met_answer_goes_by_the_missing_part_and_is_then_asked_about(bench: Council, as_: SignedIn) -> None:
    answer = ready(bench)
    client = as_("lead")
    response = client.post(address(answer), sends(answer, "partly_met", do="ask", adviser=bench["adviser"].pk))
    assert response["Location"] == f"{address(answer, 'question-more')}?then=ask&adviser={bench['adviser'].pk}"
    assert "Save and ask Finance" in text_of(client.get(response["Location"]))
    due = {"owner": bench["lead"].pk, "due_on": "", "due_day": "1", "due_month": "12", "due_year": "2026"}
    client.post(response["Location"], due | {"version": answer.version})
    assert (fresh(answer).state, answer.confirmations.get().asked_of) == ("partly_met", bench["adviser"])


def test_asking_the_same_adviser_twice_is_one_request(bench: Council) -> None:
    answer = met(bench, row(bench.cycle(LARGE), FINANCE))
    requests = {ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW).pk for _ in range(2)}
    assert len(requests) == 1
    assert Notification.objects.filter(kind="confirmation_asked", skipped="", read_at__isnull=True).count() == 1


def two_to_ask(council: Council) -> tuple[Answer, Answer]:
    """Of Plan and of Analyse, both for Finance; the cycle is in Analyse."""
    cycle = council.cycle(LARGE)
    return met(council, row(cycle, FINANCE)), met(council, row(cycle, FINANCE, "plan"))


def test_several_requests_of_one_cycle_are_one_message_and_one_row(bench: Council, as_: SignedIn) -> None:
    for answer in two_to_ask(bench):
        ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    waiting = Notification.objects.filter(person=bench["adviser"], email__isnull=True, skipped="")
    assert [row.kind for row in waiting] == ["confirmations_asked"]
    assert waiting.get().subject.startswith("Please confirm 2 answers of Street cleansing, the first by")
    shown = text_of(as_("adviser").get(reverse("my-work")))
    assert "Confirm 2 answers" in shown
    assert "“Money AN” and “Money PL”. Asked by Priya Nair, first on 23 November 2026" in shown
    assert "Confirm: Money" not in shown


def test_each_reply_leads_to_the_next_and_the_last_says_so(bench: Council, as_: SignedIn) -> None:
    first, second = (
        ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW) for answer in two_to_ask(bench)
    )
    answer = first.answer
    for confirmation, then in ((first, "Next: Money PL"), (second, "Nothing else waits for you to confirm it.")):
        answer = Answer.objects.select_related("cycle").get(pk=confirmation.answer_id)
        sent = {"action": "give", "confirmation": confirmation.pk, "note": ""}
        response = as_("adviser").post(address(answer, "question-confirmation"), sent, follow=True)
        assert then in text_of(response)
    assert "Nothing else waits" not in text_of(as_("lead").get(address(answer)))


def test_everybody_a_stage_needs_is_asked_after_a_look(bench: Council, as_: SignedIn) -> None:
    only_one_adviser()
    cycle = bench.cycle(LARGE)
    answer = met(bench, row(cycle, FINANCE))
    assert "Ask everybody who is needed to confirm 1 answer." in text_of(
        as_("lead").get(reverse("stage", args=[cycle.reference, "analyse"])), "aside"
    )
    page = as_("lead").get(page_of(cycle))
    assert "Finance: Ruth Adeyemi Money AN" in text_of(page)
    with watching(bench) as written:
        sent = {"seen": page.context["form"]["seen"].value(), f"adviser_{answer.pk}": bench["adviser"].pk}
        response = as_("lead").post(page_of(cycle), sent, follow=True)
    assert "Asked Ruth Adeyemi to confirm 1 answer." in text_of(response, "body")
    assert (written.verbs, written.told) == (["confirmation_asked"], {("confirmation_asked", "adviser")})
    assert "No answer waits for you to ask somebody now." in text_of(as_("lead").get(page_of(cycle)))


def test_one_of_several_must_be_chosen_for_each_role(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    met(bench, row(cycle, FINANCE))
    seen = as_("lead").get(page_of(cycle)).context["form"]["seen"].value()
    for chosen in ("", "0", "x", str(bench["other"].pk)):
        with nothing_written():
            response = as_("lead").post(page_of(cycle), {"seen": seen, f"adviser_{seen.split('.')[0]}": chosen})
        assert errors_of(response) == ["Select who you want to ask in Finance"]


def test_nobody_is_asked_about_an_answer_that_changed_after_the_look(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    answer = met(bench, row(cycle, FINANCE))
    sent = {
        "seen": as_("lead").get(page_of(cycle)).context["form"]["seen"].value(),
        f"adviser_{answer.pk}": bench["adviser"].pk,
    }
    with_evidence(bench, answer, "Ledger")
    with nothing_written():
        response = as_("lead").post(page_of(cycle), sent)
    assert response.status_code == 409
    assert errors_of(response) == ["The answers changed after you opened the page. Check again who is asked what"]
    assert not Confirmation.objects.filter(state=ConfirmationState.ASKED).exists()


def test_only_the_team_asks(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(LARGE)
    assert as_("other").get(page_of(cycle)).status_code == 403
    assert as_("adviser").post(page_of(cycle), {"seen": ""}).status_code == 403


def test_the_next_question_is_the_next_that_blocks(bench: Council, as_: SignedIn) -> None:
    """The optional third is passed over, what waits for an adviser too; the last says that nothing else waits."""
    cycle = bench.cycle(LARGE)
    met(bench, row(cycle, 4))
    money = met(bench, row(cycle, FINANCE))
    given = ask_confirmation(money, bench["adviser"], actor=bench["lead"], at=NOW)
    give_confirmation(given, actor=bench["adviser"], at=NOW)
    page = text_of(as_("lead").get(address(row(cycle, 1))))
    assert "The next question that waits for you and your team is" in page
    assert "Optional" not in page.split("waits for you and your team is")[1][:40]
