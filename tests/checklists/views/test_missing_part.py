"""What the owner of a missing part sees and sends, and what the team then reads."""

from __future__ import annotations

from checklists.models import Answer, Evidence
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle
from tests.checklists.views.asking import address, errors_of, fresh, row, sends, text_of
from tests.checklists.views.evidencing import described, upload
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

PAGE = "question-missing-part"


def part(council: Council, cycle: Cycle, owner: str = "other") -> Answer:
    answer = row(cycle)
    said = AnswerInput("partly_met", "Half of it.", owner=council[owner], due=NOW.date())
    return save_answer(answer, said, actor=council["lead"], at=NOW, seen_version=answer.version)


def test_the_owner_is_led_to_a_form_and_the_team_reads_what_was_done(bench: Council, as_: SignedIn) -> None:
    answer, client = part(bench, bench.cycle()), as_("other")
    question = text_of(client.get(address(answer)))
    assert "The missing part of this answer is yours." in question
    assert "You can read this answer but not change it." not in question
    said = {"note": "It is in the annex.", "version": answer.version}
    response = client.post(address(answer, PAGE), said, follow=True)
    assert "You have said that this is done. Priya Nair looks at it next." in text_of(response)
    assert "The missing part of this answer is yours." not in text_of(response)
    team = text_of(as_("lead").get(address(answer)))
    assert "Tom Baines says that the missing part is done" in team
    assert "Look at it and change your answer. It is in the annex." in team
    assert "will complete the missing part" not in team
    assert "Look at it and change your answer." not in text_of(as_("head").get(address(answer)))
    history = text_of(client.get(f"/cycles/{answer.cycle.reference}/history/"))
    assert "Says that the missing part of “" in history


def test_a_paper_is_added_with_it(bench: Council, as_: SignedIn) -> None:
    answer, client = part(bench, bench.cycle()), as_("other")
    said = described(file=upload()) | {"note": "See the report.", "version": answer.version}
    client.post(address(answer, PAGE), said)
    assert fresh(answer).evidence.get() == Evidence.objects.get(title="Consultation report")


def test_a_paper_needs_its_title_and_date_and_nothing_else_does(bench: Council, as_: SignedIn) -> None:
    answer, client = part(bench, bench.cycle()), as_("other")
    said = {"link": "example.org/annex", "version": answer.version, "good_for": "2"}
    with nothing_written():
        response = client.post(address(answer, PAGE), said)
    assert errors_of(response) == [
        "Say what was done and where it can be seen",
        "Enter a title for the evidence",
        "Enter the date of the evidence",
    ]


def test_an_answer_that_changed_meanwhile_keeps_what_was_typed(bench: Council, as_: SignedIn) -> None:
    answer, client = part(bench, bench.cycle()), as_("other")
    data = AnswerInput("partly_met", "Two thirds.", owner=bench["other"], due=NOW.date())
    save_answer(answer, data, actor=bench["lead"], at=NOW, seen_version=answer.version)
    said = {"note": "It is in the annex.", "version": answer.version}
    response = client.post(address(answer, PAGE), said)
    assert response.status_code == 409
    assert errors_of(response) == [
        "This answer changed after you opened the page. Read it as it is now before you go on."
    ]
    page = response.content.decode()
    assert "It is in the annex." in page
    assert f'name="version" value="{answer.version + 1}"' in page


def test_nobody_else_has_the_form(bench: Council, as_: SignedIn) -> None:
    answer = part(bench, bench.cycle())
    for name in ("member", "head", "adviser", "lead"):
        client = as_(name)
        assert "The missing part of this answer is yours." not in text_of(client.get(address(answer)))
        with nothing_written():
            assert client.post(address(answer, PAGE), {"note": "Done", "version": 1}).status_code == 403


def test_who_was_writing_sees_what_became_of_the_part(bench: Council, as_: SignedIn) -> None:
    answer = part(bench, bench.cycle())
    as_("other").post(address(answer, PAGE), {"note": "It is in the annex.", "version": answer.version})
    response = as_("lead").post(address(answer), sends(answer, "not_met"))
    assert response.status_code == 409
    assert "The missing part of this answer changed while you were editing" in text_of(response)
    assert "Tom Baines says that the missing part is done: It is in the annex." in text_of(response)
