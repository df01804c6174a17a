"""Everything open that somebody holds, and which of it a reader may see."""

from __future__ import annotations

from datetime import date, timedelta

from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, User
from approvals.models import Condition
from checklists.models import Answer
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle
from cycles.services.editing import change_people, restrict
from demo import play
from exports.models import Export
from overview.selectors.holdings import (
    Holding,
    HoldingKind,
    holdings,
    holdings_of,
    in_words_of_cycle,
    split_by_visibility,
)
from portfolio.models import SavedView
from tests.council import LARGE, NOW, Council
from tests.overview.scenes import partly_met, with_condition

TODAY, DUE = NOW.date(), date(2026, 12, 18)
LAST_WEEK = TODAY - timedelta(days=7)


def asked_of(council: Council, cycle: Cycle, adviser: str) -> None:
    """One answer of the cycle is asked of the adviser."""
    row = next(
        row
        for row in Answer.objects.filter(cycle=cycle, question__stage=cycle.stage, state="unanswered")
        if row.question.needs_confirmation(cycle.tier) and not row.question.confirmer.outside
    )
    ask_confirmation(play.answer(row, at=NOW), council[adviser], actor=council["lead"], at=NOW)


def loaded(council: Council) -> Cycle:
    """A cycle in which the second adviser, who is on its team, holds one of everything that an adviser can."""
    cycle = council.cycle(LARGE)
    sam = council["adviser2"]
    cycle = change_people(
        cycle,
        lead=cycle.lead,
        sponsor=cycle.sponsor,
        team=[sam],
        contract_manager=sam,
        actor=cycle.lead,
        at=NOW,
        seen_version=cycle.details_version,
    )
    partly_met(council, cycle, "adviser2", DUE)
    asked_of(council, cycle, "adviser2")
    return cycle


def kinds(rows: list[Holding]) -> list[HoldingKind]:
    return [row.kind for row in rows]


def test_of_a_cycle_by_kind_with_address_and_day(council: Council) -> None:
    cycle = loaded(council)
    reference = cycle.reference
    found = [(row.kind, row.address, row.due) for row in holdings_of(council["adviser2"])]
    part, asked = (
        Answer.objects.get(missing_owner=council["adviser2"]),
        Answer.objects.get(confirmations__state="asked"),
    )
    assert found == [
        (HoldingKind.TEAM, f"/cycles/{reference}/people/", cycle.need_by),
        (HoldingKind.CONTRACT_MANAGER, f"/cycles/{reference}/people/", cycle.need_by),
        (HoldingKind.MISSING_PART, f"/cycles/{reference}/analyse/questions/{part.question.code.lower()}/", DUE),
        (
            HoldingKind.CONFIRMATION,
            f"/cycles/{reference}/analyse/questions/{asked.question.code.lower()}/",
            asked.confirmations.get().due,
        ),
    ]
    lead = [row.kind for row in holdings_of(council["lead"])]
    assert (lead, [row.kind for row in holdings_of(council["assistant"])]) == (
        [HoldingKind.LEAD],
        [HoldingKind.SPONSOR],
    )


def test_conditions_owned_and_to_check(council: Council) -> None:
    condition = with_condition(council, DUE)
    owned, checked = holdings_of(council["lead"]), holdings_of(council["head"])
    assert kinds(owned) == [HoldingKind.LEAD, HoldingKind.CONDITION]
    assert [(row.kind, row.title, row.due) for row in checked] == [(HoldingKind.CHECK, condition.text, DUE)]
    Condition.objects.update(state="met")
    assert holdings_of(council["head"]) == []


def test_a_gate_that_waits_for_them(council: Council) -> None:
    cycle = council.cycle()
    play.put(play.ready(cycle, at=NOW), at=NOW)
    rows = holdings_of(council["head"])
    assert [(row.kind, row.title, row.address) for row in rows] == [
        (HoldingKind.GATE, "Analyse gate", f"/cycles/{cycle.reference}/gates/analyse/")
    ]


def test_cover_both_ways_shared_views_and_files(council: Council) -> None:
    head, other = council["head"], council["other"]
    Cover.objects.create(person=head, stand_in=other, starts=TODAY, ends=TODAY + timedelta(days=3), created_at=NOW)
    Cover.objects.create(person=head, stand_in=other, starts=LAST_WEEK, ends=LAST_WEEK, created_at=NOW)
    SavedView.objects.create(owner=head, name="Ours", slug="ours", audience="everyone", saved_at=NOW)
    SavedView.objects.create(owner=head, name="Mine", slug="mine", audience="me", saved_at=NOW)
    Export.objects.create(asked_by=head, name="cycles", title="Cycles", asked_at=NOW, count=3)
    assert [(row.kind, row.title) for row in holdings_of(head)] == [
        (HoldingKind.COVER_GIVEN, "Tom Baines for Grace Holland"),
        (HoldingKind.SAVED_VIEW, "Ours"),
        (HoldingKind.EXPORT, "Cycles"),
    ]
    assert kinds(holdings_of(other)) == [HoldingKind.COVER_TAKEN]
    assert holdings_of(head, council.cycle()) == []


def test_what_has_ended_is_not_held(council: Council) -> None:
    cycle = council.cycle_at("closed")
    assert Cycle.objects.get(pk=cycle.pk).lead == council["lead"]
    assert [row for row in holdings_of(council["lead"]) if row.cycle == cycle] == []


def test_restricted_cycles_are_split_off_by_reader(council: Council) -> None:
    cycle = loaded(council)
    restrict(cycle, restricted=True, reason="Named families", actor=council["lead"], at=NOW)
    rows = holdings_of(council["adviser2"])
    counts = {
        name: tuple(len(part) for part in split_by_visibility(rows, council[name], TODAY))
        for name in ("admin", "other", "head", "auditor", "lead")
    }
    assert counts == {"admin": (0, 4), "other": (0, 4), "head": (4, 0), "auditor": (4, 0), "lead": (4, 0)}


def test_in_words(council: Council) -> None:
    cycle = loaded(council)
    asked_of(council, cycle, "adviser2")
    rows = holdings_of(council["adviser2"])
    assert in_words_of_cycle(rows) == "a place on the team, the contract, 1 missing part and 2 confirmations"


def test_statements_are_fixed(council: Council, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = User.objects.filter(pk__in=[council["adviser2"].pk, council["lead"].pk])
    with django_assert_num_queries(11):
        assert holdings(people) == []
    for _ in range(2):
        loaded(council)
        with django_assert_num_queries(11):
            assert holdings(people)
