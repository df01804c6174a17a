"""What of a cycle becomes drafts of the next one, and what stays behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Directorate
from accounts.services.people import deactivate
from approvals.models import Outcome
from approvals.services.deciding import ConditionInput
from audit.models import Event
from cycles.models import Cycle
from cycles.services.editing import change_people, restrict
from cycles.services.starting import NewCycleInput, start_cycle, start_next
from demo import play
from principles.models import Ambition, Edition
from stages.analyse.models import IntendedOutcome, Lesson, Partner
from stages.plan.models import MinimumStandard, PlannedMeasure, Risk
from stages.records.kinds import all_kinds
from stages.records.models import RecordText, StoredFinding
from stages.records.services.tables import RowInput, change_table, confirm_draft
from tests.council import LARGE, NOW, SMALL, Council, make_restricted
from tests.stages.rows import add, outcome

NEED_BY = date(2031, 4, 1)


def filled(council: Council, **more: Any) -> Cycle:
    """A cycle in Plan with a row of each table that is carried, and of one that is not."""
    cycle = council.cycle(LARGE, **more)
    outcome(cycle)
    add(cycle, "partners", name="NHS Lincolnshire", share="Community nurses", reply="no", said="Not this year")
    add(cycle, "priorities", what="Safety", reason="People fall")
    add(cycle, "lessons", what="Start mobilisation earlier", use="adopt", reason="In the timetable")
    risk = {"cause": "The provider fails", "effect": "No visits", "likelihood": 2, "impact": 5, "response": "Monitor"}
    add(cycle, "risks", kind="provider_failure", owner=council["other"], review_on=date(2027, 1, 11), **risk)
    add(cycle, "standards", what="Staff are vetted", specification_link="https://lincolnshire.example/spec#4")
    add(cycle, "measures", name="Visits on time", kind="how_well", target=Decimal(95), frequency="Monthly")
    return play.pass_gate(cycle, at=NOW)


def following(council: Council, previous: Cycle) -> Cycle:
    return start_next(previous, need_by=NEED_BY, actor=council["lead"], at=NOW)


def drafts(cycle: Cycle) -> dict[str, list[str]]:
    """The titles of the drafts of a cycle, by table."""
    rows: dict[str, list[str]] = {}
    for text in RecordText.objects.filter(cycle=cycle, is_draft=True).order_by("kind", "pk"):
        rows.setdefault(text.kind, []).append(text.title)
    return rows


CARRIED = {
    "lessons": ["Start mobilisation earlier"],
    "measures": ["Visits on time"],
    "outcomes": ["More people stay in their own home"],
    "partners": ["NHS Lincolnshire"],
    "risks": ["The provider fails"],
    "standards": ["Staff are vetted"],
}


def test_confirmed_rows_of_the_tables_that_are_carried_become_drafts(council: Council) -> None:
    previous = filled(council)
    cycle = following(council, previous)
    assert drafts(cycle) == CARRIED
    assert RecordText.objects.filter(cycle=cycle, is_draft=False).count() == 0
    partner, risk = Partner.objects.get(cycle=cycle), Risk.objects.get(cycle=cycle)
    assert (partner.share, partner.reply, partner.said, partner.source) == (
        "Community nurses",
        "not_yet",
        "",
        "cycle 1",
    )
    assert (risk.kind, risk.owner, risk.review_on, risk.score) == ("provider_failure", council["other"], None, 10)
    link = MinimumStandard.objects.get(cycle=cycle).specification_link
    lesson = Lesson.objects.get(cycle=cycle)
    assert (link, lesson.use, lesson.reason) == ("https://lincolnshire.example/spec#4", "open", "In the timetable")
    verbs = Event.objects.filter(chain=cycle.chain, verb="records_carried_over")
    assert [(row.facts["table"], row.facts["amount"], row.facts["source"]) for row in verbs.order_by("pk")][:2] == [
        ("Intended outcomes", "1 draft", "cycle 1"),
        ("Partners", "1 draft", "cycle 1"),
    ]
    assert drafts(previous) == {}


def test_a_draft_counts_for_no_check_but_a_lesson_waits_for_its_answer(council: Council) -> None:
    cycle = following(council, filled(council))
    found = dict(StoredFinding.objects.filter(cycle=cycle).values_list("check_name", "result"))
    asked = ("outcomes_have_baselines", "risks_owned", "measures_complete", "lessons_disposed")
    assert [found[name] for name in asked] == ["unknown", "unknown", "unknown", "fails"]
    row = IntendedOutcome.objects.get(cycle=cycle)
    confirm_draft(row, all_kinds()["outcomes"], seen_version=0, actor=council["lead"], at=NOW)
    found = dict(StoredFinding.objects.filter(cycle=cycle).values_list("check_name", "result"))
    assert [found[name] for name in asked] == ["holds", "unknown", "unknown", "fails"]


def test_a_pack_leaves_drafts_out(council: Council) -> None:
    cycle = following(council, filled(council))
    disposed(cycle)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    assert [table["title"] for table in submission.pack["tables"]] == ["Lessons"]


def disposed(cycle: Cycle) -> None:
    """The draft of the lesson is adopted: an open one blocks the gate."""
    row = Lesson.objects.get(cycle=cycle)
    rows = [RowInput({"use": "adopt"}, row.pk, row.version)]
    change_table(cycle, all_kinds()["lessons"], rows, actor=cycle.lead, at=NOW)


def test_a_draft_of_the_cycle_before_goes_no_further(council: Council) -> None:
    second = following(council, filled(council))
    for name in ("partners", "risks"):
        row = all_kinds()[name].model._default_manager.get(cycle=second)
        confirm_draft(row, all_kinds()[name], seen_version=0, actor=council["lead"], at=NOW)
    disposed(second)
    second = play.pass_gate(second, at=NOW)
    third = following(council, second)
    assert drafts(third) == {name: CARRIED[name] for name in ("lessons", "partners", "risks")}
    assert Risk.objects.get(cycle=third).source == "cycle 2"


def test_an_owner_who_has_left_stays_behind(council: Council) -> None:
    previous = filled(council)
    deactivate(council["other"], actor=council["admin"], at=NOW)
    assert Risk.objects.get(cycle=following(council, previous)).owner is None


def test_an_ambition_is_that_of_the_new_edition_or_left_to_the_person(council: Council) -> None:
    previous = filled(council)
    older = Edition.objects.get()
    older.pk, older.code, older.valid_from = None, "older", date(2019, 1, 1)
    older.save()
    names = {"value": "Good value", "former": "What was aimed at before"}
    kept, former = (
        Ambition.objects.create(edition=older, code=code, name=name, position=1) for code, name in names.items()
    )
    rows = IntendedOutcome.objects.filter(cycle=previous)
    rows.update(ambition=former, result="No place in the new edition")
    other = rows.get()
    other.pk, other.ambition, other.result = None, kept, "Value for money"
    other.save()
    cycle = following(council, previous)
    lacking, mapped = IntendedOutcome.objects.filter(cycle=cycle).order_by("result")
    assert (lacking.ambition, mapped.ambition) == (None, cycle.edition.ambition_set.get(code="value"))
    kind = all_kinds()["outcomes"]
    with pytest.raises(ValidationError) as refused:
        confirm_draft(lacking, kind, seen_version=0, actor=council["lead"], at=NOW)
    assert set(refused.value.error_dict) == {"ambition"}
    change_table(cycle, kind, [RowInput({"ambition": mapped.ambition}, lacking.pk, 0)], actor=council["lead"], at=NOW)
    lacking.refresh_from_db()
    assert (lacking.is_draft, lacking.ambition) == (False, mapped.ambition)


def test_five_hundred_rows_cross_in_a_few_statements(council: Council, django_assert_max_num_queries: Any) -> None:
    previous = council.cycle_at("plan", LARGE)
    rows = [RowInput({"what": f"Standard {number}"}) for number in range(500)]
    change_table(previous, all_kinds()["standards"], rows, actor=council["lead"], at=NOW)
    with django_assert_max_num_queries(170):  # most of them start a cycle
        cycle = following(council, previous)
    positions = list(MinimumStandard.objects.filter(cycle=cycle).values_list("position", flat=True))
    assert positions == list(range(1, 501))
    assert len(drafts(cycle)["standards"]) == 500


def test_a_cycle_that_is_started_by_hand_takes_them_too(council: Council) -> None:
    previous = filled(council)
    Cycle.objects.filter(pk=previous.pk).update(stage="closed", ended_at=NOW, status="")
    cycle = by_hand(council, previous)
    assert drafts(cycle)["risks"] == CARRIED["risks"]


def by_hand(council: Council, previous: Cycle, **more: Any) -> Cycle:
    """The next cycle of the service, started on the form."""
    values: dict[str, Any] = {
        "service": previous.service,
        "directorate": previous.directorate,
        "purpose": "Clean streets again",
        "lead": council["lead"],
        "sponsor": council["assistant"],
        "need_by": NEED_BY,
        "whole_life_value": SMALL,
    } | more
    return start_cycle(NewCycleInput(**values), actor=values["lead"], at=NOW)


def ended(previous: Cycle) -> Cycle:
    Cycle.objects.filter(pk=previous.pk).update(stage="closed", ended_at=NOW, status="")
    make_restricted(previous.pk)
    return Cycle.objects.get(pk=previous.pk)


def test_a_restricted_one_gives_all_to_a_next_one_that_is_as_restricted(council: Council) -> None:
    previous = filled(council)
    restrict(previous, restricted=True, reason="Names", actor=council["lead"], at=NOW)
    assert drafts(following(council, previous)) == CARRIED


@pytest.mark.parametrize(
    ("restricted", "lead", "directorate", "crosses"),
    [
        (True, "lead", "place", True),
        (False, "lead", "place", False),  # everybody reads the next one
        (True, "other", "place", False),  # who leads it does not see the one before
        (True, "lead", "childrens", False),  # other managers see the next one
    ],
)
def test_a_restricted_one_gives_nothing_to_who_may_not_read_it(
    council: Council, restricted: bool, lead: str, directorate: str, crosses: bool
) -> None:
    previous = ended(filled(council))
    place = Directorate.objects.get(code=directorate)
    cycle = by_hand(council, previous, restricted=restricted, lead=council[lead], directorate=place)
    assert cycle.previous == previous
    assert drafts(cycle) == (CARRIED if crosses else {})
    assert Event.objects.filter(chain=cycle.chain, verb="records_carried_over").exists() == crosses


def test_lifting_the_restriction_drops_what_nobody_confirmed(council: Council) -> None:
    previous = filled(council)
    restrict(previous, restricted=True, reason="Names", actor=council["lead"], at=NOW)
    cycle = following(council, previous)
    confirm_draft(Risk.objects.get(cycle=cycle), all_kinds()["risks"], seen_version=0, actor=council["lead"], at=NOW)
    add(cycle, "priorities", what="Warmth", reason="Winter")
    restrict(cycle, restricted=False, reason="Nobody is named", actor=council["lead"], at=NOW)
    assert drafts(cycle) == {}
    left = RecordText.objects.filter(cycle=cycle).order_by("kind").values_list("title", flat=True)
    assert list(left) == ["Warmth", "The provider fails"]
    assert PlannedMeasure.objects.filter(cycle=cycle).count() == 0


def test_where_the_one_before_is_open_by_then_they_stay(council: Council) -> None:
    previous = filled(council)
    restrict(previous, restricted=True, reason="Names", actor=council["lead"], at=NOW)
    cycle = following(council, previous)
    for each in (Cycle.objects.get(pk=previous.pk), cycle):
        restrict(each, restricted=False, reason="Nobody is named", actor=council["lead"], at=NOW)
    assert drafts(cycle) == CARRIED


def promised(council: Council, cycle: Cycle, *texts: str) -> Cycle:
    """The gate passes with these conditions."""
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    made = [ConditionInput(text, council["lead"], date(2027, 3, 1), council["head"]) for text in texts]
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=made)
    play.sign(submission, at=NOW, ruled=ruled)
    return Cycle.objects.get(pk=cycle.pk)


def test_conditions_that_are_not_met_become_lessons(council: Council) -> None:
    previous = promised(council, council.cycle(), "Publish the findings", "x" * 500)
    previous.conditions.filter(text__startswith="x").update(state="met")
    cycle = following(council, previous)
    row = Lesson.objects.get(cycle=cycle)
    assert (row.what, row.learned_from, row.is_draft, row.source) == (
        "Condition of the Analyse gate not met (due 1 March 2027): Publish the findings",
        "Cycle 1, Analyse gate",
        True,
        "cycle 1",
    )
    found = StoredFinding.objects.get(cycle=cycle, check_name="lessons_disposed")
    assert found.result == "fails"


def test_a_condition_that_lapsed_is_said_so_and_a_long_one_is_cut(council: Council) -> None:
    previous = promised(council, council.cycle(), "y" * 500)
    previous.conditions.update(state="lapsed")
    row = Lesson.objects.get(cycle=following(council, previous))
    assert row.what.startswith("Condition of the Analyse gate not met when it was returned: yyy")
    assert (len(row.what), row.what[-1]) == (500, "…")


def test_a_condition_of_a_restricted_cycle_is_no_lesson_of_an_open_one(council: Council) -> None:
    previous = ended(promised(council, council.cycle(), "Publish the findings"))
    assert drafts(by_hand(council, previous)) == {}


def test_conditions_of_the_review_gate_bind_the_next_cycle_instead(council: Council) -> None:
    previous = council.cycle_at("review")
    promised(council, previous, "Publish the findings")
    cycle = Cycle.objects.get(previous=previous)
    assert set(drafts(cycle)) == {"arrangement", "market"}  # of the agreement that the Do gate asked for
    assert previous.conditions.count() == 1


def test_the_people_of_the_next_one_may_change_once_it_is_their_own(council: Council) -> None:
    """What was carried is the next cycle's own: who joins its team later reads it, as its purpose."""
    previous = filled(council)
    restrict(previous, restricted=True, reason="Names", actor=council["lead"], at=NOW)
    cycle = following(council, previous)
    change_people(
        cycle,
        lead=council["lead"],
        sponsor=council["assistant"],
        team=[council["other"]],
        actor=council["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )
    assert drafts(cycle) == CARRIED
