"""What the demo council writes: words for each question, those of their own where a gate waits; one cycle is weak."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from django.db.models import F
from django.utils import timezone

from approvals.models import Submission
from checklists.models import Answer, AnswerState, Confirmation, Evidence
from demo.answers import texts
from demo.dates import list_days
from demo.history import life
from demo.management.commands.demo import SCRIPT
from demo.people import populate
from principles.models import Question
from tests.council import EDITION, NOW

GATES_THAT_WAIT = {"waiting", "resubmitted", "second_signature", "returned"}
# The one that keeps weak answers, as services.yaml says.
WEAK = {
    "Independent living equipment": [
        ("same_words", ["PL-JSNA-1", "PL-S17-1"]),
        ("bare_host", ["PL-PSED-1"]),
        ("silent_confirmation", ["PL-VALUE-1"]),
    ]
}


def test_every_question_has_words_a_document_and_a_note_where_an_adviser_confirms_it() -> None:
    checklist = yaml.safe_load((EDITION / "checklist.yaml").read_text(encoding="utf-8"))["questions"]
    written, outside = texts()["questions"], {"commissioner", "executive_councillor", "partner", "provider"}
    assert list(written) == [question["code"] for question in checklist]
    assert {code for code, words in written.items() if "note" in words} == {
        question["code"] for question in checklist if question["confirmer"] not in outside
    }
    assert {words["document"] for words in written.values()} == set(texts()["documents"])
    assert max(Counter((code[:2], words["document"]) for code, words in written.items()).values()) <= 5


@pytest.mark.django_db
def test_gates_that_wait_hold_words_of_their_own_and_one_alone_is_weak() -> None:
    today, people = timezone.localdate(NOW), populate()
    list_days(people["admin"], NOW, today)
    script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    waiting = {entry["service"] for entry in script if entry.get("now", {}).get("like") in GATES_THAT_WAIT}
    for entry in script:
        if entry["service"] in waiting:
            for _ in life(entry, people, today):
                pass

    shown = set()
    for submission in Submission.objects.select_related("cycle__service"):
        name = submission.cycle.service.name
        if submission.state in ("pending", "returned"):
            shown.add(name)
            own = {code for key, gate in texts()["gates"].items() if key.startswith(name) for code in gate}
            assert {row["code"] for row in submission.pack["answers"] if row["state"] == "met"} <= own, name
        weak = [(row["kind"], row["answers"]) for row in submission.pack.get("weaknesses", ())]
        assert weak == (WEAK.get(name, []) if submission.stage == "plan" else []), submission
    assert shown == waiting

    says = Counter(Answer.objects.exclude(state=AnswerState.UNANSWERED).values_list("explanation", flat=True))
    assert says.most_common(1)[0][1] == 1, says.most_common(3)
    hard_stops = Question.objects.filter(mandatory=True, conditional_pass=False)
    silent = Confirmation.objects.filter(state="given", asked_of__isnull=False, reason="")
    silent = silent.filter(answer__question__in=hard_stops)
    assert [row.answer.question.code for row in silent] == ["PL-VALUE-1"]
    assert not Evidence.objects.filter(dated__lt=F("cycle__started_at__date")).exists()
