"""Notices as pages show them: a state with its words, what they are of, and the law behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from contracts.models import Agreement
from cycles.models import Cycle
from notices.facts import NoticeDueState
from notices.selectors.owed import OwedNotice
from ui.wording import day

# The kind of the status tag, and its words where they do not depend on the notice.
STATES: dict[NoticeDueState, tuple[str, str]] = {
    NoticeDueState.LATE: ("late", ""),
    NoticeDueState.DUE: ("waiting", "Due"),
    NoticeDueState.TO_COME: ("not_started", "To come"),
    NoticeDueState.NOT_KNOWN: ("not_known", "Cannot be said yet"),
    NoticeDueState.PUBLISHED: ("closed", "Published"),
    NoticeDueState.NOT_REQUIRED: ("does_not_apply", "Not required"),
    NoticeDueState.EARLIER: ("lapsed", "Before the register"),
}
SHOWN_CODES = 4  # of notices for which the same fact is missing
PUBLISHED, NOT_REQUIRED = "published", "not_required"  # what may be said of a notice
RECORDABLE = (
    NoticeDueState.LATE,
    NoticeDueState.DUE,
    NoticeDueState.TO_COME,
    NoticeDueState.EARLIER,
)


# Words of the sentences that name a fact which is kept beside the entry: ProcurementRecord. Others are in the entry.
BESIDE_THE_ENTRY = (
    "engaged with",
    "advertised",
    "indicators",
    "urgent",
    "with VAT",
    "tender started",
    "was awarded",
    "commenced",
    "payment over",
    "concession",
)


@dataclass(frozen=True)
class NoticeRow:
    """One row of the list, or of the page of an agreement or a cycle."""

    owed: OwedNotice
    mark: str
    state: str
    turn: str
    basis: str
    source: str
    unverified: bool
    may_record: bool
    is_recorded: bool = False

    @property
    def name(self) -> str:
        return self.owed.notice.name

    @property
    def codes(self) -> str:
        """None where they are many: the page of what it is of has each."""
        if len(self.owed.codes) > SHOWN_CODES:
            return ""
        return ", ".join(code.replace("_", " ") for code in self.owed.codes)

    @property
    def url(self) -> str:
        """All notices of what it is of."""
        return notices_url(self.owed.subject)

    @property
    def missing_url(self) -> str:
        """Where the missing fact is entered, or said to be."""
        if any(words in self.owed.notice.sentence for words in BESIDE_THE_ENTRY):
            return page_url(self.owed.subject, "procurement")
        return self.owed.subject.get_absolute_url()

    @property
    def record_url(self) -> str:
        return self._to_record(PUBLISHED)

    @property
    def not_required_url(self) -> str:
        return self._to_record(NOT_REQUIRED)

    @property
    def withdraw_url(self) -> str:
        return f"{page_url(self.owed.subject, 'notice-withdraw')}?{urlencode({'notice': self.owed.key})}"

    def _to_record(self, said: str) -> str:
        return f"{page_url(self.owed.subject, 'notice')}?{urlencode({'notice': self.owed.key, 'said': said})}"


def notices_url(subject: Agreement | Cycle) -> str:
    return page_url(subject, "notices")


def page_url(subject: Agreement | Cycle, page: str) -> str:
    return reverse(f"{'cycle' if isinstance(subject, Cycle) else 'agreement'}-{page}", args=[subject.reference])


def notice_rows(
    owed: Iterable[OwedNotice],
    figures: Mapping[str, Any],
    may_record: Callable[[OwedNotice], bool],
    recorded: Iterable[str] = (),
) -> list[NoticeRow]:
    """`recorded` are the keys of what the subject itself has on record."""
    law = {notice["code"]: notice for notice in figures.get("notices", ())}
    recorded = frozenset(recorded)
    rows = []
    for each in owed:
        mark, words = STATES[each.notice.state]
        of_law = law.get(each.notice.code, {})
        may = may_record(each) and of_law.get("belongs_to") == "agreement"
        rows.append(
            NoticeRow(
                each,
                mark,
                words or each.notice.sentence.split(":", 1)[0],
                turn_in_words(each.notice.occurrence, each.change),
                of_law.get("basis", ""),
                of_law.get("source", ""),
                bool(of_law.get("unverified")),
                may,
                each.key in recorded,
            )
        )
    return rows


def turn_in_words(occurrence: str, change: str = "") -> str:
    """Which time of a notice that repeats: Q1 2027/28, year to 2028, a change in its words, the day of a breach."""
    if change:
        return f"“{change}”"
    if occurrence == "end":
        return "last year"
    if len(occurrence) == 4 and occurrence.isdigit():
        return f"year to {occurrence}"
    try:
        return f"breach of {day(date.fromisoformat(occurrence))}"
    except ValueError:
        return occurrence
