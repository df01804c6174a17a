"""Notices of the demo council: all but the latest were published in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.models import User
from contracts.models import Agreement
from notices.facts import NoticeDueState
from notices.selectors.owed import agreements_that_owe, law_in_force, notices_of
from notices.services import NoticeInput, record_notice

LATE_SINCE = timedelta(days=60)  # what was due since then is left as it is


def record_old_notices(actor: User, today: date, at: datetime) -> None:
    """As if procurement had entered at once what was published over the years, each on the day it was due."""
    agreements = list(agreements_that_owe(Agreement.objects.filter(is_signed=True)))
    for owed in notices_of(agreements, [], law_in_force(today), today):
        notice = owed.notice
        if owed.agreement is None or notice.due_by is None or notice.state is not NoticeDueState.LATE:
            continue
        if notice.due_by < today - LATE_SINCE:
            row = NoticeInput(notice.code, notice.occurrence)
            record_notice(owed.agreement, row, published_on=notice.due_by, actor=actor, at=at)
