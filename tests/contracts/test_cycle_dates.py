"""The dates of agreements in the cycles that replace them or put them in place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused, Stale
from approvals.models import Submission, SubmissionState
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, Extension, ExtensionState
from contracts.services.agreements import ExtensionInput, change_agreement, values_of
from contracts.services.changing import changing_agreement
from contracts.services.replacing import set_replaced_agreement, start_cycle_replacing
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from cycles.services.starting import NewCycleInput, start_next
from demo import play
from notifications.models import Notification
from principles.models import DeliveryRoute, LegalRegime
from tests.contracts.register import agreement
from tests.council import COMPLEX, NOW, Council

BEFORE = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)


def replacing(council: Council, row: Agreement, *, at: datetime = NOW, **more: Any) -> Cycle:
    """A cycle that replaces the agreement."""
    cycle = council.cycle(at=at, **more)
    return set_replaced_agreement(
        cycle, row, "It is what runs today", actor=council["lead"], at=at, seen_version=cycle.details_version
    )


def take_extension(row: Agreement, council: Council, *, reason: str = "The provider does well") -> Agreement:
    """The first open extension is taken."""
    with changing_agreement(row, actor=council["other"], at=NOW) as change:
        option = Extension.objects.filter(agreement=row, state=ExtensionState.OPEN).order_by("number")[0]
        option.state, option.decided_on = ExtensionState.TAKEN, NOW.date()
        option.save()
        change.record("agreement_changed", title=row.title, reason=reason)
        return change.agreement


def last_safe(cycle: Cycle) -> dict[str, date]:
    return {row.milestone: row.last_safe for row in cycle.dates.all() if row.applies}


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def sentences(cycle: Cycle) -> list[str]:
    return [entry.sentence for entry in entries(Event.objects.filter(chain=cycle.chain))]


def test_household_waste_sites_on_their_dates(council: Council) -> None:
    """The first contract is taken to end on 30 March 2027: the second starts on the day after (public notice).

    GBP 7.7 million: complex. Weeks back from Wednesday 31 March 2027: contingency 11 and mobilising 20 give Wednesday
    26 August 2026. The standstill is over on the working day before, the 25th; its eight working days, that of
    publication included, begin on Friday the 14th. The steps go on from the 26th: award 5 weeks, evaluation 10, tender
    7, documents 10 are 32: 14 January 2026 for the Plan gate; 5 + 10 + 7 are 22: the tender starts on 25 March 2026.
    Decision 12, comments 3 and plan 24 are 39 weeks before 14 January 2026: 16 April 2025 for the Analyse gate. Its 3
    weeks and 20 of work: 6 November 2024. The Do gate is 13 weeks after the need-by date: 30 June 2027.
    """
    sites = agreement(
        council,
        at=BEFORE,
        title="Household waste recycling centres",
        value=Decimal("7686607.55"),
        route="procure",
        regime="pa2023_standard",
        start=date(2023, 4, 1),
        first_end=date(2027, 3, 30),
    )
    assert sites.analyse_by == date(2024, 11, 6)
    cycle = replacing(council, sites, at=BEFORE, value=Decimal("7686607.55"), service_name="Household waste sites")
    edition = cycle.edition
    cycle = edit_cycle(
        cycle,
        {
            "delivery_route": DeliveryRoute.objects.get(edition=edition, code="procure"),
            "legal_regime": LegalRegime.objects.get(edition=edition, code="pa2023_standard"),
        },
        actor=council["lead"],
        at=BEFORE,
        seen_version=cycle.details_version,
    )
    assert (cycle.need_by, cycle.running_ends, cycle.need_by_source) == (
        date(2027, 3, 31),
        date(2027, 3, 30),
        "A-0001",
    )
    assert last_safe(cycle) == {
        "start_analyse": date(2024, 11, 6),
        "analyse_gate": date(2025, 4, 16),
        "plan_gate": date(2026, 1, 14),
        "tender": date(2026, 3, 25),
        "award": date(2026, 8, 14),
        "standstill_end": date(2026, 8, 25),
        "mobilise": date(2026, 8, 26),
        "do_gate": date(2027, 6, 30),
    }


def test_day_opportunities_on_their_dates(council: Council) -> None:
    """Until 31 August 2026, then from 1 September 2026 to 31 August 2028 ("up to 2 years"), GBP 13.6 million: complex.

    125 weeks (11 contingency, 20 mobilising, 5 award, 10 evaluation, 7 tender, 10 documents, 12 decision, 3 comments,
    24 plan, 3 gate, 20 Analyse) before Tuesday 1 September 2026 are Tuesday 9 April 2024, before Friday
    1 September 2028 Friday 10 April 2026, which is Easter week but a working day.
    """
    common: dict[str, Any] = {"value": Decimal(13_600_000), "route": "procure", "regime": "pa2023_light_touch"}
    first = agreement(council, at=BEFORE, first_end=date(2026, 8, 31), start=date(2023, 9, 1), **common)
    cycle = replacing(council, first, at=BEFORE, value=Decimal(13_600_000))
    second = agreement(
        council,
        at=BEFORE,
        start=date(2026, 9, 1),
        first_end=date(2028, 8, 31),
        cycle=cycle,
        service=cycle.service,
        **common,
    )
    assert (first.analyse_by, second.analyse_by) == (date(2024, 4, 9), date(2026, 4, 10))
    cycle = fresh(cycle)
    assert (cycle.need_by, cycle.arrangement_ends) == (date(2026, 9, 1), date(2028, 8, 31))
    assert (cycle.need_by_source, cycle.arrangement_source) == ("A-0001", "A-0002")
    Cycle.objects.filter(pk=cycle.pk).update(stage="do")  # only a cycle that has left Analyse has a successor
    successor = start_next(fresh(cycle), need_by=date(2029, 1, 1), actor=council["lead"], at=NOW)
    assert (successor.need_by, successor.running_ends) == (date(2028, 9, 1), date(2028, 8, 31))
    assert successor.replaced_agreement.agreement == second
    assert last_safe(fresh(cycle))["review_gate"] == date(2026, 4, 10)


def test_an_extension_taken_moves_the_cycle(council: Council) -> None:
    row = agreement(council, notice_months=3, extensions=[ExtensionInput(months=12)])
    cycle = replacing(council, row, value=COMPLEX, need_by=date(2027, 4, 1))
    assert (cycle.need_by, cycle.running_notice_by) == (date(2028, 4, 1), date(2027, 12, 31))
    late = cycle.slack
    take_extension(row, council)
    cycle = fresh(cycle)
    assert (cycle.need_by, cycle.running_ends, cycle.running_notice_by) == (date(2029, 4, 1), date(2029, 3, 31), None)
    assert (late, cycle.slack) == (-262, -10)  # a year has 252 working days
    assert last_safe(cycle)["do_gate"] == date(2029, 6, 29)
    entry = entries(Event.objects.filter(chain=cycle.chain, verb="need_by_followed"))[-1]
    assert (entry.sentence, entry.reason, sorted(entry.changes)) == (
        "The need-by date is 1 April 2029, the day after A-0001 ends, which this cycle replaces",
        "The provider does well",
        [
            ("Last day of what runs", "31 March 2028", "31 March 2029"),
            ("Last day to give notice to it", "31 December 2027", "nothing"),
            ("Need by", "1 April 2028", "1 April 2029"),
        ],
    )
    told = Notification.objects.filter(kind="need_by_moved", subject__contains="2029").order_by("person__name")
    assert [(each.person.name, each.subject) for each in told] == [
        ("Daniel Okafor", "A-0001 moved the need-by date of Street cleansing from 1 April 2028 to 1 April 2029"),
        ("Priya Nair", "A-0001 moved the need-by date of Street cleansing from 1 April 2028 to 1 April 2029"),
    ]


def test_a_pending_submission_with_other_dates_is_void(bench: Council) -> None:
    row = agreement(bench, extensions=[ExtensionInput(months=12)])
    cycle = play.ready(replacing(bench, row, team=[bench["member"]]), at=NOW)
    play.put(cycle, at=NOW)
    assert fresh(cycle).sealed_number == 1
    take_extension(row, bench)
    cycle = fresh(cycle)
    submission = Submission.objects.get(cycle=cycle)
    assert (submission.state, submission.closed_because) == (
        SubmissionState.VOIDED,
        "A-0001 moved the dates of the cycle",
    )
    assert cycle.sealed_number is None
    assert "Submission 1 to the Analyse gate is void: A-0001 moved the dates in it" in sentences(cycle)
    told = Notification.objects.filter(kind="submission_voided_by_dates").order_by("person__name")
    because = "The Analyse gate is void because A-0001 moved the dates in what was submitted: Street cleansing"
    assert [(each.person.name, each.subject) for each in told] == [
        ("Grace Holland", because),
        ("Leanne Cooper", because),
        ("Priya Nair", because),
    ]


def test_a_submission_that_holds_the_same_dates_stands(bench: Council) -> None:
    row = agreement(bench)
    cycle = play.ready(replacing(bench, row), at=NOW)
    play.put(cycle, at=NOW)
    change_agreement(row, replace(values_of(row), title="Streets"), actor=bench["lead"], at=NOW)
    agreement(bench, cycle=cycle, service=cycle.service, start=date(2028, 4, 1), first_end=date(2032, 3, 31))
    cycle = fresh(cycle)
    assert (cycle.sealed_number, cycle.arrangement_ends) == (1, date(2032, 3, 31))


@pytest.mark.parametrize(
    "more", [{"is_rolling": True, "first_end": None}, {"first_end": None}], ids=["rolling", "not known"]
)
def test_without_an_end_the_typed_date_stays(bench: Council, more: dict[str, Any]) -> None:
    row = agreement(bench, **more)
    cycle = replacing(bench, row)
    assert (cycle.need_by, cycle.running_ends, cycle.need_by_source) == (date(2028, 4, 1), date(2028, 3, 31), "")
    assert sentences(cycle)[-2] == f"This cycle replaces A-0001 {row.title}"  # what follows are drafts of Analyse
    change_agreement(
        row, replace(values_of(row), is_rolling=False, first_end=date(2027, 9, 30)), actor=bench["lead"], at=NOW
    )
    assert fresh(cycle).need_by == date(2027, 10, 1)


def test_only_what_is_signed_sets_dates(bench: Council) -> None:
    cycle = bench.cycle()
    row = agreement(bench, is_signed=False, cycle=cycle, service=cycle.service, first_end=date(2032, 3, 31))
    assert fresh(cycle).arrangement_ends is None
    with pytest.raises(ValidationError) as refused:
        replacing(bench, row)
    assert refused.value.message_dict == {"agreement": ["A-0001 is not signed, so it can't be what runs today"]}
    row = change_agreement(row, replace(values_of(row), is_signed=True), actor=bench["lead"], at=NOW)
    assert (fresh(cycle).arrangement_ends, fresh(cycle).arrangement_source) == (date(2032, 3, 31), "A-0001")
    change_agreement(row, replace(values_of(row), is_signed=False), actor=bench["lead"], at=NOW)
    assert (fresh(cycle).arrangement_ends, fresh(cycle).arrangement_source) == (date(2032, 3, 31), "")


def test_of_several_the_first_to_end_counts_and_one_that_is_moved_away_no_longer(bench: Council) -> None:
    cycle = bench.cycle()
    own: dict[str, Any] = {"cycle": cycle, "service": cycle.service}
    agreement(bench, first_end=date(2033, 3, 31), **own)
    lot = agreement(bench, first_end=date(2031, 3, 31), **own)
    assert (fresh(cycle).arrangement_ends, fresh(cycle).arrangement_source) == (date(2031, 3, 31), "A-0002")
    change_agreement(lot, replace(values_of(lot), cycle=None), actor=bench["lead"], at=NOW)
    assert (fresh(cycle).arrangement_ends, fresh(cycle).arrangement_source) == (date(2033, 3, 31), "A-0001")


def test_a_cycle_that_is_over_is_not_touched(bench: Council) -> None:
    row = agreement(bench, extensions=[ExtensionInput(months=12)])
    cycle = replacing(bench, row)
    Cycle.objects.filter(pk=cycle.pk).update(stage="closed", status="", ended_at=NOW)
    take_extension(row, bench)
    assert fresh(cycle).need_by == date(2028, 4, 1)


def test_who_chooses_and_what_cannot_be_chosen(bench: Council) -> None:
    row, cycle = agreement(bench), bench.cycle()
    seen = cycle.details_version
    with pytest.raises(Refused):
        set_replaced_agreement(cycle, row, "So it is", actor=bench["other"], at=NOW, seen_version=seen)
    with pytest.raises(ValidationError, match="Say why"):
        set_replaced_agreement(cycle, row, " ", actor=bench["lead"], at=NOW, seen_version=seen)
    cycle = set_replaced_agreement(cycle, row, "So it is", actor=bench["lead"], at=NOW, seen_version=seen)
    with pytest.raises(Stale):
        set_replaced_agreement(cycle, None, "It was wrong", actor=bench["lead"], at=NOW, seen_version=seen)
    now = cycle.details_version
    with pytest.raises(ValidationError, match="says so already"):
        set_replaced_agreement(cycle, row, "So it is", actor=bench["lead"], at=NOW, seen_version=now)
    cycle = set_replaced_agreement(cycle, None, "It was wrong", actor=bench["lead"], at=NOW, seen_version=now)
    assert (cycle.need_by_source, cycle.need_by) == ("", date(2028, 4, 1))
    assert sentences(cycle)[-3:-1] == [
        "This cycle no longer replaces A-0001 Street cleansing",
        "A-0001 no longer sets by when this is needed",
    ]


def test_what_an_agreement_sets_is_not_typed(bench: Council) -> None:
    cycle = replacing(bench, agreement(bench))
    values = {"need_by": date(2027, 1, 1)}
    with pytest.raises(ValidationError, match="A-0001 sets the dates of this cycle: change the agreement instead"):
        edit_cycle(cycle, values, actor=bench["lead"], at=NOW, seen_version=cycle.details_version)
    same = {"need_by": cycle.need_by, "purpose": "Clean streets."}
    assert edit_cycle(cycle, same, actor=bench["lead"], at=NOW, seen_version=cycle.details_version).purpose == (
        "Clean streets."
    )


def test_a_cycle_starts_with_the_agreement_that_it_replaces(bench: Council) -> None:
    row = agreement(bench, notice_months=1, extensions=[ExtensionInput(months=12)])
    new = NewCycleInput(
        directorate=bench.place,
        purpose="Clean streets.",
        lead=bench["lead"],
        sponsor=bench["assistant"],
        need_by=date(2030, 1, 1),
        service_name="Street cleansing",
    )
    cycle = start_cycle_replacing(new, row, actor=bench["lead"], at=NOW)
    assert (cycle.need_by, cycle.running, cycle.running_ends, cycle.running_notice_by, cycle.need_by_source) == (
        date(2028, 4, 1),
        "arrangement",
        date(2028, 3, 31),
        date(2028, 2, 29),
        "A-0001",
    )


def test_a_review_that_passes_hands_the_agreement_on(bench: Council) -> None:
    cycle = bench.cycle_at("review")
    Agreement.objects.filter(cycle=cycle).update(cycle=None)  # the one with which it passed its Do gate
    row = agreement(bench, cycle=cycle, service=cycle.service, start=date(2028, 4, 1), first_end=date(2032, 3, 31))
    play.pass_gate(fresh(cycle), at=NOW)
    successor = Cycle.objects.get(previous=cycle)
    assert (successor.need_by, successor.need_by_source) == (date(2032, 4, 1), row.reference)
    assert fresh(cycle).stage == "closed"


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["end", "rolling", "unsign", "sign", "extend", "choose", "clear", "close"]),
        st.integers(0, 1),  # the agreement
        st.integers(0, 1),  # the cycle
        st.integers(0, 1_500),  # days
    ),
    max_size=12,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_changes_the_need_by_date_is_the_day_after_the_end(
    bench: Council, changes: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        rows = [agreement(bench, title=f"Lot {n}", extensions=[ExtensionInput(months=6)] * 3) for n in (1, 2)]
        cycles = [bench.cycle(service_name=f"Streets {n}") for n in (1, 2)]
        for kind, first, second, days in changes:
            make_change(bench, kind, rows[first].pk, cycles[second].pk, days)
            for cycle in Cycle.objects.filter(replaced_agreement__isnull=False).exclude(stage="closed"):
                row = cycle.replaced_agreement.agreement
                if row.is_signed and row.current_end:
                    expected = (row.current_end + timedelta(days=1), row.current_end, row.reference)
                    assert (cycle.need_by, cycle.running_ends, cycle.need_by_source) == expected
                else:
                    assert cycle.need_by_source == ""
        transaction.set_rollback(True)


def make_change(council: Council, kind: str, row_pk: int, cycle_pk: int, days: int) -> None:
    row, cycle, lead = Agreement.objects.get(pk=row_pk), Cycle.objects.get(pk=cycle_pk), council["lead"]
    now, end = values_of(row), date(2027, 1, 1) + timedelta(days=days)
    changed = {
        "end": replace(now, is_rolling=False, first_end=end),
        "rolling": replace(now, is_rolling=True, first_end=None),
        "unsign": replace(now, is_signed=False),
        "sign": replace(now, is_signed=True),
    }
    if kind in changed:
        change_agreement(row, changed[kind], actor=lead, at=NOW)
    elif kind == "extend" and row.extensions.filter(state=ExtensionState.OPEN).exists():
        take_extension(row, council)
    elif kind in ("choose", "clear"):
        chosen = row if kind == "choose" else None
        with suppress(ValidationError, Refused):
            set_replaced_agreement(cycle, chosen, "So", actor=lead, at=NOW, seen_version=cycle.details_version)
    elif kind == "close":
        Cycle.objects.filter(pk=cycle.pk).update(stage="closed", status="", ended_at=NOW)
