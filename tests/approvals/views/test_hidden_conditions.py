"""A condition of a restricted cycle blocks the open one after it, without a word to whoever may not see its cycle."""

from __future__ import annotations

import pytest
from django.urls import reverse

from approvals.models import Condition
from approvals.selectors.gate_facts import evaluate_gate
from approvals.services.submitting import NotReady, SubmissionInput, submit
from cycles.models import Cycle
from cycles.services.scheduling import recalculate_all_dates
from demo import play
from overview.presenters.my_work import my_work
from tests.council import NOW, Council
from tests.cycles.line import Line, close_secret, name_team, start_line
from tests.cycles.views.conftest import SignedIn

TODAY = NOW.date()
TEXT = "Quillfeather moves out"
SENTENCE = "A condition of a cycle that you may not see must be met first. Ask Priya Nair."


def owing(council: Council) -> Line:
    line = start_line(council)
    close_secret(council, line, TEXT)
    Condition.objects.create(  # a second one, so that counting them would show
        decision=Condition.objects.get().decision,
        cycle=line.secret,
        text=f"{TEXT} again",
        owner=council["member"],
        due=TODAY,
        verifier=council["head"],
        state_since=NOW,
    )
    return line


def test_whoever_may_not_see_it_is_told_that_there_is_one_and_whom_to_ask(bench: Council, as_: SignedIn) -> None:
    line = owing(bench)
    cycle = line.last
    other = bench["other"]
    gaps = [gap for gap in evaluate_gate(cycle, "analyse", TODAY, viewer=other).gaps if gap.kind == "condition"]
    assert [gap.sentence for gap in gaps] == [SENTENCE]
    unknown = [gap.sentence for gap in evaluate_gate(cycle, "analyse", TODAY).gaps if gap.kind == "condition"]
    assert unknown == [SENTENCE]
    seen = [gap.about for gap in evaluate_gate(cycle, "analyse", TODAY, viewer=bench["lead"]).gaps]
    assert {TEXT, f"{TEXT} again"} <= set(seen)

    pages = [
        cycle.get_absolute_url(),
        reverse("stage", args=[cycle.reference, "analyse"]),
        reverse("gate", args=[cycle.reference, "analyse"]),
        reverse("conditions", args=[cycle.reference]),
        "/my-work/?all",
    ]
    shown = {person: [as_(person).get(page).content.decode() for page in pages] for person in ("other", "lead")}
    for text in shown["other"]:
        assert "Quillfeather" not in text
        assert line.secret.reference not in text
    assert "Quillfeather" in "".join(shown["lead"])
    assert "Ask Priya Nair." in shown["other"][2]
    assert "Ask Priya Nair." in shown["other"][3]
    work = {name: my_work(bench[name], TODAY) for name in ("other", "lead")}
    counts = {
        name: next(row.gaps["condition"] for row in rows.cycles if row.cycle.pk == cycle.pk)
        for name, rows in work.items()
    }
    assert counts == {"other": 1, "lead": 2}


def test_it_blocks_the_gate_in_the_same_words(bench: Council) -> None:
    line = owing(bench)
    cycle = name_team(bench, play.ready(line.last, at=NOW), "other", ["member"])
    with pytest.raises(NotReady) as refused:
        submit(cycle, SubmissionInput(), actor=bench["other"], at=NOW)
    # the lead does not see the secret cycle either, so a manager is named
    sentence = "A condition of a cycle that you may not see must be met first. Ask Daniel Okafor."
    assert [gap.sentence for gap in refused.value.result.gaps] == [sentence]


def test_a_councillor_is_not_even_told_that_there_is_one(bench: Council, as_: SignedIn) -> None:
    line = owing(bench)
    for name in ("cycle", "conditions"):
        text = as_("councillor").get(reverse(name, args=[line.last.reference])).content.decode()
        assert "may not see" not in text
        assert "Quillfeather" not in text


def test_a_hidden_successor_is_named_to_nobody_outside(bench: Council, as_: SignedIn) -> None:
    line = start_line(bench)
    address = reverse("cycle-next", args=[line.first.reference])
    told = {name: as_(name).get(address).content.decode() for name in ("other", "lead")}
    assert line.secret.reference not in told["other"]
    assert "The next cycle has started already. Ask Priya Nair about it." in told["other"]
    assert f"The next cycle has started already: {line.secret.reference}." in told["lead"]


def test_dates_of_an_open_cycle_follow_nothing_of_a_restricted_one(bench: Council) -> None:
    line = start_line(bench)
    recalculate_all_dates(TODAY)  # as the sweep does within the minute
    assert not line.first.dates.filter(milestone="review_gate", applies=True).exists()
    assert Cycle.objects.get(pk=line.secret.pk).dates.filter(milestone="review_gate", applies=True).exists()
