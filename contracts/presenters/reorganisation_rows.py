"""What a reorganisation of councils reaches: flags, rows of the list, and the list as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, ReorganisationTreatment
from contracts.reorganisation import Reorganisation, ReorganisationFacts, reorganisation_of, vesting_day
from contracts.selectors.reorganisation import (
    agreements_past,
    cycles_past,
    facts_of_agreement,
    facts_of_cycle,
    reorganisation_figures,
)
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_to
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


def cycle_flag(cycle: Cycle, figures: Mapping[str, Any]) -> ReorganisationFlag | None:
    """The same for what a cycle is to put in place. Reads nothing."""
    return _flag(figures, facts_of_cycle(cycle), None)


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
        if of_cycle := cycle_flag(cycle, figures):
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
    return ReorganisationFlag(*_consent(answer, consented_on), answer.sentences) if answer.flagged else None


def _consent(answer: Reorganisation, consented_on: date | None) -> tuple[str, str]:
    if consented_on:
        return "on_track", f"Consent of {day(consented_on)}"
    if answer.consent_needed is None:
        return "not_known", "Consent: not known"
    return ("warning", "Consent needed") if answer.consent_needed else ("does_not_apply", "No consent needed")


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
        """By the id of the agreement, or that of the cycle below 0."""
        found = reorganisation_rows(agreements_past(user, vesting, today), cycles_past(user, vesting, today), figures)
        return {-row.subject.pk if isinstance(row.subject, Cycle) else row.subject.pk: row for row in found}

    def hidden() -> Mapping[int, datetime]:
        cycles = {-pk: since for pk, since in not_visible_to(user, today).values_list("pk", "started_at")}
        return cycles | dict(Agreement.objects.filter(is_signed=False).values_list("pk", "added_at"))

    return ExportTable(
        title="Reorganisation",
        query="",
        filters=[],
        columns=COLUMNS,
        find=lambda: list(rows()),
        read=lambda keys: _cells(rows(), keys),
        hidden=hidden,
        note=f"What goes on past vesting day, {day(vesting)}",
    )


def _cells(rows: Mapping[int, ReorganisationRow], keys: Sequence[int]) -> Iterator[Row]:
    for row in (rows[key] for key in keys if key in rows):
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
