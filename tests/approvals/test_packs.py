"""What two sealed packs say differently, sentence by sentence, and the digest that tells them apart. No database."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import packs
from approvals.models import NextStep
from approvals.presenters.packing import differences
from checklists.models import AnswerState

ANSWER: dict[str, Any] = {
    "code": "AN-RES-1",
    "title": "Residents",
    "state": "met",
    "explanation": "We asked 200 people.",
    "not_applicable_because": "",
    "owner": "",
    "owner_id": None,
    "due": None,
    "evidence": [{"id": 1, "title": "Survey"}],
    "confirmation": None,
}
PACK: dict[str, Any] = {
    "cycle": {
        "whole_life_value": "90000.00",
        "yearly_value": None,
        "tier_name": "small",
        "delivery_route": None,
        "legal_regime": None,
        "need_by": "2028-04-01",
        "key_decision": False,
        "lead": "Priya Nair",
        "sponsor": "Daniel Okafor",
        "purpose": "Clean streets.",
        "ambitions": ["Enjoy life"],
        "divisions": "all",
    },
    "answers": [ANSWER],
    "conditions_proposed": [],
    "next_step": "",
    "next_need_by": None,
}
GIVEN = {"by": "Ruth Adeyemi", "state": "given"}
PROPOSED = {"question": "", "text": "Publish it", "owner": "Priya Nair", "owner_id": 3, "due": "2027-01-31"}


def pack(cycle: dict[str, Any] | None = None, answer: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    new = deepcopy(PACK) | more
    new["cycle"] |= cycle or {}
    if answer is not None:
        new["answers"][0] |= answer
    return new


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"whole_life_value": "95500.50"}, "The whole-life value without VAT changed from £90,000 to £95,500.50."),
        ({"yearly_value": "1200000.00"}, "The yearly value without VAT changed from not decided to £1,200,000."),
        ({"tier_name": "medium"}, "The tier changed from small to medium."),
        ({"vat": "19100.10"}, "The VAT on it changed from not decided to £19,100.10."),
        ({"other_routes": ["Grant"]}, "The routes combined with it changed from not decided to Grant."),
        (
            {"regime_route": "Direct Award C"},
            "The route of the legal regime changed from not decided to Direct Award C.",
        ),
        ({"decided_by": "Executive"}, "The decision maker changed from not decided to Executive."),
        ({"contract_manager": "Tom Baines"}, "The contract manager changed from not decided to Tom Baines."),
        ({"delivery_route": "Contract"}, "The delivery route changed from not decided to Contract."),
        ({"legal_regime": "The Act"}, "The legal regime changed from not decided to The Act."),
        ({"runs_today": "an arrangement"}, "The entry of what runs today changed from not known to an arrangement."),
        ({"runs_until": "2028-03-31"}, "The last day of what runs today changed from not known to 31 March 2028."),
        (
            {"notice_to_it_by": "2027-09-30"},
            "The last day to give notice to what runs today changed from not known to 30 September 2027.",
        ),
        ({"need_by": "2028-10-01"}, "The need-by date changed from 1 April 2028 to 1 October 2028."),
        ({"key_decision": True}, "The key decision changed from no to yes."),
        ({"lead": "Leanne Cooper"}, "The lead commissioner changed from Priya Nair to Leanne Cooper."),
        ({"sponsor": "Grace Holland"}, "The sponsor changed from Daniel Okafor to Grace Holland."),
        ({"purpose": "Clean parks."}, "The purpose changed from “Clean streets.” to “Clean parks.”."),
        ({"ambitions": []}, "The ambitions changed from Enjoy life to not decided."),
        ({"divisions": ["Spalding", "Boston"]}, "The divisions changed from all to Spalding, Boston."),
    ],
)
def test_a_changed_value_is_told_with_both_values(change: dict[str, Any], sentence: str) -> None:
    assert differences(PACK, pack(cycle=change)) == [sentence]


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"state": "not_met"}, ["“Residents” changed from met to not met."]),
        ({"explanation": "We asked 300."}, ["“Residents” has a new explanation."]),
        (
            {"state": "not_applicable", "not_applicable_because": "Nobody lives there", "evidence": []},
            [
                "“Residents” changed from met to does not apply.",
                "“Residents” has a new explanation.",
                "“Residents” no longer rests on Survey.",
            ],
        ),
        (
            {"state": "partly_met", "owner": "Leanne Cooper", "owner_id": 2, "due": "2027-02-01"},
            [
                "“Residents” changed from met to partly met.",
                "The missing part of “Residents” is now for Leanne Cooper, due 1 February 2027.",
            ],
        ),
        (
            {"evidence": [{"id": 2, "title": "Survey"}]},
            ["“Residents” has new evidence: Survey.", "“Residents” no longer rests on Survey."],
        ),
        ({"confirmation": GIVEN}, ["“Residents” is now confirmed by Ruth Adeyemi."]),
        ({"confirmation": GIVEN | {"state": "asked"}}, []),
    ],
)
def test_a_changed_answer_is_told_by_its_title(change: dict[str, Any], sentences: list[str]) -> None:
    assert differences(PACK, pack(answer=change)) == sentences


def test_a_confirmation_that_is_gone_or_somebody_elses_is_told() -> None:
    confirmed = pack(answer={"confirmation": GIVEN})
    other = pack(answer={"confirmation": GIVEN | {"by": "Sam Whitby"}})
    assert differences(confirmed, PACK) == ["“Residents” is no longer confirmed."]
    assert differences(confirmed, other) == ["“Residents” is now confirmed by Sam Whitby."]


def test_another_owner_of_the_missing_part_is_told() -> None:
    partly = {"state": "partly_met", "owner": "Leanne Cooper", "owner_id": 2, "due": "2027-02-01"}
    later = partly | {"due": "2027-03-01"}
    assert differences(pack(answer=partly), pack(answer=later)) == [
        "The missing part of “Residents” is now for Leanne Cooper, due 1 March 2027."
    ]


def test_questions_that_came_and_went_are_told() -> None:
    other = ANSWER | {"code": "AN-RES-2", "title": "Money"}
    assert differences(PACK, pack() | {"answers": [other]}) == [
        "“Money” is now asked.",
        "“Residents” is no longer asked.",
    ]


def test_proposed_conditions_are_told_by_all_that_they_say() -> None:
    later = PROPOSED | {"due": "2027-02-28"}
    assert differences(PACK, pack(conditions_proposed=[PROPOSED])) == [
        "A condition is now proposed: Publish it, for Priya Nair, due 31 January 2027."
    ]
    assert differences(pack(conditions_proposed=[PROPOSED]), pack(conditions_proposed=[later])) == [
        "A condition is now proposed: Publish it, for Priya Nair, due 28 February 2027.",
        "A condition is no longer proposed: Publish it, for Priya Nair, due 31 January 2027.",
    ]


def test_what_a_review_says_comes_next_is_told() -> None:
    before = pack(next_step="recommission", next_need_by="2029-04-01")
    assert differences(before, pack(next_step="stop")) == [
        "The next step changed from commission it again to stop the service.",
        "The next need-by date changed from 1 April 2029 to not decided.",
    ]


def test_differences_come_in_one_order() -> None:
    after = pack(
        cycle={"tier_name": "medium", "purpose": "Parks"},
        answer={"state": "not_met"},
        conditions_proposed=[PROPOSED],
        next_step="stop",
    )
    assert [sentence.split()[1] for sentence in differences(PACK, after)] == [
        "tier",
        "purpose",
        "changed",
        "condition",
        "next",
    ]


def test_equal_packs_differ_in_nothing_and_have_one_digest() -> None:
    same = json.loads(json.dumps(PACK))
    assert differences(PACK, same) == []
    assert packs.digest(PACK) == packs.digest(same)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.lists(st.text())))
def test_the_digest_forgets_the_order_of_keys_and_nothing_else(values: dict[str, Any]) -> None:
    turned = dict(reversed(values.items()))
    assert packs.digest(values) == packs.digest(turned)
    assert packs.digest(values) != packs.digest(values | {"one more": 1})


def test_every_state_and_next_step_has_its_words() -> None:
    assert set(packs.STATES) == set(AnswerState.values)
    assert set(packs.NEXT_STEPS) == set(NextStep.values)


FINDING = {"question": "AN-ROB-2", "title": "Enough time", "check": "schedule_has_float", "looked_at": []}
HELD = FINDING | {"result": "holds", "sentence": "Every step is planned in time."}
FAILED = FINDING | {"result": "fails", "sentence": "Award is late."}
EXCEPTED = FAILED | {"exception": "Exception agreed by the chair."}


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ([], [HELD], ["The check of “Enough time” now holds: Every step is planned in time."]),
        ([HELD], [FAILED], ["The check of “Enough time” now fails: Award is late."]),
        ([FAILED], [FAILED | {"sentence": "Award is later."}], []),
        (
            [HELD],
            [EXCEPTED],
            ["The check of “Enough time” now fails: Award is late. Exception agreed by the chair."],
        ),
        (
            [FAILED],
            [EXCEPTED],
            ["The check of “Enough time” still fails, now with an exception. Exception agreed by the chair."],
        ),
        ([EXCEPTED], [EXCEPTED], []),
        ([FAILED], [], ["The check of “Enough time” no longer says anything."]),
    ],
)
def test_findings_that_change_are_told(before: list[Any], after: list[Any], sentences: list[str]) -> None:
    one, other = (pack(findings=rows) if rows else pack() for rows in (before, after))
    assert differences(one, other) == sentences
