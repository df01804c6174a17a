"""What is known of an agreement or a running procurement, and what its notices are. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class NoticedChange:
    """A variation, uplift or extension. `key` tells it from others of the same agreement: V2.

    `notifiable`, whether it needs a change notice, comes from contracts/change_limits.py; None while its value or term
    is not known. `value` is the change of the whole-life value in GBP with VAT.
    """

    key: str
    on: date
    notifiable: bool | None = None
    value: Decimal | None = None


@dataclass(frozen=True)
class NoticedPayment:
    on: date
    amount: Decimal  # GBP with VAT


@dataclass(frozen=True)
class PublishedNotice:
    """`occurrence` as in NoticeDue; "" for a notice that is published once."""

    code: str
    published_on: date
    occurrence: str = ""
    link: str = ""


@dataclass(frozen=True)
class NoticeNotRequired:
    """Somebody's recorded word that a notice is not required, with the reason as a sentence."""

    code: str
    because: str
    occurrence: str = ""


@dataclass(frozen=True)
class NoticeFacts:
    """Codes of the edition, "" while not known or not decided. Dates of events that may lie ahead are planned dates.

    `end` is the current last day, extensions taken up included; without `ended_on` the agreement expires on it. None of
    a flag means that nobody has said. `payments` are all payments made, None where they are not known.
    """

    kind: str
    route: str = ""
    regime: str = ""
    regime_route: str = ""
    category: str = ""
    value_with_vat: Decimal | None = None
    value_without_vat: Decimal | None = None
    engagement_on: date | None = None
    tender_on: date | None = None
    award_on: date | None = None
    signed_on: date | None = None
    start: date | None = None
    end: date | None = None
    ended_on: date | None = None
    abandoned_on: date | None = None
    engaged: bool | None = None
    advertised: bool | None = None
    kpis_published: bool | None = None
    urgent: bool | None = False
    changes: tuple[NoticedChange, ...] = ()
    breaches: tuple[date, ...] = ()
    payments: tuple[NoticedPayment, ...] | None = None
    published: tuple[PublishedNotice, ...] = ()
    not_required: tuple[NoticeNotRequired, ...] = ()
    planned: Mapping[str, date] = field(default_factory=dict)  # tender, award, contract_signed, start: by event

    @property
    def commenced_on(self) -> date | None:
        """When the procurement commenced: with its tender, else with the award, else when it was signed."""
        known = (self.tender_on, self.planned.get("tender"), self.award_on, self.planned.get("award"), self.signed_on)
        return next((day for day in known if day), self.planned.get("contract_signed"))

    @property
    def last_day(self) -> date | None:
        return self.ended_on or self.end


class NoticeDueState(StrEnum):
    DUE = "due"
    LATE = "late"
    PUBLISHED = "published"
    NOT_REQUIRED = "not_required"
    NOT_KNOWN = "not_known"
    TO_COME = "to_come"
    EARLIER = "earlier"  # was due long before the agreement came into the register


@dataclass(frozen=True)
class NoticeDue:
    """One notice, or one occurrence of a notice that repeats, with a sentence.

    `occurrence` is 2027 or end of a year of performance, Q1 2027/28 of a quarter, the key of a change, the ISO date of
    a breach, or "". `days_late` are calendar days, working days where the rule counts them: of a notice that is not
    published up to today, else up to its publication.
    """

    code: str
    name: str
    state: NoticeDueState
    sentence: str
    occurrence: str = ""
    due_by: date | None = None
    days_late: int = 0
    published_on: date | None = None
    link: str = ""
