"""Whoever waits for somebody asks them to get on with it, once in three working days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused
from checklists.models import Answer, Confirmation
from checklists.services.confirming import ask_confirmation, give_confirmation
from cycles.models import Cycle
from demo import play
from notifications.kinds import skip_reason
from notifications.models import Notification
from reminders.pending_actions import nudges, submitted_action
from reminders.services.nudging import nudge
from tests.checklists.views.asking import row, text_of, with_evidence
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn

pytestmark = pytest.mark.usefixtures("today")

MONDAY, THURSDAY = NOW, NOW + timedelta(days=3)


def asked(bench: Council) -> Confirmation:
    """Legal, here the adviser Ruth Adeyemi, is asked to confirm an answer."""
    answer = play.answer(row(bench.cycle(LARGE), 3), at=NOW)
    with_evidence(bench, answer)
    fresh = Answer.objects.get(pk=answer.pk)
    ask_confirmation(fresh, bench["adviser"], actor=bench["lead"], at=NOW - timedelta(days=7))
    return Confirmation.objects.get(answer=answer, state="asked")


def about(confirmation: Confirmation) -> str:
    return f"confirmation-{confirmation.pk}"


def press(client: object, cycle: Cycle, what: str, back: str = "my-work") -> str:
    data = {"about": what, "back": back}
    return text_of(client.post(reverse("nudge", args=[cycle.reference]), data, follow=True))  # type: ignore[attr-defined]


def nudged() -> list[tuple[str, str]]:
    return [
        (notification.person.name, notification.subject) for notification in Notification.objects.filter(kind="nudge")
    ]


def test_the_holder_is_asked_and_the_page_says_so(bench: Council, as_: SignedIn) -> None:
    word = asked(bench)
    said = press(as_("lead"), word.answer.cycle, about(word))
    title = word.answer.question.title
    assert nudged() == [
        ("Ruth Adeyemi", f"Priya Nair asks you to look at “{title}”, due on 23 November 2026: Street cleansing")
    ]
    assert f"Ruth Adeyemi is asked to look at “{title}”." in said
    assert "Nudged 23 November" in said
    assert ">Nudge<" not in said


def test_once_in_three_working_days_whoever_presses(bench: Council, as_: SignedIn) -> None:
    word = asked(bench)
    cycle = word.answer.cycle
    nudge(cycle, about(word), actor=bench["lead"], at=MONDAY)
    sentence = "Ruth Adeyemi was nudged on 23 November 2026. You can nudge again on 26 November 2026."
    assert sentence in press(as_("head"), cycle, about(word), back="cycle")
    with pytest.raises(Refused, match="You can nudge again on 26 November 2026"):
        nudge(cycle, about(word), actor=bench["head"], at=THURSDAY - timedelta(days=1))
    nudge(cycle, about(word), actor=bench["head"], at=THURSDAY)
    assert len(nudged()) == 2


def test_a_nudge_is_found_by_the_row_that_it_is_about(bench: Council) -> None:
    word = asked(bench)
    nudge(word.answer.cycle, about(word), actor=bench["lead"], at=MONDAY)
    Notification.objects.filter(kind="nudge").update(occasion="any key")
    notification = Notification.objects.get(kind="nudge")
    assert (notification.subject_type, notification.subject_id) == ("confirmation", word.pk)
    assert notification.cycle_id == word.answer.cycle_id
    assert nudges([bench["adviser"].pk], MONDAY.date()) == {(bench["adviser"].pk, about(word)): MONDAY.date()}


@pytest.mark.parametrize("at", [MONDAY, THURSDAY])
def test_the_button_comes_back_after_three_working_days(bench: Council, as_: SignedIn, at: datetime) -> None:
    word = asked(bench)
    nudge(word.answer.cycle, about(word), actor=bench["lead"], at=MONDAY)
    with time_machine.travel(at, tick=False):
        page = as_("lead").get(reverse("my-work")).content.decode()
    assert ("Nudged 23 November" in page) == (at == MONDAY)
    assert (f'value="{about(word)}"' in page) == (at == THURSDAY)


def test_what_nobody_holds_any_more_is_said(bench: Council, as_: SignedIn) -> None:
    word = asked(bench)
    cycle = word.answer.cycle
    nudge(cycle, about(word), actor=bench["lead"], at=NOW)
    give_confirmation(word, actor=bench["adviser"], at=NOW, note="")
    said = press(as_("lead"), cycle, about(word))
    assert "Nobody has to do anything about this any more." in said
    assert [skip_reason(notification) for notification in Notification.objects.filter(kind="nudge")] == ["Over by now"]


@pytest.mark.parametrize("what", ["", "step", "step-x", "step-9999999999999999999", "cycle-1", "condition-0"])
def test_a_made_up_thing_is_no_fault(bench: Council, as_: SignedIn, what: str) -> None:
    cycle, lead = bench.cycle(), as_("lead")
    assert submitted_action(cycle, what, NOW.date()) is None
    assert "Nobody has to do anything about this any more." in press(lead, cycle, what)
    with nothing_written():
        lead.post(reverse("nudge", args=[cycle.reference]), {"about": what})


def test_a_gate_is_nudged_at_its_expected_decider(bench: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(bench.cycle(), at=NOW), at=NOW)
    thing = submitted_action(submission.cycle, f"step-{submission.steps.get().pk}", NOW.date())
    assert thing is not None
    page = as_("lead").get(submission.cycle.get_absolute_url()).content.decode()
    assert f'value="{thing.about}"' in page
    press(as_("lead"), submission.cycle, thing.about, back="")
    assert nudged() == [
        (thing.holder.name, "Priya Nair asks you to look at “Analyse gate”, due on 26 November 2026: Street cleansing"),
    ]
    assert "Nudged 23 November" in text_of(as_("lead").get(submission.cycle.get_absolute_url()))


def test_nobody_nudges_themselves_and_only_who_runs_the_cycle_nudges(bench: Council, as_: SignedIn) -> None:
    word = asked(bench)
    with pytest.raises(Refused, match="This waits for you"):
        nudge(word.answer.cycle, about(word), actor=bench["adviser"], at=NOW)
    assert as_("other").post(reverse("nudge", args=[word.answer.cycle.reference])).status_code == 403
    assert nudged() == []
