"""Two people change one answer: the second sees both texts, loses none, and chooses how to go on."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from checklists.models import Answer
from checklists.services.answering import AnswerInput, save_answer, save_draft
from tests.checklists.views.asking import Page, address, fresh, row, sends, text_of, with_evidence
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

MINE = "The survey waits for the board, which meets on Friday."
THEIRS = "The survey waits for the panel, which meets on Monday."


def answered_by_both(bench: Council) -> Answer:
    """An answer that Leanne Cooper has saved after Priya Nair opened its page; as Priya saw it."""
    answer = row(bench.cycle(team=[bench["member"]]))
    save_answer(answer, AnswerInput("not_met", THEIRS), actor=bench["member"], at=NOW, seen_version=0)
    return answer


def sent_again(response: Page, button: str) -> dict[str, Any]:
    """What the form of one button of the page sends."""
    page = response.content.decode()
    form = next(form for form in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL) if button in form)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    pressed = re.findall(r'<button[^>]*name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in [*hidden, *pressed] if name != "csrfmiddlewaretoken"}


def test_the_second_sees_both_texts_and_nothing_is_written(bench: Council, as_: SignedIn) -> None:
    answer, client = answered_by_both(bench), as_("lead")
    with nothing_written():
        response = client.post(address(answer), sends(answer, "not_met", MINE))
    assert response.status_code == 409
    said = text_of(response)
    assert "Leanne Cooper changed this answer on 23 November 2026 at 9:00am while you were editing" in said
    assert "The survey waits for the [only here: panel, ] which meets on [only here: Monday. ]" in said
    assert "The survey waits for the [only here: board, ] which meets on [only here: Friday. ]" in said
    assert "<title>Error: " in response.content.decode()


def test_keep_mine_saves_mine_over_theirs(bench: Council, as_: SignedIn) -> None:
    answer, client = answered_by_both(bench), as_("lead")
    response = client.post(address(answer), sends(answer, "not_met", MINE))
    followed = client.post(address(answer), sent_again(response, "Keep mine"))
    assert followed["Location"] == address(row(answer.cycle, 2))
    assert (fresh(answer).explanation, fresh(answer).answered_by) == (MINE, bench["lead"])


def test_use_theirs_drops_mine(bench: Council, as_: SignedIn) -> None:
    answer, client = answered_by_both(bench), as_("lead")
    save_draft(answer, state="not_met", explanation=MINE, version=0, actor=bench["lead"], at=NOW)
    response = client.post(address(answer), sends(answer, "not_met", MINE))
    page = text_of(client.post(address(answer), sent_again(response, "Use theirs"), follow=True))
    assert THEIRS in page
    assert "This is your draft" not in page
    assert fresh(answer).explanation == THEIRS


def test_edit_together_puts_both_in_one_box(bench: Council, as_: SignedIn) -> None:
    answer, client = answered_by_both(bench), as_("lead")
    response = client.post(address(answer), sends(answer, "not_met", MINE))
    page = client.post(address(answer), sent_again(response, "Edit together"), follow=True).content.decode()
    assert f"{THEIRS}\n\n{MINE}</textarea>" in page
    assert fresh(answer).explanation == THEIRS
    saved = client.post(address(answer), sends(fresh(answer), "not_met", "Both of it"))
    assert saved.status_code == 302
    assert fresh(answer).explanation == "Both of it"


def test_two_longest_texts_fit_in_the_one_box(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle(team=[bench["member"]])), as_("lead")
    save_answer(answer, AnswerInput("not_met", "t" * 4000), actor=bench["member"], at=NOW, seen_version=0)
    response = client.post(address(answer), sends(answer, "not_met", "m" * 4000))
    page = client.post(address(answer), sent_again(response, "Edit together"), follow=True).content.decode()
    assert "t" * 4000 + "\n\n" + "m" * 4000 in page


def test_a_third_change_meanwhile_is_noticed_too(bench: Council, as_: SignedIn) -> None:
    answer, client = answered_by_both(bench), as_("lead")
    response = client.post(address(answer), sends(answer, "not_met", MINE))
    save_answer(answer, AnswerInput("not_met", "A third text"), actor=bench["member"], at=NOW, seen_version=1)
    again = client.post(address(answer), sent_again(response, "Keep mine"))
    assert again.status_code == 409
    assert fresh(answer).explanation == "A third text"


def test_the_follow_up_page_notices_and_keeps_what_was_chosen(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle(team=[bench["member"]])), as_("lead")
    url = client.post(address(answer), sends(answer, "not_applicable", ""))["Location"]
    save_answer(answer, AnswerInput("not_met", THEIRS), actor=bench["member"], at=NOW, seen_version=0)
    with nothing_written():
        response = client.post(url, {"because": "Nobody lives there.", "version": 0})
    assert response.status_code == 409
    assert "Nobody lives there." in text_of(response)
    assert client.post(url, sent_again(response, "Keep mine")).status_code == 302
    assert (fresh(answer).state, fresh(answer).not_applicable_because) == ("not_applicable", "Nobody lives there.")


def test_a_draft_that_is_older_than_the_answer_says_so(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle(team=[bench["member"]]))
    save_draft(answer, state="not_met", explanation=MINE, version=0, actor=bench["lead"], at=NOW)
    save_answer(answer, AnswerInput("not_met", THEIRS), actor=bench["member"], at=NOW, seen_version=0)
    page = as_("lead").get(address(answer))
    assert "Leanne Cooper changed the answer on 23 November 2026 at 9:00am, after you began." in text_of(page)
    assert 'name="version" value="0"' in page.content.decode()


def test_evidence_of_somebody_else_is_told_as_what_changed(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle(team=[bench["member"]]))
    seen = row(answer.cycle)
    with_evidence(bench, answer, "Survey of carers", by="member")
    response = as_("lead").post(address(seen), sends(seen, "not_met", MINE))
    assert response.status_code == 409
    assert "Added evidence: Survey of carers, Leanne Cooper" in text_of(response)


def test_two_windows_of_one_person_are_told_apart(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    client.post(address(answer), sends(answer, "not_met", "From the first window"))
    response = client.post(address(answer), sends(answer, "not_met", "From the second"))
    assert response.status_code == 409
    assert "You changed this answer in another window" in text_of(response)


def test_hostile_words_stay_words_on_the_page_of_both(bench: Council, as_: SignedIn) -> None:
    answer = answered_by_both(bench)
    more = {"<script>": "<script>alert(1)</script>", "do": '"><script>'}
    page = as_("lead").post(address(answer), sends(answer, "not_met", "<script>alert(1)</script>") | more)
    assert page.status_code == 409
    assert "<script>alert" not in page.content.decode()
    assert '"><script>' not in page.content.decode()


def test_two_questions_of_a_cycle_are_answered_side_by_side(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    first, second = row(cycle, 1), row(cycle, 2)
    assert as_("lead").post(address(first), sends(first, "not_met", MINE)).status_code == 302
    assert as_("member").post(address(second), sends(second, "not_met", THEIRS)).status_code == 302
    assert (fresh(first).explanation, fresh(second).explanation) == (MINE, THEIRS)
