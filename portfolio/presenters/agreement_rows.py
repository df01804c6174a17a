"""Agreements as rows of the register. Dictionaries of plain texts, as those of cycles: cycle_rows.py says why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django.urls import reverse

from contracts.agreement_states import NAMES, AgreementState, state_of
from contracts.completeness import BY_CODE
from contracts.models import AgreementKind
from portfolio.presenters.cycle_rows import NOT_KNOWN
from ui.wording import counted, day_short, money

NAMED_SUPPLIERS = 3  # of a framework with many
KIND_LABELS = {kind.value: str(kind.label) for kind in AgreementKind}
# By state the kind of its status tag, in ui/status_tags.py.
STATE_TAGS = {
    AgreementState.RUNS: "active",
    AgreementState.NOT_STARTED: "not_started",
    AgreementState.NOT_SIGNED: "draft",
    AgreementState.EXPIRED: "off_track",
    AgreementState.RUNS_ON: "at_risk",
    AgreementState.ENDED: "closed",
}


class AgreementRow(TypedDict):
    """One agreement. `cells` are the columns of one text: label, CSS class, text and a second line.

    `entry` is how complete it is, as a number and in words, with the first thing that it lacks and why that matters;
    None where it is not shown.
    """

    url: str
    reference: str
    title: str
    kind: str
    cells: list[tuple[str, str, str, str]]
    entry: tuple[int, str, str, str] | None
    state: str
    state_label: str


def agreement_rows(
    agreements: Sequence[Any], suppliers: Mapping[int, Sequence[str]], columns: Collection[str], today: date
) -> list[AgreementRow]:
    """`agreements` are rows of `agreements_of`, `columns` the keys of the columns that the reader has."""
    rows = []
    for agreement in agreements:
        state = state_of(agreement, today)
        # what is missing first with how many more, and why that matters
        lacks, why, missing = "Complete", "", agreement.missing
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            lacks, why = f"No {BY_CODE[missing[0]].name.lower()}{more}", BY_CODE[missing[0]].why
        row = AgreementRow(
            url=reverse("agreement", args=[agreement.reference]),
            reference=agreement.reference,
            title=agreement.title,
            kind=KIND_LABELS[agreement.kind],
            cells=[cell for key, cell in _cells(agreement, suppliers, today) if key in columns],
            entry=(agreement.completeness, f"{agreement.completeness}%", lacks, why) if "entry" in columns else None,
            state=STATE_TAGS[state],
            state_label=NAMES[state],
        )
        rows.append(row)
    return rows


def _cells(
    agreement: Any, suppliers: Mapping[int, Sequence[str]], today: date
) -> list[tuple[str, tuple[str, str, str, str]]]:
    names = suppliers.get(agreement.pk, ())
    shown = ", ".join(names[:NAMED_SUPPLIERS])
    others = counted(len(names) - NAMED_SUPPLIERS, "other") if len(names) > NAMED_SUPPLIERS else ""
    end, last, decide, notice = agreement.current_end, agreement.last_end, agreement.decide_by, agreement.notice_by
    without_end = "Until notice" if agreement.is_rolling else NOT_KNOWN
    later = f"or up to {day_short(last, today)}" if end and last and last > end else ""  # with every extension
    yearly = NOT_KNOWN if agreement.yearly_value is None else money(agreement.yearly_value)
    return [
        ("suppliers", ("Suppliers", "", shown or "None named", f"and {others}" if others else "")),
        ("directorate", ("Directorate", "", agreement.directorate__name or NOT_KNOWN, "")),
        ("ends", ("Ends", "app-nowrap", day_short(end, today) if end else without_end, later)),
        (
            "decide",
            (
                "Decide by",
                "app-nowrap",
                day_short(decide, today) if decide else "–",
                f"notice by {day_short(notice, today)}" if notice else "",
            ),
        ),
        (
            "analyse",
            (
                "Next Analyse by",
                "app-nowrap",
                day_short(agreement.analyse_by, today) if agreement.analyse_by else "–",
                "",
            ),
        ),
        ("yearly", ("Yearly without VAT", "num", yearly, "")),
    ]
