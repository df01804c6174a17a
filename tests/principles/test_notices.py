"""The rules of notices in an edition: what the reader takes, every fault that it names, and what a comparison shows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from principles import content
from principles.edition_items import compare_editions
from principles.services import load
from tests.principles.editions import FRAMEWORK, changed, read, real, small

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BROKEN = Path(__file__).parent / "broken_notices.yaml"
NOTICES = """\
notices:
  - code: UK7
    name: Contract details notice
    basis: Procurement Act 2023 s53
    kinds: [contract]
    rules:
      - {routes: [procure], value_over: 5000, event: contract_signed, days: 30, counts_event_day: true}
      - {not_required: It is small.}
  - code: UK1
    name: Pipeline
    belongs_to: council
    basis: s93
    because: One a year.
    rules: [{event: year_start, days: 56}]
notice_exclusions:
  kinds: {framework: No., call_off: No., grant: No., section_75: No., in_house: No., direct_payments: No.}
waiver_causes:
  - {code: urgency, name: Urgency}
risk_classes:
  - {code: low, name: Low, asks: A look.}
  - {code: medium, name: Medium, asks: Two looks.}
  - {code: high, name: High, asks: Three looks.}
"""
WITH_NOTICES = FRAMEWORK + NOTICES


def faults(old: str, new: str) -> list[str]:
    found = read(framework=changed(WITH_NOTICES, old, new))
    assert isinstance(found, list)
    assert {fault.file for fault in found} == {"framework.yaml"}
    return [fault.what for fault in found]


def test_an_edition_without_notices_has_none() -> None:
    figures = small().framework.figures
    assert [figures[key] for key in ("notices", "notice_exclusions", "waiver_causes", "risk_classes")] == [
        [],
        {"kinds": {}, "regimes": {}},
        [],
        [],
    ]


def test_a_notice_is_read_whole() -> None:
    figures = small(framework=WITH_NOTICES).framework.figures
    assert figures["notices"] == [
        {
            "code": "UK7",
            "name": "Contract details notice",
            "belongs_to": "agreement",
            "basis": "Procurement Act 2023 s53",
            "source": "",
            "unverified": False,
            "because": "",
            "kinds": ["contract"],
            "regimes": [],
            "rules": [
                {
                    "routes": ["procure"],
                    "value_over": 5000,
                    "event": "contract_signed",
                    "days": 30,
                    "counts_event_day": True,
                },
                {"not_required": "It is small."},
            ],
        },
        {
            "code": "UK1",
            "name": "Pipeline",
            "belongs_to": "council",
            "basis": "s93",
            "source": "",
            "unverified": False,
            "because": "One a year.",
            "kinds": [],
            "regimes": [],
            "rules": [{"event": "year_start", "days": 56}],
        },
    ]
    kinds = ("framework", "call_off", "grant", "section_75", "in_house", "direct_payments")
    assert figures["notice_exclusions"] == {"kinds": dict.fromkeys(kinds, "No."), "regimes": {}}
    assert figures["waiver_causes"] == [{"code": "urgency", "name": "Urgency"}]
    assert [each["asks"] for each in figures["risk_classes"]] == ["A look.", "Two looks.", "Three looks."]


@pytest.mark.parametrize(
    "case", yaml.safe_load(BROKEN.read_text()), ids=lambda case: str(case["new"] or case["old"])[:40]
)
def test_all_that_is_wrong_with_notices(case: dict[str, Any]) -> None:
    line = next(number for number, text in enumerate(WITH_NOTICES.splitlines(), start=1) if "code: UK7" in text)
    expected = sorted(fault.format(line=line) for fault in case["faults"])
    assert sorted(faults(case["old"], case["new"])) == expected


def test_without_exclusions_each_kind_that_is_left_out_is_named_once() -> None:
    start = NOTICES.index("notice_exclusions:")
    cut = NOTICES[start : NOTICES.index("waiver_causes:")]
    kinds = ("framework", "call_off", "grant", "section_75", "in_house", "direct_payments")
    assert faults(cut, "") == [
        f"notice_exclusions: some notices leave out {kind}: say why under kinds" for kind in sorted(kinds)
    ]


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_no_line_left_out_breaks_the_reader(data: st.DataObject) -> None:
    lines = NOTICES.splitlines(keepends=True)
    start = data.draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[:start] + lines[start + data.draw(st.integers(1, 4)) :])
    found = read(framework=FRAMEWORK + text)
    assert isinstance(found, content.EditionContent) or found


def test_every_notice_of_the_real_edition_is_there_with_its_law() -> None:
    notices = real().framework.figures["notices"]
    assert [notice["code"] for notice in notices if notice["code"][:2] == "UK"] == [
        *(f"UK{number}" for number in range(1, 8)),
        "UK7_copy",
        "UK8",
        "UK9",
        "UK9_breach",
        *(f"UK{number}" for number in range(10, 18)),
    ]
    assert {notice["code"] for notice in notices if notice["unverified"]} == {
        "UK7_copy",
        "PSR_approach",
        "PSR_tender",
        "PSR_modification",
        "PSR_urgent",
        "PSR_abandonment",
        "PCR_award",
        "PCR_modification",
    }
    assert [notice["code"] for notice in notices if notice["belongs_to"] == "council"] == ["UK1", "UK17", "PSR_summary"]


@pytest.mark.usefixtures("nothing_loaded")
def test_a_changed_notice_stands_in_the_comparison(client: Client) -> None:
    newer = changed(changed(WITH_NOTICES, "days: 30,", "days: 20,"), "fenland-2026", "fenland-2027")
    newer = changed(newer, "asks: Two looks.", "asks: Four looks.")
    newer = changed(newer, "waiver_causes:\n", "waiver_causes:\n  - {code: other, name: Another cause}\n")
    older, later = (load(small(text), AT).edition for text in (WITH_NOTICES, newer))
    sections = {section.title: section for section in compare_editions(older, later)}
    rule = (
        "Where it is Contract with a supplier and it is worth more than £5,000 with VAT: due {} calendar days"
        " after the day on which it was signed, which counts as the first"
    )
    assert [
        (change.item.title, text.label, text.before, text.after)
        for change in sections["Notices"].changed
        for text in change.changes
    ] == [
        (
            "UK7 Contract details notice",
            "Rule 1",
            rule.format(30),
            rule.format(20),
        )
    ]
    assert [item.title for item in sections["Causes of waivers"].added] == ["Another cause"]
    assert [change.item.code for change in sections["Risk classes"].changed] == ["medium"]
    page = client.get("/framework/editions/fenland-2026/fenland-2027/").content.decode()
    assert "UK7 Contract details notice" in page
    assert "Another cause" in page
