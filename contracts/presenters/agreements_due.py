"""What is due for the agreements that somebody manages or deputises for, as rows of My work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import User
from contracts.completeness import BY_CODE
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements
from ui.wording import day, listed

AHEAD = timedelta(days=90)
READ = (
    *("reference", "serial", "title", "is_signed", "current_end", "running_on_since", "decide_by", "notice_by"),
    "missing",
)


@dataclass(frozen=True)
class AgreementDue:
    """One thing to do for an agreement; `due` is None for what has no day."""

    agreement: Agreement
    title: str
    due: date | None

    @property
    def url(self) -> str:
        return self.agreement.get_absolute_url()


def agreements_due(user: User, today: date) -> list[AgreementDue]:
    """Deciding, notice, ends that passed without an answer, and missing facts: soonest first. One statement."""
    mine = visible_agreements(user, today).filter(Q(contract_manager=user) | Q(deputy=user), ended_on__isnull=True)
    until = today + AHEAD
    near = Q(decide_by__lte=until) | Q(notice_by__lte=until) | Q(current_end__lt=today) | ~Q(missing=[])
    items = []
    for row in mine.filter(near).order_by().only(*READ):
        expired = row.is_signed and row.current_end is not None and row.current_end < today
        if expired and row.running_on_since is None:
            said = f"{row}: it ended on {day(row.current_end or today)}. Say whether it is still running"
            items.append(AgreementDue(row, said, row.current_end))
        if row.is_signed and not expired:
            if row.decide_by and row.decide_by <= until:
                items.append(AgreementDue(row, f"{row}: decide whether to extend it", row.decide_by))
            if row.notice_by and row.notice_by <= until:
                items.append(AgreementDue(row, f"{row}: give notice if it is to be extended", row.notice_by))
        if row.missing:
            names = listed([BY_CODE[code].name.lower() for code in row.missing])
            items.append(AgreementDue(row, f"{row}: the register does not say its {names}", None))
    return sorted(items, key=lambda item: (item.due is None, item.due or today, item.agreement.serial))
