"""What an equality analysis lacks and says, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from stages.plan.equality import (
    Difference,
    complete_sentence,
    differences,
    gaps,
    impacts_in_words,
    opened_sentence,
)

EMPTY: dict[str, Any] = {
    "number": 2,
    "is_screening": False,
    "proposal": "Fewer visits",
    "service_data": "71% are 80 or older",
    "data_dated": "2026-03-31",
    "missing_groups": "Travellers",
    "affects": "",
    "affected": [],
    "needs_full": None,
    "conclusion": "It goes ahead.",
    "completed_on": "2026-11-03",
    "completed_by": "Priya Nair",
    "characteristics": [],
    "mitigations": [],
}
SCREENING = EMPTY | {"is_screening": True, "affects": "no", "needs_full": False}


def characteristic(code: str, *impacts: tuple[str, str], evidence: str = "Survey", **more: Any) -> dict[str, Any]:
    limbs = [("eliminate", "Eliminate discrimination, harassment"), ("foster", "Foster good relations between people")]
    said = [*impacts, *[("none", "")] * (2 - len(impacts))]
    return {
        "code": code,
        "name": code,
        "is_local": False,
        "evidence": evidence,
        "missing": "",
        "impacts": [
            {"limb": limb, "name": name, "impact": impact, "why": why}
            for (limb, name), (impact, why) in zip(limbs, said, strict=True)
        ],
    } | more


def mitigation(**more: Any) -> dict[str, Any]:
    row = {"id": 7, "action": "Extra visits", "characteristics": ["age"], "owner": "Sam Whitby", "due": "2027-03-31"}
    return row | more


HARM = characteristic("age", ("negative", "Fewer visits reach villages"))
WHOLE = EMPTY | {"characteristics": [HARM, characteristic("race")], "mitigations": [mitigation()]}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WHOLE, []),
        (WHOLE | {"service_data": ""}, [("It does not say what the service data shows.", "description")]),
        (WHOLE | {"data_dated": None}, [("The service data has no date.", "description")]),
        (
            WHOLE | {"missing_groups": ""},
            [("It does not say which groups are missing from the evidence.", "description")],
        ),
        (WHOLE | {"missing_groups": "", "characteristics": [HARM | {"missing": "Carers"}]}, []),
        (WHOLE | {"conclusion": ""}, [("It has no conclusion.", "conclusion")]),
        (
            WHOLE | {"characteristics": [HARM, characteristic("race", evidence="")]},
            [("It says nothing about the evidence on race.", "characteristics")],
        ),
        (
            WHOLE | {"characteristics": [HARM, *(characteristic(name, evidence="") for name in "abcde")]},
            [("It says nothing about the evidence on a, b, c and 2 more.", "characteristics")],
        ),
        (
            WHOLE | {"characteristics": [HARM, characteristic("race", ("", ""))]},
            [("The impact is not given for every part of the duty: race.", "characteristics")],
        ),
        (WHOLE | {"characteristics": [HARM, characteristic("rural", ("", ""), evidence="", is_local=True)]}, []),
        (
            WHOLE | {"characteristics": [HARM, characteristic("race", ("positive", ""))]},
            [("It does not say why the impact is what it is: race (positive).", "characteristics")],
        ),
        (WHOLE | {"mitigations": []}, [("A negative impact has no mitigation: age.", "mitigations")]),
        (
            WHOLE | {"mitigations": [mitigation(characteristics=["race"])]},
            [("A negative impact has no mitigation: age.", "mitigations")],
        ),
        (WHOLE | {"mitigations": [mitigation(owner="")]}, [("“Extra visits” has not an owner.", "mitigations")]),
        (WHOLE | {"mitigations": [mitigation(due=None)]}, [("“Extra visits” has not a date.", "mitigations")]),
        (SCREENING, []),
        (
            SCREENING | {"affects": ""},
            [("It does not say whether the proposal affects any group differently.", "description")],
        ),
        (
            SCREENING | {"affects": "yes"},
            [("It does not say which groups the proposal affects differently.", "description")],
        ),
        (
            SCREENING | {"needs_full": None},
            [("It does not say whether a full analysis is needed.", "description")],
        ),
        (
            SCREENING | {"needs_full": True},
            [("It says that a full analysis is needed, which has not begun.", "description")],
        ),
        (SCREENING | {"conclusion": ""}, [("It has no conclusion.", "description")]),
    ],
)
def test_what_is_missing(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(gap.sentence, gap.page) for gap in gaps(content)] == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WHOLE, "1 negative impact, with a mitigation, owner and date."),
        (
            WHOLE | {"characteristics": [HARM, HARM | {"code": "race"}]},
            "2 negative impacts, each with a mitigation, an owner and a date.",
        ),
        (WHOLE | {"characteristics": [characteristic("age")]}, "no negative impact."),
        (
            WHOLE | {"characteristics": [characteristic("age", ("not_known", "No data"))]},
            "no negative impact; 1 impact not known.",
        ),
        (
            WHOLE | {"characteristics": [characteristic("rural", ("", ""), ("", ""), evidence="", is_local=True)]},
            "no negative impact. Not looked at, though the council considers it: rural.",
        ),
        (SCREENING, "a screening, after which no full analysis is needed."),
    ],
)
def test_the_sentence_of_a_complete_version(content: dict[str, Any], expected: str) -> None:
    assert complete_sentence(content) == f"Version 2 of 3 November 2026 is complete: {expected}"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (True, "is open, with service data of 31 March 2026 and the groups missing from our evidence.")),
        ({"service_data": ""}, (False, "says nothing about service data yet.")),
        ({"data_dated": None}, (False, "does not say of when its service data is.")),
        ({"missing_groups": ""}, (False, "does not name the groups that are missing from our evidence.")),
    ],
)
def test_what_an_open_analysis_begins_with(more: dict[str, Any], expected: tuple[bool, str]) -> None:
    is_open, sentence = expected
    assert opened_sentence(EMPTY | more) == (is_open, f"The equality analysis {sentence}")


def test_two_versions_differ_where_they_say_something_else() -> None:
    after = WHOLE | {
        "number": 3,
        "data_dated": "2026-09-30",
        "characteristics": [
            characteristic("age", ("negative", "Fewer visits reach villages"), evidence="Survey and census"),
            characteristic("race", ("none", ""), ("positive", "More carers speak Polish")),
        ],
        "mitigations": [mitigation(due="2027-06-30"), mitigation(id=8, action="A helpline")],
        "conclusion": "It goes ahead later.",
    }
    assert differences(WHOLE, WHOLE | {"number": 3, "completed_on": None}) == []
    assert differences(WHOLE, after) == [
        Difference("Date of the data", "31 March 2026", "30 September 2026"),
        Difference("age, evidence", "Survey", "Survey and census"),
        Difference("race, Foster good relations", "None", "Positive: More carers speak Polish"),
        Difference(
            "Mitigation",
            "Extra visits, for age. Sam Whitby, by 31 March 2027.",
            "Extra visits, for age. Sam Whitby, by 30 June 2027.",
        ),
        Difference("Mitigation", "", "A helpline, for age. Sam Whitby, by 31 March 2027."),
        Difference("Conclusion", "It goes ahead.", "It goes ahead later."),
    ]


def test_a_full_analysis_differs_from_its_screening_in_kind() -> None:
    before = SCREENING | {"affects": "yes", "affected": ["age"], "characteristics": [characteristic("age")]}
    assert differences(before, before | {"is_screening": False, "affected": []}) == [
        Difference("Kind", "Screening", "Full analysis"),
        Difference("Groups affected", "age", ""),
    ]


@pytest.mark.parametrize(
    ("impacts", "words"),
    [
        (("none", "none", "none"), "No impact"),
        (("none", "negative", ""), "Negative: advance equality of opportunity; Not looked at: foster good relations"),
        (("positive", "none", "positive"), "Positive: eliminate discrimination and foster good relations"),
    ],
)
def test_impacts_on_a_group_are_said_by_kind(impacts: tuple[str, ...], words: str) -> None:
    names = (
        "Eliminate discrimination, harassment",
        "Advance equality of opportunity between people",
        "Foster good relations",
    )
    rows = [{"name": name, "impact": impact} for name, impact in zip(names, impacts, strict=True)]
    assert impacts_in_words(rows) == words
