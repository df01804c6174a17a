"""What becomes of the work of somebody who leaves: who is told at once, and who is reminded from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Role, User
from accounts.services.people import activate, deactivate
from accounts.services.roles import revoke_role
from approvals.models import Condition
from approvals.services.conditions import claim
from checklists.models import Confirmation
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.kinds import skip_reason
from notifications.models import Notification
from notifications.services.sweeping import sweep
from reminders.due import due_conditions, due_questions, unanswered_confirmations
from tests.council import LARGE, NOW, Council
from tests.overview.scenes import with_condition
from tests.overview.test_holdings import DUE, asked_of, loaded
from ui.wording import counted

KINDS = ("leaver_work", "leaver_work_unclaimed", "gate_waiting", "requests_need_adviser")


def leaves(council: Council, name: str) -> None:
    deactivate(council[name], actor=council["admin"], at=NOW)


def told(council: Council, *kinds: str) -> set[tuple[str, str]]:
    """(short name, words) of these kinds."""
    names = {user.pk: name for name, user in council.people.items()}
    rows = Notification.objects.filter(kind__in=kinds or KINDS)
    return {(names[row.person_id], row.subject) for row in rows}


def test_the_lead_is_told_in_one_message_what_a_leaver_held(council: Council) -> None:
    cycle = loaded(council)
    asked_of(council, cycle, "adviser2")
    leaves(council, "adviser2")
    words = "Sam Whitby has left. Please see that somebody takes what they held in Street cleansing (C-0001)"
    assert told(council) == {
        (
            "lead",
            f"{words}: a place on the team, the contract, 1 missing part and 2 confirmations",
        )
    }
    row = Notification.objects.get(kind="leaver_work")
    assert (row.address, row.cycle_id, skip_reason(row)) == (cycle.get_absolute_url(), cycle.pk, "")


def test_the_sponsor_is_told_of_a_cycle_whose_lead_leaves(council: Council) -> None:
    council.cycle()
    leaves(council, "lead")
    words = "Priya Nair has left. Please see that somebody takes what they held in Street cleansing (C-0001): the lead"
    assert told(council) == {("assistant", words)}


def test_managers_are_told_once_lead_and_sponsor_have_left(council: Council) -> None:
    council.cycle()
    leaves(council, "lead")
    leaves(council, "assistant")
    assert {name for name, words in told(council) if words.startswith("Daniel Okafor")} == {"head"}


def test_administrators_are_told_the_fact_alone_where_nobody_is_left(council: Council) -> None:
    council.add("admin2", "Omar Aziz", {"kind": "administrator"})
    cycle = council.cycle()
    restrict(cycle, restricted=True, reason="Named families", actor=council["lead"], at=NOW)
    for name in ("lead", "head", "assistant2", "director", "assistant"):
        leaves(council, name)
    assert [row for row in told(council) if row[0] == "admin2"] == [
        ("admin2", "Daniel Okafor has left, and nobody is left to take over what they held in a restricted cycle")
    ]
    assert "Street" not in str(Notification.objects.filter(person=council["admin2"]).values())


def test_the_check_of_a_condition_never_comes_to_its_owner(council: Council) -> None:
    with_condition(council, DUE)
    leaves(council, "head")
    words = "Grace Holland has left. Please see that somebody takes what they held in Street cleansing (C-0001)"
    assert told(council, "leaver_work") == {("assistant", f"{words}: 1 condition to check")}


def test_the_next_signer_is_told_that_a_gate_waits(council: Council) -> None:
    play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    leaves(council, "head")
    assert {name for name, _ in told(council, "gate_waiting")} == {"head", "assistant"}


def test_a_team_is_told_once_that_an_adviser_lost_the_specialism(council: Council) -> None:
    cycle = council.cycle(LARGE)
    for _ in range(2):
        asked_of(council, cycle, "adviser2")
    asked = [row.answer.question.confirmer for row in Confirmation.objects.filter(state="asked")]
    for role in Role.objects.filter(user=council["adviser2"]).select_related("specialism"):
        revoke_role(role, actor=council["admin"], at=NOW)
    words = "Sam Whitby no longer advises on {}: ask somebody else to confirm {} of Street cleansing (C-0001)"
    assert told(council, "requests_need_adviser") == {
        ("lead", words.format(confirmer.name, counted(asked.count(confirmer), "answer"))) for confirmer in asked
    }
    assert {skip_reason(row) for row in Notification.objects.filter(kind="requests_need_adviser")} == {""}
    late = list(unanswered_confirmations(NOW.date() + timedelta(days=30)))
    assert {(row.kind, person.name) for row in late for person in row.people} == {
        ("confirmation_needs_adviser", "Priya Nair")
    }


def test_reminders_go_to_the_replacement_and_back_after_reactivation(council: Council) -> None:
    loaded(council)
    day = DUE + timedelta(days=3)

    def reminded() -> set[tuple[str, str]]:
        rows = [*due_questions(day), *due_conditions(day), *unanswered_confirmations(day)]
        return {(row.kind, person.name) for row in rows for person in row.people}

    before = {("question_late", "Sam Whitby"), ("confirmation_unanswered", "Sam Whitby")}
    assert reminded() == before
    leaves(council, "adviser2")
    assert reminded() == {("question_late", "Priya Nair"), ("confirmation_needs_adviser", "Priya Nair")}
    sweep(NOW + (day - NOW.date()))
    assert not Notification.objects.filter(person=council["adviser2"], created_at__gt=NOW).exists()
    activate(council["adviser2"], actor=council["admin"], at=NOW)
    assert reminded() == before


@pytest.mark.parametrize(("name", "kind"), [("lead", "condition_late")])
def test_a_condition_of_a_leaver_reminds_the_sponsor(council: Council, name: str, kind: str) -> None:
    with_condition(council, DUE)
    leaves(council, name)
    rows = [(row.kind, [person.name for person in row.people]) for row in due_conditions(DUE + timedelta(days=3))]
    assert rows == [(kind, ["Daniel Okafor"])]


def test_a_claimed_condition_asks_the_replacement_to_check_it(council: Council) -> None:
    condition = with_condition(council, DUE)
    User.objects.filter(pk=council["head"].pk).update(is_active=False)
    claim(condition, note="Published", actor=council["lead"], at=NOW, seen_version=condition.version)
    assert {name for name, _ in told(council, "condition_claimed")} == {"assistant"}
    assert skip_reason(Notification.objects.get(kind="condition_claimed")) == ""


def test_the_message_is_over_once_everything_is_handed_over(council: Council) -> None:
    condition = with_condition(council, DUE)
    leaves(council, "head")
    row = Notification.objects.get(kind="leaver_work")
    assert skip_reason(row) == ""
    Condition.objects.filter(pk=condition.pk).update(verifier=council["assistant2"])
    assert skip_reason(row) == "Over by now"


def test_decisions_on_a_cycle_without_lead_are_told_to_the_sponsor(council: Council) -> None:
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    leaves(council, "lead")
    play.sign(submission, at=NOW)
    assert Cycle.objects.get().stage == "plan"
    assert {name for name, _ in told(council, "gate_decided")} == {"assistant"}
