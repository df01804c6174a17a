"""What a reorganisation of councils reaches: flags, rows of the list, and the list as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, ReorganisationTreatment
from contracts.reorganisation import ReorganisationFacts, reorganisation_of, vesting_day
from contracts.selectors.reorganisation import (
    agreements_past,
    cycles_past,
    facts_of_agreement,
    facts_of_cycle,
    reorganisation_figures,
)
from contracts.selectors.visibility import hidden_subjects, subject_key
from cycles.models import Cycle
from exports.policies import may_download
from exports.tables import ColumnKind, ExportColumn, ExportTable, Row
from ui.wording import day

UNDECIDED = "Not decided"


@dataclass(frozen=True)
class ReorganisationFlag:
    """On an agreement or a cycle that is reached: `mark` and `state` of its consent, and why."""

    mark: str
    state: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class ReorganisationRow:
    subject: Agreement | Cycle
    title: str
    ends: date | None
    value: Decimal | None
    treatment: str
    consent: str
    flag: ReorganisationFlag

    @property
    def url(self) -> str:
        return self.subject.get_absolute_url()


def agreement_flag(agreement: Agreement, figures: Mapping[str, Any]) -> ReorganisationFlag | None:
    """None where it ends before vesting day, or while the edition asks nothing. Reads nothing."""
    return _flag(figures, facts_of_agreement(agreement), agreement.consented_on)


def reorganisation_rows(
    agreements: Iterable[Agreement], cycles: Iterable[Cycle], figures: Mapping[str, Any]
) -> list[ReorganisationRow]:
    rows = []
    for agreement in agreements:
        if flag := agreement_flag(agreement, figures):
            treatment = agreement.get_reorganisation_display() or UNDECIDED
            consent = f"{day(agreement.consented_on)}: {agreement.consent}" if agreement.consented_on else ""
            ends, value = agreement.last_end, agreement.value
            rows.append(ReorganisationRow(agreement, agreement.title, ends, value, treatment, consent, flag))
    for cycle in cycles:
        if of_cycle := _flag(figures, facts_of_cycle(cycle), None):
            ends, value = cycle.arrangement_ends, cycle.whole_life_value
            rows.append(ReorganisationRow(cycle, str(cycle.service), ends, value, "Not signed yet", "", of_cycle))
    return rows


def counts_by_treatment(rows: Iterable[ReorganisationRow]) -> list[tuple[str, int]]:
    """In the order of the choices; what is not decided and not signed last."""
    counts = Counter(row.treatment for row in rows)
    order = [*map(str, ReorganisationTreatment.labels), UNDECIDED, "Not signed yet"]
    return [(label, counts[label]) for label in order if counts[label] or label == UNDECIDED]


def _flag(
    figures: Mapping[str, Any], facts: ReorganisationFacts, consented_on: date | None
) -> ReorganisationFlag | None:
    answer = reorganisation_of(figures, facts)
    if not answer.flagged:
        return None
    if consented_on:
        consent = "on_track", f"Consent of {day(consented_on)}"
    elif answer.consent_needed is None:
        consent = "not_known", "Consent: not known"
    else:
        consent = ("warning", "Consent needed") if answer.consent_needed else ("does_not_apply", "No consent needed")
    return ReorganisationFlag(*consent, answer.sentences)


COLUMNS = [
    ExportColumn("reference", "Reference"),
    ExportColumn("title", "Agreement or cycle"),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("ends", "Ends, with extensions", ColumnKind.DATE),
    ExportColumn("value", "Value without VAT", ColumnKind.MONEY),
    ExportColumn("treatment", "What becomes of it"),
    ExportColumn("state", "Consent"),
    ExportColumn("consent", "Consent recorded"),
    ExportColumn("why", "Why it is listed"),
]


def reorganisation_table(user: User, query: QueryDict) -> ExportTable:
    """For officers, while the edition in force switches it on."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today = timezone.localdate()
    figures = reorganisation_figures(today)
    vesting = vesting_day(figures)
    if vesting is None or not roles_of(user).is_officer:
        raise PermissionDenied("The framework in force asks nothing about a reorganisation of councils.")

    def rows() -> dict[int, ReorganisationRow]:
        found = reorganisation_rows(agreements_past(user, vesting, today), cycles_past(user, vesting, today), figures)
        return {subject_key(row.subject): row for row in found}

    def read(keys: Sequence[int]) -> Iterator[Row]:
        by_key = rows()
        for row in (by_key[key] for key in keys if key in by_key):
            yield (
                row.subject.reference,
                row.title,
                str(row.subject.directorate or ""),
                row.ends,
                row.value,
                row.treatment,
                row.flag.state,
                row.consent,
                " ".join(row.flag.sentences),
            )

    return ExportTable(
        title="Reorganisation",
        query="",
        filters=[],
        columns=COLUMNS,
        find=lambda: list(rows()),
        read=read,
        hidden=lambda: hidden_subjects(user, today),
        note=f"What goes on past vesting day, {day(vesting)}",
    )
