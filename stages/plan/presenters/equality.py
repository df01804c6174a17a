"""The equality analysis as packs seal it, as deciders are shown it, and as its pages draw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from approvals.packs import SealedTable, digest
from cycles.models import Cycle
from stages.plan.characteristics import EQUALITY_DUTY
from stages.plan.equality import (
    IMPACTS,
    TEXTS,
    Content,
    impact_text,
    is_begun,
    mitigations_for,
    names_of,
    short_limb,
    text_of,
)
from stages.plan.selectors.equality import equality_work
from stages.records.policies import SEALED_AT
from ui.wording import day

SCREENING_ONLY = {"affects", "affected", "needs_full"}


@dataclass(frozen=True)
class MatrixRow:
    """One characteristic: what is said of it, and its impact by limb in words."""

    code: str
    name: str
    is_local: bool
    is_begun: bool
    evidence: str
    missing: str
    impacts: list[tuple[str, str, str]]  # limb, impact in a word, why
    mitigations: int
    is_unmitigated: bool


def sealed_tables(cycle: Cycle, stage: str) -> Iterator[SealedTable]:
    """The whole version in reading order: what it is about, the characteristics, the mitigations."""
    if stage not in SEALED_AT["analyse"]:
        return
    work = equality_work(cycle)
    if work is None:
        return
    content = work.content
    kind = "Equality screening" if content["is_screening"] else "Equality analysis"
    state = f"complete on {day_of(content['completed_on'])}" if content["completed_on"] else "not complete"
    rows = [(name, [label, text]) for name, label, text in description_of(content)]
    yield SealedTable("equality", kind, ["About", "Text"], rows, [f"Version {content['number']}, {state}."])
    if content["is_screening"]:
        return
    limbs = [short_limb(one["name"]) for one in content["characteristics"][0]["impacts"]]
    columns = ["Characteristic", "Evidence", "Missing from the evidence", *limbs]
    yield SealedTable(
        "equality-characteristics",
        "Equality analysis: impact on each group",
        columns,
        [
            (
                row["code"],
                [
                    f"{row['name']} (not the law’s list)" if row["is_local"] else row["name"],
                    row["evidence"],
                    row["missing"],
                    *(impact_text(one) for one in row["impacts"]),
                ],
            )
            for row in content["characteristics"]
        ],
    )
    if content["mitigations"]:
        yield SealedTable(
            "equality-mitigations",
            "Equality analysis: mitigations",
            ["Action", "For whom", "Owner", "Done by"],
            [
                (
                    str(row["id"]),
                    [row["action"], names_of(content, row["characteristics"]), row["owner"], day_of(row["due"])],
                )
                for row in content["mitigations"]
            ],
        )


def duty_documents(cycle: Cycle, stage: str) -> Mapping[str, list[dict[str, str]]]:
    """The version that the decider of the gate considers, for settings.DUTY_DOCUMENTS."""
    work = equality_work(cycle)
    if work is None:
        return {}
    content = work.content
    kind = "Equality screening" if content["is_screening"] else "Equality analysis"
    title = f"{kind}, version {content['number']}" + ("" if content["completed_on"] else ", not complete")
    url = reverse("equality-version", args=[cycle.reference, content["number"]])
    return {EQUALITY_DUTY: [{"title": title, "sha256": digest(content), "url": url}]}


def description_of(content: Content) -> list[tuple[str, str, str]]:
    """(field, label, text) of what the analysis is about, and its conclusion."""
    names = [name for name in TEXTS if content["is_screening"] or name not in SCREENING_ONLY or content[name]]
    return [(name, TEXTS[name], text_of(content, name)) for name in names]


def matrix_of(content: Content) -> tuple[list[str], list[MatrixRow]]:
    """The headings of the limbs, and a row for each characteristic."""
    rows = []
    for row in content["characteristics"]:
        mitigations = mitigations_for(content, row["code"])
        is_negative = any(one["impact"] == "negative" for one in row["impacts"])
        rows.append(
            MatrixRow(
                row["code"],
                row["name"][:1].upper() + row["name"][1:],
                row["is_local"],
                is_begun(row),
                row["evidence"],
                row["missing"],
                [(short_limb(one["name"]), IMPACTS.get(one["impact"], ""), one["why"]) for one in row["impacts"]],
                len(mitigations),
                is_negative and not mitigations,
            )
        )
    limbs = [limb for limb, _, _ in rows[0].impacts] if rows else []
    return limbs, rows


def mitigations_of(content: Content) -> list[dict[str, Any]]:
    return [
        {**row, "for_whom": names_of(content, row["characteristics"]), "due": day_of(row["due"])}
        for row in content["mitigations"]
    ]


def day_of(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else ""
