"""Recording what became of a notice, taking that back, and saying what the law of notices asks of a procurement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Stale
from contracts.models import Agreement, ProcurementCategory
from contracts.services.changing import AgreementChange, changing_agreement
from cycles.models import Cycle
from cycles.services.changing import Change, changing
from notices.models import Notice, ProcurementRecord
from notices.selectors.owed import law_in_force
from ui.links import web_address
from ui.wording import day

Subject = Agreement | Cycle
NoticeChange = AgreementChange | Change
IN_WORDS = ("category", "engaged", "advertised", "urgent", "kpis_published", "large_payments")
LONGEST_OCCURRENCE = 20
LONGEST_LINK = 1000
CATEGORIES = dict(ProcurementCategory.choices)


@dataclass(frozen=True)
class NoticeInput:
    """Which notice, and which of its times, by the codes of the edition."""

    code: str
    occurrence: str = ""


@dataclass(frozen=True)
class ProcurementInput:
    """What nobody has said is None or ""."""

    category: str = ""
    value_with_vat: Decimal | None = None
    engaged: bool | None = None
    engaged_on: date | None = None
    advertised: bool | None = None
    tender_on: date | None = None
    award_on: date | None = None
    signs_on: date | None = None
    urgent: bool | None = None
    abandoned_on: date | None = None
    kpis_published: bool | None = None
    large_payments: bool | None = None
    breach_on: date | None = None


# Days of what has happened, each with its words.
HAPPENED = {
    "engaged_on": "the engagement",
    "tender_on": "the tender",
    "award_on": "the award",
    "abandoned_on": "abandonment",
    "breach_on": "the breach",
}


def record_notice(
    subject: Subject, notice: NoticeInput, *, published_on: date, url: str = "", actor: User, at: datetime
) -> Notice:
    """It was published. Raises Refused, or ValidationError naming the field."""
    with _changing(subject, actor=actor, at=at) as change:
        words = _words_of_new(subject, notice, change.on)
        if published_on > change.on:
            raise ValidationError(
                {"published_on": "Enter the day on which it was published: it can’t be in the future"}
            )
        if url:
            try:
                url = web_address(url)
            except ValidationError as error:
                raise ValidationError({"url": error.messages}) from error
            if len(url) > LONGEST_LINK:
                raise ValidationError({"url": f"The link must be {LONGEST_LINK} characters or fewer"})
        row = _store(subject, notice, change, published_on=published_on, url=url)
        change.record("notice_recorded", about=row, notice=words, published_on=published_on)
        return row


def record_notice_not_required(
    subject: Subject, notice: NoticeInput, *, because: str, actor: User, at: datetime
) -> Notice:
    """Somebody's word, with its reason, that the law does not ask for it here."""
    with _changing(subject, actor=actor, at=at) as change:
        words = _words_of_new(subject, notice, change.on)
        if not because.strip():
            raise ValidationError({"because": "Enter why it is not required"})
        row = _store(subject, notice, change, not_required_because=because.strip())
        change.record("notice_not_required", about=row, notice=words, reason=because.strip())
        return row


def withdraw_notice(subject: Subject, notice: NoticeInput, *, reason: str, actor: User, at: datetime) -> None:
    """What was recorded of it in error is taken back: it is owed again, if it was. The record keeps both."""
    with _changing(subject, actor=actor, at=at) as change:
        row = _rows(subject).select_for_update().filter(code=notice.code, occurrence=notice.occurrence).first()
        if row is None:
            raise ValidationError({"notice": "It was taken back already"})
        if not reason.strip():
            raise ValidationError({"reason": "Enter the reason"})
        said = f"published on {day(row.published_on)}" if row.published_on else "not required"
        words = _words(notice, law_in_force(change.on))
        change.record("notice_withdrawn", about=row, notice=words, said=said, reason=reason.strip())
        row.delete()


def change_procurement_record(
    subject: Subject, values: ProcurementInput, *, actor: User, at: datetime, seen_version: int
) -> ProcurementRecord:
    """Raises Refused, Stale, or ValidationError naming the field."""
    with _changing(subject, actor=actor, at=at) as change:
        of = {"cycle": subject} if isinstance(subject, Cycle) else {"agreement": subject}
        row = ProcurementRecord.objects.select_for_update(of=("self",)).filter(**of).first()
        row = row or ProcurementRecord(**of)
        if row.version != seen_version:
            raise Stale("This was changed while you were working on it", row=row)
        faults = {
            name: f"Enter the day of {words}: it can’t be in the future"
            for name, words in HAPPENED.items()
            if (said := getattr(values, name)) and said > change.on
        }
        if values.value_with_vat is not None and values.value_with_vat < 0:
            faults["value_with_vat"] = "Enter a value of £0 or more"
        if faults:
            raise ValidationError(faults)
        before = {name: getattr(row, name) for name in ProcurementRecord.NAMES}
        after = vars(values)
        changed = [name for name in ProcurementRecord.NAMES if before[name] != after[name]]
        for name in changed:
            setattr(row, name, after[name])
        row.version += 1
        row.save()
        if changed:
            words = {True: "Yes", False: "No"} | CATEGORIES
            sides = [
                {name: words.get(side[name], side[name]) if name in IN_WORDS else side[name] for name in changed}
                for side in (before, after)
            ]
            change.record("procurement_recorded", about=row, before=sides[0], after=sides[1])
        return row


@contextmanager
def _changing(subject: Subject, *, actor: User, at: datetime) -> Iterator[NoticeChange]:
    """In the agreement's chain of the record, or in the cycle's."""
    if isinstance(subject, Cycle):
        with changing(subject.pk, actor=actor, action="record_notice", at=at) as change:
            yield change
    else:
        with changing_agreement(subject, actor=actor, at=at) as of_agreement:
            yield of_agreement


def _rows(subject: Subject) -> Any:
    return (
        Notice.objects.filter(cycle=subject) if isinstance(subject, Cycle) else Notice.objects.filter(agreement=subject)
    )


def _words_of_new(subject: Subject, notice: NoticeInput, today: date) -> str:
    """What the notice is called; it must be one of the law, and nothing recorded of it yet."""
    figures = law_in_force(today)
    codes = {row["code"] for row in figures.get("notices", ()) if row["belongs_to"] == "agreement"}
    if notice.code not in codes or len(notice.occurrence) > LONGEST_OCCURRENCE:
        raise ValidationError({"notice": "Select a notice from the list"})
    if _rows(subject).filter(code=notice.code, occurrence=notice.occurrence).exists():
        raise ValidationError({"notice": "Something is recorded of this notice already: take that back first"})
    return _words(notice, figures)


def _words(notice: NoticeInput, figures: Any) -> str:
    """Contract payment notice (UK8, Q1 2027/28)."""
    names = {row["code"]: row["name"] for row in figures.get("notices", ())}
    inside = ", ".join(filter(None, [notice.code, notice.occurrence]))
    return f"{names.get(notice.code, 'Notice')} ({inside})"


def _store(subject: Subject, notice: NoticeInput, change: NoticeChange, **said: Any) -> Notice:
    of = {"cycle": subject} if isinstance(subject, Cycle) else {"agreement": subject}
    return Notice.objects.create(
        **of, code=notice.code, occurrence=notice.occurrence, recorded_by=change.actor, recorded_at=change.at, **said
    )
