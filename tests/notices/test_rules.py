"""Which notices each kind of agreement owes, by when, and why not the others: by the real edition's rules.

Worked by hand. Bank holidays: 25 December 2026, 28 December (for Boxing Day, a Saturday) and 1 January 2027.
UK6: signed on Tuesday 5 January; the eight working days of the standstill, beginning with publication, are 21, 22, 23,
24, 29, 30, 31 December and 4 January. PSR: published on Friday 18 December the standstill begins on the 19th, and
its eighth working day after that is 4 January. 30 days beginning with 5 January end on 3 February, 120 on 4 May, 90
on 4 April; 30 days beginning with 30 June on 29 July. 30 days after 5 January: 4 February.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices.facts import (
    NoticedChange,
    NoticedPayment,
    NoticeDue,
    NoticeDueState,
    NoticeFacts,
    NoticeNotRequired,
    PublishedNotice,
)
from notices.rules import notices_due
from principles.notices import AGREEMENT_KINDS, CATEGORIES
from tests.contracts.law import FIGURES
from tests.notices.agreements import AGREEMENTS, TODAY, bought, worth
from tests.principles.editions import real

TABLE = list(csv.DictReader((Path(__file__).parent / "notice_table.csv").open(encoding="utf-8")))
REASONS = {
    "no grant": "It is a contract, not a grant.",
    "call-off no grant": "It is a call-off, not a grant.",
    "grant": "It is a grant: nothing is bought. It is published in the year's list of grants.",
    "s75": (
        "It is a partnership of public bodies under section 75 of the National Health Service Act 2006,"
        " neither a procurement nor a grant."
    ),
    "in-house": "The council delivers it itself: there is no contract to publish.",
    "Act": "It is governed by the Procurement Act 2023, which has notices of its own.",
    "light touch": (
        "It is governed by the light touch rules of the Procurement Act 2023, which have notices of their own."
    ),
    "below": (
        "It is below the threshold of the Procurement Act 2023,"
        " where only a tender notice and a contract details notice can be due."
    ),
    "PSR": "It is governed by the Provider Selection Regime, which has notices of its own.",
    "2015": "It was bought under the Public Contracts Regulations 2015, which go on governing it.",
    "one a year": "The council publishes one pipeline notice a year, for all its procurements together.",
    "engaged by framework": "It is a call-off: engagement was a matter for its framework.",
    "no tender follows": "It is awarded directly, so no tender notice follows the engagement.",
    "voluntary": (
        "It is voluntary: published between 40 days and 12 months before the tender notice,"
        " it allows a tender period of 10 days."
    ),
    "not advertised": (
        "Below threshold a tender notice is due only where the tender is advertised and worth £30,000 or more with VAT."
    ),
    "tender of framework": "It is a call-off: the tender notice was that of its framework.",
    "no tender": "It is awarded directly, without a tender.",
    "not direct": "It is not awarded directly.",
    "under framework": "It is a call-off: it is awarded under its framework, not directly under section 41 or 43.",
    "not over 5m": "Its value with VAT is not over £5,000,000.",
    "s71 not light": "Section 71 does not apply to a light touch contract.",
    "no breach": "No breach or poor performance is recorded.",
    "freely changed": "A light touch contract may be changed without a change notice (section 75(6)).",
    "no change": "No change that needs it has been made.",
    "not abandoned": "The procurement has not been abandoned.",
    "no notice of its own": "It is a call-off, which has no tender or transparency notice of its own.",
    "dynamic market": "It concerns dynamic markets alone.",
    "one a half-year": "The council publishes one for every half-year, for all its contracts together.",
    "not most suitable": "Only the Most Suitable Provider process asks for it.",
    "not competitive": "Only the Competitive Process asks for it.",
    "A and B": "Direct Award A and B have no notice of intention and no standstill.",
    "not urgent": "It was not awarded as urgent.",
    "one summary": "The council publishes one summary a year, for all its health services together.",
}


def shown(row: NoticeDue) -> str:
    """As a cell of the table says it: the name of a reason, or the state with the occurrence and the last day."""
    if row.state is NoticeDueState.NOT_REQUIRED:
        return next(name for name, sentence in REASONS.items() if sentence == row.sentence)
    return " ".join(filter(None, [row.state.value, row.occurrence, row.due_by.isoformat() if row.due_by else ""]))


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_every_notice_of_every_agreement(agreement: str) -> None:
    rows = notices_due(AGREEMENTS[agreement], FIGURES, TODAY)
    assert [(row.code, shown(row)) for row in rows] == [(line["notice"], line[agreement]) for line in TABLE]


def test_the_table_names_the_law_of_every_notice() -> None:
    assert [(line["notice"], line["law"]) for line in TABLE] == [
        (notice["code"], notice["basis"]) for notice in FIGURES["notices"]
    ]


def of(code: str, facts: NoticeFacts, today: date = TODAY) -> list[NoticeDue]:
    return [row for row in notices_due(facts, FIGURES, today) if row.code == code]


def sentences(code: str, facts: NoticeFacts, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(row.state.value, row.occurrence, row.sentence) for row in of(code, facts, today)]


@pytest.mark.parametrize(
    ("today", "state", "sentence"),
    [
        (date(2027, 1, 4), "to_come", "To come. It will be due by 3 February 2027."),
        (date(2027, 1, 5), "due", "Due by 3 February 2027."),
        (date(2027, 2, 3), "due", "Due by 3 February 2027."),
        (date(2027, 2, 4), "late", "1 day late: it was due by 3 February 2027."),
        (date(2027, 2, 13), "late", "10 days late: it was due by 3 February 2027."),
    ],
)
def test_the_due_day_is_in_time_and_a_day_late_is_late(today: date, state: str, sentence: str) -> None:
    assert sentences("UK7", bought(), today) == [(state, "", sentence)]


@pytest.mark.parametrize(
    ("published", "late", "sentence"),
    [
        (date(2027, 2, 3), 0, "Published on 3 February 2027."),
        (date(2027, 2, 4), 1, "Published on 4 February 2027, 1 day late: it was due by 3 February 2027."),
    ],
)
def test_a_notice_published_on_its_last_day_is_in_time(published: date, late: int, sentence: str) -> None:
    link = "https://www.find-tender.service.gov.uk/Notice/000001-2027"
    facts = bought(published=(PublishedNotice("UK7", published, link=link),))
    assert of("UK7", facts) == [
        NoticeDue(
            "UK7",
            "Contract details notice",
            NoticeDueState.PUBLISHED,
            sentence,
            due_by=date(2027, 2, 3),
            days_late=late,
            published_on=published,
            link=link,
        )
    ]


def test_a_notice_published_without_need_is_shown_all_the_same() -> None:
    facts = bought(published=(PublishedNotice("UK3", date(2026, 3, 2)),))
    assert sentences("UK3", facts) == [("published", "", "Published on 2 March 2026.")]


def test_what_somebody_recorded_as_not_required_counts_unless_it_was_published() -> None:
    word = NoticeNotRequired("UK7", "The contract is one of defence.")
    assert sentences("UK7", bought(not_required=(word,))) == [("not_required", "", "The contract is one of defence.")]
    published = (PublishedNotice("UK7", date(2027, 2, 1)),)
    assert sentences("UK7", bought(not_required=(word,), published=published)) == [
        ("published", "", "Published on 1 February 2027.")
    ]


@pytest.mark.parametrize(
    ("code", "missing", "sentence"),
    [
        ("UK7", {"regime": ""}, "Its legal regime is not decided yet."),
        ("UK5", {"route": ""}, "Its delivery route is not decided yet."),
        ("UK8", {"category": ""}, "Whether it is for goods and services, works or a concession is not known."),
        ("UK2", {"engagement_on": None}, "Whether suppliers were engaged with before the tender is not known."),
        ("UK9", {"kpis_published": None}, "Whether its key performance indicators are published is not known."),
        (
            "UK7_copy",
            {"value_with_vat": None, "value_without_vat": Decimal(4_999_999)},
            "Its whole-life value with VAT is not known.",
        ),
        ("UK4", {"tender_on": None}, "The day on which the tender started is not known."),
        ("UK7", {"signed_on": None}, "The day on which it was signed is not known."),
        (
            "UK10",
            {"changes": (NoticedChange("V2", date(2027, 5, 10)),)},
            "Whether the change V2 is over the limits is not known: enter its value and its term.",
        ),
        (
            "PSR_modification",
            {"regime": "psr_2023", "changes": (NoticedChange("V2", date(2027, 5, 10)),)},
            "The value of the change V2 is not known.",
        ),
        ("PSR_award", {"regime": "psr_2023", "urgent": None}, "Whether it was awarded as urgent is not known."),
        ("PSR_intention", {"regime": "psr_2023"}, "Its route within the legal regime is not decided yet."),
    ],
)
def test_a_missing_fact_is_named(code: str, missing: dict[str, Any], sentence: str) -> None:
    assert [(state, said) for state, _, said in sentences(code, bought(**missing))] == [("not_known", sentence)]


def test_a_value_without_vat_that_is_over_needs_no_value_with_it() -> None:
    facts = bought(value_with_vat=None, value_without_vat=Decimal(5_000_001))
    assert [row.due_by for row in of("UK7_copy", facts)] == [date(2027, 4, 4)]


def test_a_figure_over_is_more_and_a_figure_from_is_enough() -> None:
    assert of("UK7_copy", bought(**worth(5_000_000, 4_200_000)))[0].state == "not_required"
    below = bought(regime="pa2023_below_threshold", advertised=True)
    assert of("UK7", replace(below, value_with_vat=Decimal("29999.99")))[0].state == "not_required"
    (enough,) = of("UK7", replace(below, value_with_vat=Decimal(30_000)))
    assert enough.sentence == ("118 days late: it was due as soon as reasonably practicable, and by 3 February 2027.")


RUNNING = bought(award_on=None, signed_on=None, start=None, end=None, changes=(), payments=())


def test_a_running_procurement_has_its_notices_to_come() -> None:
    plan = {"award": date(2026, 12, 18), "contract_signed": date(2027, 1, 5)}
    facts, today = replace(RUNNING, planned=plan), date(2026, 12, 1)
    assert sentences("UK6", facts, today) == [("due", "", "Due by 21 December 2026.")]
    assert sentences("UK6", facts, date(2026, 12, 22)) == [("late", "", "1 day late: it was due by 21 December 2026.")]
    assert sentences("UK7", facts, today) == [("to_come", "", "To come. It will be due by 3 February 2027.")]
    assert sentences("UK11", facts, today) == [("to_come", "", "To come. The day on which it ends is not known.")]
    assert sentences("UK7", RUNNING, today) == [
        ("to_come", "", "To come. The day on which it was signed is not known.")
    ]


def test_an_abandoned_procurement_owes_its_termination_and_nothing_of_a_contract() -> None:
    facts = replace(RUNNING, abandoned_on=date(2027, 5, 20))
    assert sentences("UK12", facts) == [("due", "", "Due as soon as reasonably practicable, and by 19 June 2027.")]
    assert sentences("UK7", facts) == [
        ("not_required", "", "The procurement was abandoned on 20 May 2027, so nothing was signed.")
    ]
    assert of("UK4", facts)[0].state == "late"


def test_an_agreement_that_ended_early_owes_the_notice_from_that_day() -> None:
    assert sentences("UK11", bought(ended_on=date(2027, 5, 3)), date(2027, 6, 2)) == [
        ("late", "", "1 day late: it was due by 1 June 2027.")
    ]
    assert sentences("UK11", bought(), date(2029, 4, 29)) == [("due", "", "Due by 29 April 2029.")]


def test_each_year_of_performance_is_a_notice_and_the_last_ends_with_the_agreement() -> None:
    facts = bought(end=date(2029, 9, 30), published=(PublishedNotice("UK9", date(2028, 3, 31), "2028"),))
    assert sentences("UK9", facts, date(2029, 5, 1)) == [
        ("published", "2028", "Published on 31 March 2028."),
        ("late", "2029", "31 days late: it was due by 31 March 2029."),
        ("to_come", "end", "To come. It will be due by 30 September 2029."),
    ]


def test_years_of_performance_before_the_law_are_not_concerned() -> None:
    early = bought(start=date(2025, 3, 1), end=date(2027, 2, 28))
    assert [(row.occurrence, row.due_by) for row in of("UK9", early)] == [
        ("2026", date(2026, 2, 28)),
        ("end", date(2027, 2, 28)),
    ]
    assert sentences("UK9", bought(start=date(2025, 3, 1), end=date(2025, 12, 31))) == [
        (
            "not_required",
            "",
            "The law on it is in force from 1 January 2026, and nothing has happened since that needs it.",
        )
    ]


def test_a_payment_over_the_figure_makes_its_quarter_due() -> None:
    paid = tuple(NoticedPayment(day, Decimal(30_001)) for day in (date(2027, 3, 31), date(2027, 4, 1)))
    assert [(row.occurrence, row.state.value, row.due_by) for row in of("UK8", bought(payments=paid))] == [
        ("Q4 2026/27", "late", date(2027, 4, 29)),
        ("Q1 2027/28", "to_come", date(2027, 7, 29)),
    ]
    small = (NoticedPayment(date(2027, 4, 1), Decimal(30_000)),)
    assert sentences("UK8", bought(payments=small)) == [("not_required", "", "No payment over £30,000 is recorded.")]


def test_payments_that_nobody_knows_are_asked_for_by_quarter() -> None:
    word = "Whether a payment over £30,000 was made in {} is not known."
    done = (PublishedNotice("UK8", date(2027, 4, 12), "Q4 2026/27"),)
    assert sentences("UK8", bought(payments=None, published=done), date(2027, 10, 1)) == [
        ("published", "Q4 2026/27", "Published on 12 April 2027."),
        ("not_known", "Q1 2027/28", word.format("Q1 2027/28")),
        ("not_known", "Q2 2027/28", word.format("Q2 2027/28")),
    ]


def test_a_quarter_is_asked_for_once_it_is_over() -> None:
    asked = [len(of("UK8", bought(payments=None), day)) for day in (date(2027, 6, 30), date(2027, 7, 1))]
    assert asked == [1, 2]


@pytest.mark.parametrize(("tender", "state"), [(date(2026, 3, 31), "not_required"), (date(2026, 4, 1), "to_come")])
def test_payments_concern_procurements_commenced_from_april_2026(tender: date, state: str) -> None:
    assert [row.state.value for row in of("UK8", bought(tender_on=tender))] == [state]


def test_a_breach_is_a_notice_of_its_own() -> None:
    assert [(row.occurrence, row.due_by) for row in of("UK9_breach", bought(breaches=(date(2027, 5, 4),)))] == [
        ("2027-05-04", date(2027, 6, 2))
    ]


@pytest.mark.parametrize(("on", "state"), [(date(2025, 12, 31), "not_required"), (date(2026, 1, 1), "late")])
def test_a_law_counts_from_the_day_on_which_it_is_in_force(on: date, state: str) -> None:
    assert [row.state.value for row in of("UK9_breach", bought(breaches=(on,)))] == [state]


def test_only_changes_over_the_limits_need_a_notice() -> None:
    changes = (NoticedChange("V1", date(2027, 4, 12), notifiable=False), NoticedChange("V2", date(2027, 6, 1), True))
    assert sentences("UK10", bought(changes=changes)) == [("due", "V2", "Due by 1 June 2027.")]


def test_a_most_suitable_provider_is_told_of_fourteen_days_before() -> None:
    facts = bought(regime="psr_2023", regime_route="psr_msp")
    assert [row.due_by for row in of("PSR_approach", facts)] == [date(2026, 12, 4)]


def test_an_urgent_award_has_a_notice_in_place_of_the_others() -> None:
    facts = bought(regime="psr_2023", regime_route="psr_direct_c", urgent=True)
    assert [(row.code, row.due_by) for row in notices_due(facts, FIGURES, TODAY) if row.due_by][:2] == [
        ("PSR_modification", date(2027, 6, 9)),
        ("PSR_urgent", date(2027, 2, 4)),
    ]


def test_a_kind_or_a_law_of_another_edition_is_answered_too() -> None:
    assert sentences("UK7", bought(regime="pcr2006")) == [("not_required", "", "It is under another legal regime.")]
    assert sentences("UK7", bought(kind="lease")) == [("not_required", "", "It is an agreement of another kind.")]


days = st.none() | st.dates(date(2024, 1, 1), date(2030, 12, 31))
flags = st.none() | st.booleans()


@settings(deadline=None, max_examples=200)
@given(
    st.builds(
        NoticeFacts,
        kind=st.sampled_from(list(AGREEMENT_KINDS)),
        route=st.sampled_from(["", "procure", "direct_award", "call_off_framework", "grant"]),
        regime=st.sampled_from(["", *(row.code for row in real().framework.legal_regimes)]),
        regime_route=st.sampled_from(["", *(row.code for row in real().framework.regime_routes)]),
        category=st.sampled_from(["", *CATEGORIES]),
        value_with_vat=st.none() | st.decimals(0, 10**8, places=2),
        tender_on=days,
        award_on=days,
        signed_on=days,
        start=days,
        end=days,
        ended_on=days,
        abandoned_on=days,
        engaged=flags,
        advertised=flags,
        kpis_published=flags,
        urgent=flags,
        payments=st.none() | st.just(()),
    ),
    st.dates(date(2024, 1, 1), date(2031, 12, 31)),
)
def test_whatever_is_known_every_notice_has_an_answer(facts: NoticeFacts, today: date) -> None:
    rows = notices_due(facts, FIGURES, today)
    assert list(dict.fromkeys(row.code for row in rows)) == [notice["code"] for notice in FIGURES["notices"]]
    for row in rows:
        assert row.sentence[0].isupper() or row.sentence[0].isdigit()
        assert row.sentence.endswith(".")
        assert (row.state is NoticeDueState.LATE) == (row.due_by is not None and row.due_by < today)
        assert (row.days_late > 0) == (row.state is NoticeDueState.LATE)


def test_an_edition_without_notices_asks_for_none() -> None:
    assert notices_due(bought(), {}, TODAY) == []
