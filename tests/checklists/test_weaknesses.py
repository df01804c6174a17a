"""What a decider should doubt in answers: each kind with its exact list, and nothing where nothing stands out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from checklists.weaknesses import AnswerContent, EvidenceContent, Weakness, weaknesses

BEGAN = date(2026, 3, 2)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FOLDER = "https://documents.example.org/C-0147"
WORDS = [
    "Forty carers were asked in Louth.",
    "Demand grows by a tenth until 2030.",
    "The ledger shows £38,000 a year.",
    "Two providers can deliver this.",
    "The Care Act asks for it.",
    "Three lessons are carried forward.",
    "Public Health named the chapter.",
]


def item(number: int, **changed: Any) -> EvidenceContent:
    values: dict[str, Any] = {"title": f"Paper {number}", "dated": BEGAN, "url": f"{FOLDER}/paper-{number}"}
    return EvidenceContent(id=number, **values | changed)


def answers(**columns: list[Any]) -> list[AnswerContent]:
    """Seven good answers, an hour apart, or as many as a column has; each column changes one value of all of them."""
    rows = []
    for place in range(min([len(WORDS), *map(len, columns.values())])):
        good: dict[str, Any] = {
            "code": f"AN-{place}",
            "title": f"Question {place}",
            "words": WORDS[place],
            "author": "Priya Nair",
            "at": NOON + timedelta(hours=place),
            "evidence": [item(place)],
            "hard_stop": True,
            "confirmed_by": "Ruth Adeyemi",
            "note": "I have read it.",
        }
        rows.append(AnswerContent(**good | {name: column[place] for name, column in columns.items()}))
    return rows


def about(*places: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"AN-{place}", f"Question {place}") for place in places)


def test_good_answers_have_no_weakness() -> None:
    assert weaknesses(answers(), BEGAN) == []
    assert weaknesses([], BEGAN) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            [
                "Question 0: Done, see the paper.",
                "Other words",
                "question 2  - done,  SEE the paper",
                "AN-3 done see the paper",
            ],
            [
                Weakness(
                    "same_words",
                    "3 answers say the same, apart from their titles: “Done, see the paper”.",
                    about(0, 2, 3),
                )
            ],
        ),
        (
            ["Yes", "Question 1", "yes.", "Question 3 (AN-3)"],
            [
                Weakness("same_words", "2 answers say the same, apart from their titles: “Yes”.", about(0, 2)),
                Weakness("same_words", "2 answers say no more than their titles.", about(1, 3)),
            ],
        ),
        (["Done", "Done in 2025", "Done, see page 4", "Done, see page 5"], []),
        (["", "", "  ", ""], []),
        (
            ["word " * 40, "word " * 40],
            [
                Weakness(
                    "same_words",
                    f"2 answers say the same, apart from their titles: “{'word ' * 16}word…”.",
                    about(0, 1),
                )
            ],
        ),
    ],
)
def test_the_same_words_are_seen_without_case_spaces_titles_and_codes(
    words: list[str], expected: list[Weakness]
) -> None:
    assert weaknesses(answers(words=words), BEGAN) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([0, 60, 120], [about(0, 1, 2)]),
        ([0, 61, 122], []),
        ([0, 10], []),
        ([0, 1, 3600, 3601, 7200, 7201, 7202], [about(4, 5, 6)]),
        ([120, 0, 60, 9000, 9001, 9002, 9003], [about(0, 1, 2), about(3, 4, 5, 6)]),
    ],
)
def test_three_answers_a_minute_apart_are_haste(seconds: list[int], expected: list[Any]) -> None:
    moments = [NOON + timedelta(seconds=second) for second in seconds]
    found = weaknesses(answers(at=moments), BEGAN)
    assert [(row.kind, row.answers) for row in found] == [("haste", about_) for about_ in expected]


def test_haste_names_the_author_and_the_day() -> None:
    (found,) = weaknesses(answers(at=[NOON] * 4), BEGAN)
    assert found == Weakness(
        "haste",
        "Priya Nair gave 4 answers on 23 November 2026, each within 60 seconds of the one before.",
        about(0, 1, 2, 3),
    )


def test_two_authors_who_answer_side_by_side_are_not_in_haste() -> None:
    assert weaknesses(answers(at=[NOON] * 4, author=["Priya Nair", "Tom Baines"] * 2), BEGAN) == []
    assert weaknesses(answers(at=[NOON] * 3, words=["", "", ""]), BEGAN) == []
    assert weaknesses(answers(at=[None] * 4), BEGAN) == []


def test_evidence_from_before_the_start_is_named_once_with_its_answers() -> None:
    old = item(9, title="Survey", dated=date(2026, 3, 1))
    rows = answers(evidence=[[old], [item(1)], [item(2), old]])
    assert weaknesses(rows, BEGAN) == [
        Weakness("old_evidence", "“Survey” is of 1 March 2026. The cycle started on 2 March 2026.", about(0, 2))
    ]


def test_evidence_of_more_than_five_answers_is_named() -> None:
    shared = item(9, title="Everything")
    five = answers(evidence=[[shared]] * 5 + [[item(5)]])
    assert weaknesses(five, BEGAN) == []
    six = answers(evidence=[[shared]] * 5 + [[item(5), shared], []])
    assert weaknesses(six, BEGAN) == [
        Weakness("shared_evidence", "“Everything” is the evidence of 6 answers.", about(0, 1, 2, 3, 4, 5))
    ]


def test_links_to_a_bare_host_are_counted_by_host() -> None:
    urls = ["https://a.example", "https://a.example/", "https://a.example/#top", "https://b.example:8000/", "", FOLDER]
    rows = answers(evidence=[[item(place, url=url)] for place, url in enumerate(urls)])
    assert weaknesses(rows, BEGAN) == [
        Weakness("bare_host", "3 links lead to the first page of a.example and not to a document.", about(0, 1, 2)),
        Weakness("bare_host", "1 link leads to the first page of b.example:8000 and not to a document.", about(3)),
    ]
    assert weaknesses(answers(evidence=[[item(0, url="https://a.example/?id=4")]]), BEGAN) == []


def test_a_confirmation_without_a_word_counts_on_hard_stops_alone() -> None:
    rows = answers(
        note=["", "  ", "I have read it.", "", ""],
        hard_stop=[True, True, True, False, True],
        confirmed_by=["Ruth Adeyemi", "Sam Whitby", "Ruth Adeyemi", "Ruth Adeyemi", ""],
    )
    assert weaknesses(rows, BEGAN) == [
        Weakness(
            "silent_confirmation",
            f"{adviser} confirmed 1 answer that cannot pass with a condition, without a word.",
            about(place),
        )
        for place, adviser in enumerate(("Ruth Adeyemi", "Sam Whitby"))
    ]


def test_kinds_come_in_one_order() -> None:
    bad = item(9, dated=date(2020, 1, 1), url="https://a.example")
    rows = answers(words=["Yes"] * 7, at=[NOON] * 7, evidence=[[bad]] * 7, note=[""] * 7)
    assert [row.kind for row in weaknesses(rows, BEGAN)] == [
        "same_words",
        "haste",
        "old_evidence",
        "shared_evidence",
        "bare_host",
        "silent_confirmation",
    ]
    assert len({row.heading for row in weaknesses(rows, BEGAN)}) == 6
