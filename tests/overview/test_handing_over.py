"""Changing the people of a cycle: who is told what, and who takes what those who go hold in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import Role, User
from approvals.models import Condition, Submission
from approvals.services.conditions import claim
from checklists.models import Answer
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import ask_confirmation
from checklists.services.missing_parts import complete_missing_part
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.models import Notification
from tests.approvals.test_deciding import waiting
from tests.checklists.test_answering import row
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import nothing_written, watching
from tests.overview.conftest import SignedIn
from tests.overview.scenes import with_condition
from tests.overview.texts import text_of

DUE = NOW.date() + timedelta(days=30)


def part(council: Council, cycle: Cycle, owner: str, number: int = 1) -> Answer:
    answer = row(cycle, number, cycle.stage)
    said = AnswerInput("partly_met", "Half of it.", owner=council[owner], due=DUE)
    return save_answer(answer, said, actor=cycle.lead, at=NOW, seen_version=answer.version)


def address(cycle: Cycle) -> str:
    return f"/cycles/{cycle.reference}/people/"


def people(council: Council, cycle: Cycle, lead: str, team: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """What the form of people sends."""
    named = {"lead": council[lead].pk, "team": [council[name].pk for name in team], "sponsor": cycle.sponsor_id}
    return named | {"reason": "She retires", "version": cycle.details_version} | more


def takes(response: Any) -> dict[str, Any]:
    """The second step confirmed with the defaults of its form."""
    form = response.context["form"]
    chosen = {field.name: field.value() for _, field in form.rows}
    return chosen | {"seen": form["seen"].value(), "confirm": "1"}


def subjects(person: User) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


def test_the_page_names_exactly_who_has_been_told_in_the_right_words(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(team=[council["member"], council["adviser"]])
    sent = people(council, cycle, "member", ("lead",), sponsor=council["assistant2"].pk)
    sent["contract_manager"] = council["other"].pk
    with watching(council) as written:
        response = as_("director").post(address(cycle), sent, follow=True)
    assert (
        "People saved. Daniel Okafor, Hannah Price, Leanne Cooper, Priya Nair, Ruth Adeyemi and Tom Baines"
        " have been told."
    ) in text_of(response)
    assert {(note.kind, note.person.name, note.subject) for note in written.notifications} == {
        ("lead_named", "Leanne Cooper", "Margaret Ellis made you the lead of Street cleansing (C-0001)"),
        (
            "lead_replaced",
            "Priya Nair",
            "Street cleansing (C-0001) is now led by Leanne Cooper; you stay on the team",
        ),
        ("team_left", "Ruth Adeyemi", "Margaret Ellis took you off the team of Street cleansing (C-0001)"),
        ("sponsor_named", "Hannah Price", "Margaret Ellis named you the sponsor of Street cleansing (C-0001)"),
        (
            "sponsor_replaced",
            "Daniel Okafor",
            "Street cleansing (C-0001) is now sponsored by Hannah Price; you no longer are its sponsor",
        ),
        (
            "contract_manager_named",
            "Tom Baines",
            "Margaret Ellis named you the contract manager of Street cleansing (C-0001)",
        ),
    }


def test_nobody_is_told_of_their_own_act_and_nothing_is_claimed(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    response = as_("lead").post(address(cycle), people(council, cycle, "lead"), follow=True)
    assert "People saved." in text_of(response)
    assert "told" not in text_of(response)
    cycle.refresh_from_db()
    response = as_("lead").post(address(cycle), people(council, cycle, "other"), follow=True)
    assert "People saved. Tom Baines has been told." in text_of(response)
    assert subjects(council["lead"]) == []


def test_who_can_no_longer_see_a_restricted_cycle_is_not_told_and_the_page_says_so(
    council: Council, as_: SignedIn
) -> None:
    cycle = council.cycle(restricted=True, team=[council["member"]])
    response = as_("lead").post(address(cycle), people(council, cycle, "lead"), follow=True)
    message = "Leanne Cooper can no longer see this cycle, so the program has told them nothing."
    assert f"People saved. {message}" in text_of(response)
    assert not [subject for subject in subjects(council["member"]) if "took you off" in subject]


def test_a_hand_over_lists_what_the_lead_holds_and_gives_it_to_the_new_one(council: Council, as_: SignedIn) -> None:
    """A missing part and a condition go, and the new lead is told of all in one message."""
    condition = with_condition(council, DUE)
    cycle = Cycle.objects.get()
    answer = part(council, cycle, "lead")
    client = as_("director")
    with nothing_written():
        page = client.post(address(cycle), people(council, cycle, "other"))
    shown = text_of(page)
    assert "Who takes what Priya Nair holds in this cycle?" in shown
    assert f"Missing part of “{answer.question.title}”" in shown
    assert "Condition “Publish the findings”" in shown
    assert "Tom Baines, Commissioner" in shown
    assert "Grace Holland, Head of service, Place" in shown
    with watching(council) as written:
        response = client.post(address(cycle), people(council, cycle, "other") | takes(page), follow=True)
    assert "People saved. Grace Holland, Priya Nair and Tom Baines have been told." in text_of(response)
    answer.refresh_from_db()
    condition.refresh_from_db()
    cycle.refresh_from_db()
    assert (cycle.lead, answer.missing_owner, condition.owner) == (council["other"],) * 3
    assert (answer.missing_due, condition.verifier) == (DUE, council["head"])
    assert written.verbs == ["people_changed", "missing_part_handed_over", "condition_handed_over"]
    former, new = council["lead"].pk, council["other"].pk
    for event in written.events[1:]:
        assert (event.facts["before"]["owner_id"], event.facts["after"]["owner_id"]) == (former, new)
    led, work = "Street cleansing (C-0001) is now led by Tom Baines", "1 missing part and 1 condition"
    assert {(note.person.name, note.subject) for note in written.notifications} == {
        ("Tom Baines", f"Margaret Ellis made you the lead of Street cleansing (C-0001), with {work}"),
        (
            "Priya Nair",
            f"{led}; you are no longer on the team; Tom Baines takes over {work}",
        ),
        ("Grace Holland", "Margaret Ellis handed over a condition of Street cleansing: Publish the findings"),
    }
    history = text_of(client.get(f"/cycles/{cycle.reference}/history/"))
    assert "Owner: from Priya Nair to → Tom Baines" in history


def test_others_can_take_it_and_the_owner_can_keep_it(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE, team=[council["member"]])
    first, second = part(council, cycle, "lead", 1), part(council, cycle, "lead", 2)
    client, sent = as_("lead"), people(council, cycle, "other", ("member",))
    page = client.post(address(cycle), sent)
    assert "Stays with Priya Nair" in text_of(page)
    chosen = takes(page)
    chosen[f"missing_part-{first.pk}"] = council["member"].pk
    chosen[f"missing_part-{second.pk}"] = council["lead"].pk
    response = client.post(address(cycle), sent | chosen, follow=True)
    assert "Leanne Cooper and Tom Baines have been told." in text_of(response)
    assert [Answer.objects.get(pk=row.pk).missing_owner for row in (first, second)] == [
        council["member"],
        council["lead"],
    ]
    last = subjects(council["member"])[-1]
    assert last == "Priya Nair handed over to you 1 missing part of Street cleansing (C-0001)"
    assert subjects(council["other"]) == ["Priya Nair made you the lead of Street cleansing (C-0001)"]


def test_handing_over_a_part_makes_nobody_an_author_and_a_confirmation_stays(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE)
    answer = part(council, cycle, "lead", 2)
    asked = ask_confirmation(answer, council["adviser"], actor=council["lead"], at=NOW)
    confirm(as_("assistant"), council, cycle, "other")
    asked.refresh_from_db()
    answer.refresh_from_db()
    assert (asked.state, answer.missing_owner, answer.version) == ("asked", council["other"], 2)
    assert [revision.author for revision in answer.revisions.all()] == [council["lead"]]


def confirm(client: Client, council: Council, cycle: Cycle, lead: str, team: tuple[str, ...] = ()) -> Any:
    """Both steps with the defaults."""
    sent = people(council, cycle, lead, team)
    page = client.post(address(cycle), sent)
    return client.post(address(cycle), sent | takes(page), follow=True)


def test_who_leaves_the_team_hands_over_too(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(team=[council["member"]])
    answer = part(council, cycle, "member")
    response = confirm(as_("lead"), council, cycle, "lead")
    assert "Leanne Cooper has been told." in text_of(response)
    answer.refresh_from_db()
    assert answer.missing_owner == council["lead"]
    assert subjects(council["member"])[-1] == (
        "Priya Nair took you off the team of Street cleansing (C-0001); Priya Nair takes over 1 missing part"
    )


def test_owner_and_checker_stay_two_people(council: Council, as_: SignedIn) -> None:
    """The new lead checks the condition of the lead before: the sponsor owns it then, unless somebody is chosen."""
    condition = with_condition(council, DUE)
    Condition.objects.filter(pk=condition.pk).update(verifier=council["other"])
    cycle, client = Cycle.objects.get(), as_("director")
    sent = people(council, cycle, "other")
    page = client.post(address(cycle), sent)
    key = f"condition-{condition.pk}"
    assert page.context["form"][key].value() == cycle.sponsor_id
    with nothing_written():
        refused = client.post(address(cycle), sent | takes(page) | {key: council["other"].pk})
    assert "Choose somebody other than the owner to check it" in text_of(refused)
    client.post(address(cycle), sent | takes(page))
    condition.refresh_from_db()
    assert (condition.owner, condition.verifier) == (cycle.sponsor, council["other"])


def test_a_claim_is_made_anew_by_another_owner(council: Council, as_: SignedIn) -> None:
    condition = with_condition(council, DUE)
    claim(condition, note="Done", actor=council["lead"], at=NOW, seen_version=0)
    confirm(as_("director"), council, Cycle.objects.get(), "other")
    condition.refresh_from_db()
    assert (condition.state, condition.owner) == ("open", council["other"])


def test_a_lead_hands_over_their_own_conditions_and_no_others(council: Council, as_: SignedIn) -> None:
    """A member's stays with the member, who can still say that it is done."""
    condition = with_condition(council, DUE)
    cycle = Cycle.objects.get()
    cycle.team.add(council["member"])
    confirm(as_("lead"), council, cycle, "other", ("member",))
    condition.refresh_from_db()
    assert condition.owner == council["other"]
    Condition.objects.update(owner=council["member"])
    cycle.refresh_from_db()
    as_("other").post(address(cycle), people(council, cycle, "other"))
    condition.refresh_from_db()
    assert condition.owner == council["member"]
    assert not Cycle.objects.get().team.exists()


