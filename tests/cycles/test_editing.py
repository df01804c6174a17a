"""Changing what a cycle is: its questions follow, answers are kept, and whoever is named is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from accounts.models import Cover, Division, User
from accounts.refusals import Stale
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle, CycleStage
from cycles.selectors.people import people_near
from cycles.services.changing import Change, changing
from cycles.services.editing import change_people, edit_cycle, restrict
from demo import play
from notifications.models import Notification
from notifications.selectors import notifications_of, unread_of
from notifications.services.notifying import mark_read
from principles.models import Ambition, DeliveryRoute, LegalRegime
from tests.checklists.test_answering import row
from tests.council import LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.assertions import finds, refuses, watching


def edit(council: Council, cycle: Cycle, values: dict[str, Any], **more: Any) -> Cycle:
    cycle = Cycle.objects.get(pk=cycle.pk)
    return edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version, **more)


def set_aside(cycle: Cycle) -> dict[str, str]:
    rows = cycle.answers.exclude(set_aside_because="").order_by("question__position")
    return dict(rows.values_list("question__code", "set_aside_because"))


def route(cycle: Cycle, code: str) -> DeliveryRoute:
    return DeliveryRoute.objects.get(edition=cycle.edition, code=code)


def regime(cycle: Cycle, code: str) -> LegalRegime:
    return LegalRegime.objects.get(edition=cycle.edition, code=code)


def test_values_are_kept_and_recorded_before_and_after(bench: Council) -> None:
    cycle = bench.cycle()
    with watching(bench) as written:
        edit(bench, cycle, {"purpose": "Clean parks", "need_by": date(2028, 5, 1)})
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.purpose, fresh.need_by, fresh.details_version) == ("Clean parks", date(2028, 5, 1), 1)
    assert (written.verbs, written.told) == (["cycle_edited"], set())
    assert written.events[0].facts["before"] == {"purpose": cycle.purpose, "need_by": "2028-04-01"}
    assert written.events[0].facts["after"] == {"purpose": "Clean parks", "need_by": "2028-05-01"}


def test_ambitions_and_divisions_are_recorded_too(bench: Council) -> None:
    cycle = bench.cycle()
    spalding = Division.objects.create(name="Spalding East", district="South Holland")
    with watching(bench) as written:
        edit(bench, cycle, {}, ambitions=list(Ambition.objects.filter(edition=cycle.edition)), divisions=[spalding])
    assert written.events[0].facts["after"] == {"ambitions": ["Enjoy life"], "divisions": ["Spalding East"]}


def test_saving_the_same_records_nothing(bench: Council) -> None:
    cycle = bench.cycle()
    with watching(bench) as written:
        edit(bench, cycle, {"purpose": cycle.purpose})
    assert written.verbs == []


def test_the_second_of_two_who_edit_the_details_is_told(bench: Council) -> None:
    cycle = bench.cycle()
    edit(bench, cycle, {"purpose": "First"})
    with refuses("This was changed while you were working on it", Stale):
        edit_cycle(cycle, {"purpose": "Second"}, actor=bench["lead"], at=NOW, seen_version=0)


def test_the_teams_answers_make_no_form_of_the_details_stale(bench: Council) -> None:
    cycle = bench.cycle()
    save_answer(row(cycle), AnswerInput("not_met", "No."), actor=bench["lead"], at=NOW, seen_version=0)
    edit_cycle(cycle, {"purpose": "Mine"}, actor=bench["lead"], at=NOW, seen_version=cycle.details_version)
    assert Cycle.objects.get(pk=cycle.pk).purpose == "Mine"


# Questions


def test_a_lower_tier_sets_questions_aside_and_a_higher_brings_them_back_with_their_answers(bench: Council) -> None:
    cycle = bench.cycle(LARGE)
    given = play.answer(row(cycle, 3), at=NOW)
    play.confirm(given, at=NOW)
    with watching(bench) as written:
        cycle = edit(bench, cycle, {"whole_life_value": SMALL})
    gates = ("AN", "PL", "DO", "RV")
    assert set_aside(cycle) == {
        f"{gate}-RES-{n}": "it is not asked of the small tier" for gate in gates for n in (3, 4)
    }
    assert written.verbs == ["question_set_aside"] * 8 + ["cycle_edited", "tier_changed"]
    with watching(bench) as written:
        cycle = edit(bench, cycle, {"whole_life_value": MEDIUM})
    assert set_aside(cycle) == {f"{gate}-RES-4": "it is not asked of the medium tier" for gate in gates}
    assert written.verbs.count("question_asked_again") == 4
    fresh = row(cycle, 3)
    assert (fresh.state, fresh.explanation, fresh.version) == (given.state, given.explanation, given.version)
    assert fresh.confirmations.get().state == "given"


def test_a_higher_tier_asks_what_was_never_asked(bench: Council) -> None:
    cycle = edit(bench, bench.cycle(SMALL), {"whole_life_value": MEDIUM})
    assert row(cycle, 3).state == "unanswered"


def test_route_and_regime_decide_what_is_asked(bench: Council) -> None:
    cycle = bench.cycle()
    assert set_aside(cycle) == {}
    cycle = edit(bench, cycle, {"delivery_route": route(cycle, "in_house")})
    assert set_aside(cycle) == {"PL-RES-5": "it is not asked for this delivery route: Deliver it ourselves"}
    cycle = edit(bench, cycle, {"legal_regime": regime(cycle, "not_a_procurement")})
    assert set_aside(cycle) == {
        "PL-RES-5": "it is not asked for this delivery route: Deliver it ourselves",
        "PL-RES-6": "it is not asked for this legal regime: Not a procurement",
    }
    cycle = edit(
        bench,
        cycle,
        {"delivery_route": route(cycle, "procure"), "legal_regime": regime(cycle, "pa2023_light_touch")},
    )
    assert set_aside(cycle) == {}


def test_gates_that_were_passed_keep_their_questions(bench: Council) -> None:
    cycle = edit(bench, bench.cycle_at(CycleStage.PLAN, LARGE), {"whole_life_value": SMALL})
    assert {code[:2] for code in set_aside(cycle)} == {"PL", "DO", "RV"}


def test_an_override_stays_until_it_is_taken_away(bench: Council) -> None:
    cycle = edit(bench, bench.cycle(), {}, tier_override="L", tier_override_reason="New law")
    cycle = edit(bench, cycle, {"whole_life_value": MEDIUM})
    assert (cycle.tier, cycle.tier_computed, cycle.tier_override_reason) == ("L", "M", "New law")
    cycle = edit(bench, cycle, {}, tier_override="")
    assert (cycle.tier, cycle.tier_override_reason) == ("M", "")


def test_an_override_needs_a_reason(bench: Council) -> None:
    cycle = bench.cycle()
    with finds({"tier_override_reason": "Say why this cycle belongs in another tier"}):
        edit(bench, cycle, {}, tier_override="L")


# People


def name(council: Council, cycle: Cycle, lead: str, sponsor: str, team: Iterable[str] = (), by: str = "lead") -> Cycle:
    return change_people(
        cycle,
        lead=council[lead],
        sponsor=council[sponsor],
        team=[council[person] for person in team],
        actor=council[by],
        at=NOW,
        seen_version=cycle.details_version,
    )


def test_who_is_newly_named_is_told(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    with watching(bench) as written:
        name(bench, cycle, "other", "assistant2", ["lead", "member", "adviser"], by="director")
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.lead, fresh.sponsor) == (bench["other"], bench["assistant2"])
    assert set(fresh.team.all()) == {bench["lead"], bench["member"], bench["adviser"]}
    assert written.verbs == ["people_changed"]
    assert written.told == {
        ("lead_named", "other"),
        ("lead_replaced", "lead"),
        ("team_joined", "adviser"),
        ("sponsor_named", "assistant2"),
        ("sponsor_replaced", "assistant"),
    }


def test_being_named_again_is_told_again(bench: Council) -> None:
    cycle = bench.cycle()
    joined, left = {("team_joined", "member")}, {("team_left", "member")}
    for team, told in ((["member"], joined), ([], left), (["member"], joined)):
        with watching(bench) as written:
            cycle = name(bench, cycle, "lead", "assistant", team)
        assert written.told == told


def test_a_lead_is_no_sponsor_and_who_left_is_neither(bench: Council) -> None:
    cycle = bench.cycle()
    gone: User = bench.add("gone", "Ivy Long", {"kind": "commissioner"}, is_active=False)
    with finds({"sponsor": "The sponsor cannot be the lead commissioner: choose somebody else"}):
        name(bench, cycle, "lead", "lead")
    with finds({"lead": f"{gone} can no longer sign in: choose somebody else"}):
        name(bench, cycle, "gone", "assistant")


def test_a_cycle_is_restricted_with_a_reason_and_opened_again(bench: Council) -> None:
    cycle = bench.cycle()
    with finds({"reason": "Say why"}):
        restrict(cycle, restricted=True, reason=" ", actor=bench["lead"], at=NOW)
    with watching(bench) as written:
        for restricted in (True, True, False):
            cycle = restrict(cycle, restricted=restricted, reason="Staff", actor=bench["lead"], at=NOW)
    assert written.verbs == ["cycle_restricted", "cycle_opened_to_all"]
    assert not Cycle.objects.get(pk=cycle.pk).restricted


@pytest.mark.parametrize("stage", [CycleStage.CLOSED, "stopped"])
def test_an_ended_cycle_can_no_longer_be_changed(stage: str, bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.CLOSED) if stage == "closed" else stopped(bench)
    with refuses(f"This cycle is {stage}, so it can no longer be changed."):
        edit(bench, cycle, {"purpose": "Other"})


def stopped(council: Council) -> Cycle:
    submission = play.put(play.ready(council.cycle(), at=NOW), at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))
    return Cycle.objects.get(pk=submission.cycle_id)


def test_who_leaves_a_restricted_cycle_reads_nothing_of_it_until_they_are_back(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"], bench["other"]])
    restrict(cycle, restricted=True, reason="Staff are named", actor=bench["lead"], at=NOW)
    assert subjects(bench, "other")
    for team, sees in (["member"], False), (["member", "other"], True):
        name(bench, Cycle.objects.get(pk=cycle.pk), "lead", "assistant", team)
        assert bool(subjects(bench, "other")) == sees
        assert subjects(bench, "member")


def test_a_restriction_hides_the_words_from_whoever_it_shuts_out_until_it_is_lifted(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"], bench["other"]])
    cycle = name(bench, cycle, "lead", "assistant", ["member"])
    before = subjects(bench, "other")
    assert any("Street" in subject for subject in before)
    restrict(cycle, restricted=True, reason="Staff are named", actor=bench["lead"], at=NOW)
    assert subjects(bench, "other") == []
    assert unread_of(bench["other"]).count() == 0
    assert mark_read(bench["other"], Notification.objects.latest("pk").pk, NOW) == 0
    assert subjects(bench, "member")
    restrict(cycle, restricted=False, reason="Nobody is named any more", actor=bench["lead"], at=NOW)
    assert subjects(bench, "other") == before
    assert unread_of(bench["other"]).count() == len(before)


@pytest.mark.usefixtures("time_stands")
def test_who_stands_in_reads_of_a_restricted_cycle_on_their_days(bench: Council) -> None:
    cycle = bench.cycle(lead=bench["lead"], restricted=True)
    Change(cycle, bench["lead"], NOW).notify(
        "need_by_near", [bench["assistant"]], about=cycle, occasion="x", address="/", due="Friday"
    )
    Notification.objects.filter(kind="need_by_near").update(person=bench["other"])
    assert subjects(bench, "other") == []
    days = {"starts": NOW.date(), "ends": NOW.date()}
    cover = Cover.objects.create(person=bench["assistant"], stand_in=bench["other"], created_at=NOW, **days)
    assert len(subjects(bench, "other")) == 1
    Cover.objects.filter(pk=cover.pk).update(ended_early_on=NOW.date())
    assert subjects(bench, "other") == []


def subjects(council: Council, person: str) -> list[str]:
    return [notification.subject for notification in notifications_of(council[person])]


def test_in_a_restricted_cycle_only_who_sees_it_is_offered_and_told(bench: Council) -> None:
    cycle = bench.cycle(restricted=True)
    offered = {user.pk for user in people_near(cycle)}
    assert {bench["lead"].pk, bench["assistant"].pk, bench["head"].pk} <= offered
    assert bench["adviser"].pk not in offered
    assert bench["adviser"].pk in {user.pk for user in people_near(bench.cycle(service_name="Parks"))}
    with watching(bench) as written:
        Change(cycle, bench["lead"], NOW).notify(
            "condition_set",
            [bench["adviser"], bench["head"]],
            about=cycle,
            occasion="x",
            address="/cycles/C-0001/",
            text="Ask",
        )
    assert written.told == {("condition_set", "head")}


def test_a_change_writes_the_columns_that_it_changed(bench: Council) -> None:
    """What a statement of the same transaction wrote meanwhile stays; a value that was changed in place is written."""
    cycle = bench.cycle()
    with changing(cycle.pk, actor=cycle.lead, action="edit", at=NOW) as change:
        Cycle.objects.filter(pk=cycle.pk).update(assumptions="Said meanwhile")
        change.cycle.purpose = "Clean roads"
        change.cycle.published["analyse"] = "2026-11-20"
    fresh = Cycle.objects.get(pk=cycle.pk)
    assert (fresh.purpose, fresh.assumptions) == ("Clean roads", "Said meanwhile")
    assert fresh.published == {"analyse": "2026-11-20"}
