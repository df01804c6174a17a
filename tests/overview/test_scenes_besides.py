"""What else could wait for nobody: one thing a test, after somebody left, lost a role or may see a cycle no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role, RoleKind
from accounts.services.cover import give_cover
from accounts.services.people import deactivate
from accounts.services.roles import revoke_role
from approvals.models import Decision, Submission
from approvals.selectors.pending_signers import expected_signers
from approvals.selectors.signing import current_step
from approvals.services.correcting import correct
from approvals.services.drafting import EMPTY_DRAFT, draft_values, save_decision_draft
from checklists.services.answering import AnswerInput, save_answer
from checklists.services.confirming import ask_confirmation, give_confirmation, withdraw_confirmation
from checklists.services.missing_parts import complete_missing_part
from cycles.models import Cycle
from cycles.services.editing import change_people, restrict
from demo import play
from notifications.kinds import skip_reason
from notifications.models import Notification
from tests.approvals.test_deciding import rule
from tests.checklists.test_answering import row
from tests.council import COMPLEX, LARGE, NOW, Council
from tests.cycles.assertions import nothing_written, refuses, watching
from tests.overview.conftest import SignedIn
from tests.overview.scene_parts import (
    DUE,
    TODAY,
    make_inactive,
    nothing_waits_for_nobody,
    on_day,
    once,
    part,
    promised,
    told,
    words,
)
from tests.overview.test_handing_over import address, people
from tests.overview.texts import section, text_of
from tests.overview.waiting import waiting_for_nobody


def leaves(council: Council, name: str) -> None:
    deactivate(council[name], actor=council["admin"], at=NOW)


# Administrators


def test_the_last_administrator_keeps_the_role_and_stays_active(council: Council, as_: SignedIn) -> None:
    person = council["admin"]
    page = f"/manage/people/{person.pk}/"
    client = as_("admin")
    role = person.roles.get()
    with nothing_written():
        assert client.post(f"{page}make-inactive/").status_code == 403
        assert client.post(f"{page}roles/{role.pk}/take/").status_code == 403
    sentence = "Nadia Khan is the only administrator of people. Give the role to somebody else first."
    with refuses(sentence, PermissionDenied):
        deactivate(person, actor=None, at=NOW)
    with refuses(sentence, PermissionDenied):
        revoke_role(role, actor=None, at=NOW)


def test_an_administrator_who_was_made_inactive_meanwhile_leaves_the_other(council: Council) -> None:
    """Both press at once: whoever comes second was checked as active, and nobody would be left."""
    first = council.add("admin2", "Omar Aziz", {"kind": "administrator"})
    second = council["admin"]
    assert second.is_active
    deactivate(second, actor=first, at=NOW)
    with refuses(
        "Omar Aziz is the only administrator of people. Give the role to somebody else first.", PermissionDenied
    ):
        deactivate(first, actor=second, at=NOW)
    assert Role.objects.filter(kind=RoleKind.ADMINISTRATOR, user__is_active=True).count() == 1


# Conditions and parts


@pytest.mark.parametrize(("leaver", "held"), [("member", "1 condition"), ("other", "1 condition to check")])
def test_a_condition_of_a_leaver_comes_to_who_may_hand_it_over(
    council: Council, as_: SignedIn, leaver: str, held: str
) -> None:
    """Managers alone hand conditions over, so the sponsor is asked and not the lead, who reads who has it."""
    promised(play.put(play.ready(council.cycle(), at=NOW), at=NOW), ("Publish", council["member"], council["other"]))
    with watching(council) as written:
        leaves(council, leaver)
    assert told(council, written) == once(("leaver_work", "assistant"))
    assert words(council["assistant"], "leaver_work")[0].endswith(f"(C-0001): {held}")
    nothing_waits_for_nobody()
    assert "a manager of the directorate names somebody else" in section(as_("assistant").get("/my-work/"), "next")
    lead = as_("lead").get("/my-work/")
    assert "Publish" not in section(lead, "next")
    page = text_of(as_("lead").get(f"/cycles/{Cycle.objects.get().reference}/conditions/1/"))
    name = council[leaver].name
    assert f"{name} has left the council. Daniel Okafor has this now: a manager of the directorate names" in page


def test_a_part_whose_owner_may_not_see_the_cycle_any_more_comes_to_the_lead(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    answer = part(cycle, 1, council["owner"])
    restrict(Cycle.objects.get(), restricted=True, reason="Staff", actor=council["head"], at=NOW)
    nothing_waits_for_nobody()
    lead = as_("lead")
    assert "Fiona Reid may not see it: name somebody else for the missing part" in section(
        lead.get("/my-work/"), "next"
    )
    assert "Fiona Reid" not in section(lead.get("/my-work/"), "others")
    reader = as_("head")
    page = text_of(reader.get(f"/cycles/{cycle.reference}/analyse/questions/{answer.question.code.lower()}/"))
    assert "Fiona Reid may not see this restricted cycle. Priya Nair has this now: the team names somebody else" in page
    with on_day(DUE + timedelta(days=3)):
        late = words(council["lead"], "question_late")
        assert late == [
            f"“{answer.question.title}” was due on 18 December 2026: Street cleansing. Fiona Reid may not see it"
        ]
        assert skip_reason(Notification.objects.get(kind="question_late")) == ""
        assert words(council["owner"], "question_late") == []
    restrict(Cycle.objects.get(), restricted=False, reason="Over", actor=council["head"], at=NOW)
    assert section(lead.get("/my-work/"), "next").count("Fiona Reid") == 0


def test_a_part_that_is_done_is_looked_at_by_who_replaces_the_lead(council: Council) -> None:
    answer = part(council.cycle(), 1, council["owner"])
    leaves(council, "lead")
    with watching(council) as written:
        complete_missing_part(answer, note="Done", actor=council["owner"], at=NOW, seen_version=answer.version)
    assert told(council, written) == once(("missing_part_done", "assistant"))
    answer.refresh_from_db()
    waits = "It waits for Daniel Okafor, the sponsor, to name another lead: Priya Nair has left."
    with refuses(f"You have said that this is done. {waits}"):
        complete_missing_part(answer, note="Done", actor=council["owner"], at=NOW, seen_version=answer.version)
    nothing_waits_for_nobody()


# Roles


def test_a_sponsor_who_no_longer_manages_the_directorate_is_not_asked(council: Council, as_: SignedIn) -> None:
    """One of two roles was revoked: they can sign in, but name no lead."""
    cycle = council.cycle(LARGE)
    part(cycle, 1, council["member"])
    Role.objects.create(user=council["assistant"], kind="commissioner")
    revoke_role(council["assistant"].roles.get(kind="manager"), actor=council["admin"], at=NOW)
    with watching(council) as written:
        leaves(council, "lead")
    assert told(council, written) == once(("leaver_work", "head"))
    leaves(council, "member")
    nothing_waits_for_nobody()
    assert "Name another lead" in section(as_("head").get("/my-work/"), "next")
    assert "Name another lead" not in section(as_("assistant").get("/my-work/"), "next")
    assert as_("assistant").get(address(cycle)).status_code == 403
    page = text_of(as_("other").get(f"/cycles/{cycle.reference}/gates/analyse/"))
    assert "Ask a manager of Place, to name another lead: Priya Nair has left." in page


def test_the_sponsor_and_the_contract_manager_leave(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE)
    cycle = change_people(
        cycle,
        lead=cycle.lead,
        sponsor=cycle.sponsor,
        team=[],
        contract_manager=council["other"],
        actor=cycle.lead,
        at=NOW,
        seen_version=cycle.details_version,
    )
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    for name, held in (("other", "the contract"), ("assistant", "the part of sponsor")):
        leaves(council, name)
        person = council[name].name
        assert words(council["lead"], "leaver_work")[-1] == (
            f"{person} has left. Please see that somebody takes what they held in Street cleansing"
            f" ({cycle.reference}): {held}"
        )
    assert expected_signers(submission) == [council["assistant2"]]
    assert len(words(council["assistant2"], "gate_waiting")) == 1
    nothing_waits_for_nobody()
    play.sign(submission, at=NOW)
    sent = people(council, cycle, "lead", sponsor=council["assistant2"].pk, contract_manager=council["member"].pk)
    with watching(council) as written:
        as_("lead").post(address(cycle), sent | {"version": Cycle.objects.get().details_version})
    assert told(council, written) == once(("sponsor_named", "assistant2"), ("contract_manager_named", "member"))
    assert "has left" not in text_of(as_("lead").get(cycle.get_absolute_url()))


def test_the_owner_of_the_framework_leaves(council: Council, as_: SignedIn) -> None:
    """Editions are loaded on the command line, so no work of theirs waits; their missing part comes to the lead."""
    part(council.cycle(), 1, council["owner"])
    with watching(council) as written:
        make_inactive(as_, council, "owner")
    assert told(council, written) == once(("leaver_work", "lead"))
    assert as_("lead").get("/framework/editions/").status_code == 200
    nothing_waits_for_nobody()


# Confirmations and decisions


def test_what_a_leaver_confirmed_is_replaced_by_answering_again(council: Council) -> None:
    """Nobody else withdraws their confirmation; the team changes the answer and asks another adviser."""
    cycle = council.cycle(LARGE)
    answer = play.answer(row(cycle, 2, "analyse"), at=NOW)
    given = ask_confirmation(answer, council["adviser2"], actor=cycle.lead, at=NOW)
    given = give_confirmation(given, actor=council["adviser2"], at=NOW)
    leaves(council, "adviser2")
    with refuses("Only Sam Whitby can withdraw this confirmation."):
        withdraw_confirmation(given, reason="It was wrong", actor=council["adviser"], at=NOW)
    answer.refresh_from_db()
    values = AnswerInput("met", "The figures were put right.")
    answer = save_answer(answer, values, actor=cycle.lead, at=NOW, seen_version=answer.version)
    given.refresh_from_db()
    assert given.state == "superseded"
    ask_confirmation(answer, council["adviser"], actor=cycle.lead, at=NOW)
    assert not Notification.objects.filter(person=council["adviser2"], kind="confirmation_lapsed").exists()
    nothing_waits_for_nobody()


def test_a_draft_of_a_leaver_holds_up_no_gate(council: Council, as_: SignedIn) -> None:
    submission = play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    step = current_step(submission)
    assert step
    draft = {"outcome": "pass", "reasons": "Words of Daniel alone"}
    save_decision_draft(submission, step, draft, actor=council["assistant"], at=NOW)
    leaves(council, "assistant")
    nothing_waits_for_nobody()
    assert draft_values(step, council["assistant2"]) == EMPTY_DRAFT
    page = as_("assistant2").get(f"/cycles/{submission.cycle.reference}/gates/analyse/decide/")
    assert "Words of Daniel alone" not in text_of(page)
    assert play.sign(submission, at=NOW).decider == council["assistant2"]


def test_a_decision_of_a_leaver_is_corrected_by_another_of_the_grade(council: Council) -> None:
    submission = play.put(play.ready(council.cycle(LARGE), at=NOW), at=NOW)
    decision = play.sign(submission, at=NOW)
    assert decision.decider == council["assistant"]
    leaves(council, "assistant")
    new = correct(
        decision,
        outcome="return",
        reasons="A figure was wrong",
        interests="None",
        reopened=["AN-RES-1"],
        actor=council["assistant2"],
        at=NOW,
    )
    assert (new.replaces, new.decider, Cycle.objects.get().stage) == (decision, council["assistant2"], "analyse")
    nothing_waits_for_nobody()


def test_cover_ends_in_the_middle_of_two_signatures(council: Council) -> None:
    """The stand-in signed the first step; the second one's stand-in does not come to sign it, so its holder does."""
    last = TODAY + timedelta(days=1)
    days: dict[str, Any] = {"starts": TODAY, "ends": last, "authority": "Scheme 4.2", "reason": "On leave", "at": NOW}
    give_cover(council["assistant"], council["other"], actor=council["assistant"], **days)
    give_cover(council["director"], council["assistant2"], actor=council["director"], **days)
    submission = play.put(play.ready(council.cycle(COMPLEX), at=NOW), at=NOW)
    assert council["other"] in expected_signers(submission)
    rule(council, submission, play.ruling(submission), by="other")
    submission = Submission.objects.get()
    assert set(expected_signers(submission)) == {council["director"], council["assistant2"]}
    nothing_waits_for_nobody()
    with on_day(last + timedelta(days=1)) as now:
        assert expected_signers(submission) == [council["director"]]
        assert waiting_for_nobody(now.date()) == []
        play.sign(submission, at=now, by=council["director"])
    names = [(row.decider.name, row.cover_for and row.cover_for.name) for row in Decision.objects.order_by("pk")]
    assert names == [("Tom Baines", "Daniel Okafor"), ("Margaret Ellis", None)]