def test_what_changed_meanwhile_is_not_handed_over_unseen(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    answer, client = part(council, cycle, "lead"), as_("director")
    sent = people(council, cycle, "other")
    page = client.post(address(cycle), sent)
    complete_missing_part(answer, note="Done", actor=council["lead"], at=NOW, seen_version=answer.version)
    with nothing_written():
        response = client.post(address(cycle), sent | takes(page))
    assert response.status_code == 409
    assert "Somebody changed this cycle while you were editing." in text_of(response)


def test_confirmations_stay_with_advisers_and_a_new_lead_cannot_give_theirs(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE, team=[council["adviser"]])
    Role.objects.create(user=council["adviser"], kind="commissioner")
    answer = part(council, cycle, "lead", 2)
    ask_confirmation(answer, council["adviser"], actor=council["lead"], at=NOW)
    page = text_of(as_("director").post(address(cycle), people(council, cycle, "adviser")))
    assert f"“{answer.question.title}” is asked of Ruth Adeyemi, who cannot confirm it as the lead." in page
    confirm(as_("director"), council, cycle, "adviser")
    assert subjects(council["adviser"])[-1] == (
        "Margaret Ellis made you the lead of Street cleansing (C-0001),"
        " with 1 missing part and 1 confirmation to ask of another adviser"
    )


def test_nothing_goes_to_who_has_left_or_may_not_see_a_restricted_cycle(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    answer, client = part(council, cycle, "lead"), as_("director")
    cycle = restrict(cycle, restricted=True, reason="Staff", actor=council["lead"], at=NOW)
    sent, key = people(council, cycle, "other"), f"missing_part-{answer.pk}"
    page = client.post(address(cycle), sent)
    with nothing_written():
        kept = client.post(address(cycle), sent | takes(page) | {key: council["lead"].pk})
    assert "Priya Nair may not see this restricted cycle: choose somebody else" in text_of(kept)
    User.objects.filter(pk=council["lead"].pk).update(is_active=False)
    page = client.post(address(cycle), sent)
    assert "Stays with Priya Nair" not in text_of(page)
    assert "Priya Nair (has left) has it now." in text_of(page)
    client.post(address(cycle), sent | takes(page))
    answer.refresh_from_db()
    assert answer.missing_owner == council["other"]


# While a gate waits


def test_a_lead_who_has_left_holds_up_no_gate_and_the_new_one_decides_nothing(council: Council, as_: SignedIn) -> None:
    submission = waiting(council, LARGE)
    cycle, client = Cycle.objects.get(), as_("director")
    assert client.get(address(cycle)).status_code == 403
    User.objects.filter(pk=council["lead"].pk).update(is_active=False)
    page = text_of(client.get(address(cycle)))
    assert "Priya Nair, who led this cycle, has left." in page
    assert "Contract manager" not in page
    assert as_("other").get(address(cycle)).status_code == 403
    digest = submission.digest
    client.post(address(cycle), people(council, cycle, "assistant2"))
    cycle.refresh_from_db()
    submission = Submission.objects.get(pk=submission.pk)
    assert (cycle.lead, submission.digest, submission.state) == (council["assistant2"], digest, "pending")
    refused = as_("assistant2").get(f"/cycles/{cycle.reference}/gates/analyse/decide/")
    assert "Hannah Price leads this cycle, so may not decide this gate." in text_of(refused)
    play.sign(submission, at=NOW, by=council["assistant"])
    assert Cycle.objects.get().stage == "plan"


def test_the_only_signer_who_becomes_lead_is_replaced_by_the_next_grade_who_is_asked(
    council: Council, as_: SignedIn
) -> None:
    waiting(council)  # a small one: its head of service signs
    cycle = Cycle.objects.get()
    User.objects.filter(pk=council["lead"].pk).update(is_active=False)
    as_("director").post(address(cycle), people(council, cycle, "head"))
    assert Notification.objects.filter(kind="gate_waiting", person=council["assistant"]).exists()


def test_who_has_signed_a_step_of_the_waiting_gate_cannot_become_its_lead(council: Council, as_: SignedIn) -> None:
    submission = waiting(council, LARGE, "plan")
    play.sign(submission, at=NOW, by=council["assistant"])
    cycle = Cycle.objects.get()
    User.objects.filter(pk=council["lead"].pk).update(is_active=False)
    Cycle.objects.update(sponsor=council["assistant2"])
    client, sent = as_("director"), people(council, cycle, "assistant")
    with nothing_written():
        page = client.post(address(cycle), sent)
    assert "Daniel Okafor has signed a step of the gate that waits: choose somebody else" in text_of(page)
