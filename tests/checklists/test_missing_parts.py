"""The owner of a missing part says that it is done, on the team or not, and the team answers again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.refusals import Stale
from checklists.met import answer_gap
from checklists.models import Answer, Evidence
from checklists.policies.answering import may_confirm
from checklists.selectors.answers import answer_facts, live_answers, missing_parts
from checklists.services.answering import AnswerInput, attach_evidence, save_answer, save_draft
from checklists.services.confirming import ask_confirmation, give_confirmation
from checklists.services.evidencing import Description
from checklists.services.missing_parts import Paper, complete_missing_part
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from tests.checklists.test_answering import DUE, MET, row, say
from tests.checklists.views.evidencing import TEXT, kept_files
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import finds, refuses, watching
from tests.cycles.views.conftest import own_folder
from tests.uploads.hostile_contents import macro_word

__all__ = ["own_folder"]

LATER = NOW + timedelta(hours=3)
SAID = Description("Annex", NOW.date(), date(2028, 11, 23))
PAPER = Paper(SAID)


def with_part(council: Council, cycle: Cycle, number: int = 1, owner: str = "other") -> Answer:
    said = AnswerInput("partly_met", "Half of it.", owner=council[owner], due=DUE)
    return say(council, row(cycle, number), said)


def complete(council: Council, answer: Answer, by: str = "other", paper: Paper | None = None) -> Answer:
    note = " It is in the annex. "
    return complete_missing_part(
        answer, note=note, paper=paper, actor=council[by], at=LATER, seen_version=answer.version
    )


def test_somebody_outside_the_team_says_that_it_is_done(bench: Council) -> None:
    answer = with_part(bench, bench.cycle(team=[bench["member"]]))
    draft: dict[str, Any] = {"state": "met", "explanation": "All of it", "version": answer.version}
    kept = save_draft(answer, **draft, actor=bench["member"], at=NOW)
    assert missing_parts().get() == answer
    with watching(bench) as written:
        done = complete(bench, answer)
    assert (done.state, done.missing_owner, done.missing_done_at) == ("partly_met", bench["other"], LATER)
    assert done.missing_note == "It is in the annex."
    assert not missing_parts().exists()
    assert written.verbs == ["missing_part_done"]
    assert written.events[0].facts["reason"] == "It is in the annex."
    assert written.told == {("missing_part_done", "lead"), ("missing_part_done", "member")}
    # the answer is as it was: no author, no new text, and who is writing goes on
    assert (done.version, done.revisions.count(), done.answered_by) == (2, 1, bench["lead"])
    assert kept is not None
    kept.refresh_from_db()
    assert kept.version == 2


def test_the_note_leaves_a_confirmation_as_it_is_and_its_writer_free(bench: Council) -> None:
    answer = with_part(bench, bench.cycle(), 2, owner="adviser2")
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    done = complete(bench, answer, by="adviser2")
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert may_confirm(bench["adviser2"], done)


def test_a_paper_is_evidence_and_makes_its_owner_an_author(bench: Council) -> None:
    """As with everybody who adds evidence: a confirmation no longer counts, and the author may not confirm."""
    answer = with_part(bench, bench.cycle(), 2, owner="adviser2")
    asked = ask_confirmation(answer, bench["adviser"], actor=bench["lead"], at=NOW)
    give_confirmation(asked, actor=bench["adviser"], at=NOW)
    with watching(bench) as written:
        done = complete(bench, answer, by="adviser2", paper=replace(PAPER, file=BytesIO(TEXT), file_name="Annex.txt"))
    asked.refresh_from_db()
    assert written.verbs == ["evidence_added", "confirmation_lapsed", "evidence_attached", "missing_part_done"]
    assert asked.state == "superseded"
    paper = done.evidence.get()
    assert (paper.title, paper.added_by, paper.file_name) == ("Annex", bench["adviser2"], "Annex.txt")
    assert [path.read_bytes() for path in kept_files()] == [TEXT]
    assert done.revisions.first().author == bench["adviser2"]  # type: ignore[union-attr]
    assert not may_confirm(bench["adviser2"], done)


def test_a_link_will_do_too(bench: Council) -> None:
    done = complete(bench, with_part(bench, bench.cycle()), paper=replace(PAPER, url="https://example.org/annex"))
    assert [(item.kind, item.url) for item in done.evidence.all()] == [("link", "https://example.org/annex")]


def test_a_paper_that_is_refused_leaves_nothing_behind(bench: Council) -> None:
    answer = with_part(bench, bench.cycle())
    bad = replace(PAPER, file=BytesIO(macro_word()), file_name="Annex.docm")
    with pytest.raises(ValidationError, match="file"):
        complete(bench, answer, paper=bad)
    with finds({"good_until": "Good until must be the same as or after the date of the evidence"}):
        complete(bench, answer, paper=Paper(replace(SAID, good_until=date(2020, 1, 1)), url="https://example.org"))
    with refuses("Tom Baines completes the missing part of this answer."):
        complete(bench, answer, by="member", paper=replace(PAPER, file=BytesIO(TEXT), file_name="Annex.txt"))
    assert not kept_files()
    assert not Evidence.objects.exists()
    answer.refresh_from_db()
    assert answer.missing_done_at is None


def test_only_while_it_is_missing_and_theirs(bench: Council) -> None:
    cycle = bench.cycle()
    answer = with_part(bench, cycle)
    with finds({"note": "Say what was done and where it can be seen"}):
        complete_missing_part(answer, note=" ", actor=bench["other"], at=LATER, seen_version=1)
    with refuses("This was changed while you were working on it", Stale):
        complete_missing_part(answer, note="Done", actor=bench["other"], at=LATER, seen_version=0)
    done = complete(bench, answer)
    with refuses("You have said that this is done. Priya Nair, the lead commissioner, looks at it next."):
        complete(bench, done)
    met = attach_and_meet(bench, done)
    with refuses("No part of this answer is missing."):
        complete(bench, met)


def attach_and_meet(council: Council, answer: Answer) -> Answer:
    evidence = play.add_evidence(answer.cycle, "Survey", at=NOW)
    answer = attach_evidence(answer, evidence, actor=council["lead"], at=NOW)
    return say(council, answer, MET)


def test_not_while_the_gate_waits_nor_for_who_may_not_see_the_cycle(bench: Council) -> None:
    cycle = bench.cycle()
    answer = with_part(bench, cycle)
    restrict(cycle, restricted=True, reason="Staff", actor=bench["lead"], at=NOW)
    with refuses("There is no such cycle."):
        complete(bench, answer)
    restrict(cycle, restricted=False, reason="Over", actor=bench["lead"], at=NOW)
    sealed = play.ready(Cycle.objects.get(pk=cycle.pk), at=NOW)
    part = with_part(bench, sealed)
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    with pytest.raises(Exception, match="is waiting for a decision"):
        complete(bench, part)


def test_the_mark_goes_when_the_team_answers_again_even_in_the_same_words(bench: Council) -> None:
    done = complete(bench, with_part(bench, bench.cycle()))
    same = AnswerInput("partly_met", "Half of it.", owner=bench["other"], due=DUE)
    again = save_answer(done, same, actor=bench["lead"], at=LATER, seen_version=done.version)
    assert (again.missing_done_at, again.missing_note) == (None, "")
    assert missing_parts().get() == again
    complete(bench, again)
    with refuses("This was changed while you were working on it", Stale):  # a page from before it was done
        save_answer(again, same, actor=bench["lead"], at=LATER, seen_version=again.version)


def test_the_gate_then_waits_for_the_lead(bench: Council) -> None:
    cycle = bench.cycle(LARGE)
    complete(bench, with_part(bench, cycle, 2))
    [answer] = [answer for answer in live_answers(cycle, "analyse") if answer.question.code == "AN-RES-2"]
    gap = answer_gap(answer_facts(answer, cycle), "Priya Nair")
    assert gap is not None
    assert (gap.holder, gap.due) == ("Priya Nair", None)
    assert gap.sentence.endswith(
        "is partly met and cannot pass with a condition: Tom Baines says that the missing part is done,"
        " waiting for Priya Nair to answer it again, since 23 November 2026."
    )


def test_the_database_asks_for_the_note(bench: Council) -> None:
    answer = with_part(bench, bench.cycle())
    for values in ({"missing_done_at": NOW}, {"missing_note": "Done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(**values)
