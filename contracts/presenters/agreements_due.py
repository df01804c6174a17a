"""What is due for the agreements that somebody manages or deputises for, as rows of My work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.models import User
from contracts.completeness import BY_CODE
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements_sql
from cycles.selectors.visibility import not_visible_to_sql
from ui.wording import day, listed

AHEAD = timedelta(days=90)
# Written out, as every page of My work asks.
NEAR = f"""
WITH hidden (id, service_id) AS ({{hidden}})
SELECT agreement.id, agreement.reference, agreement.serial, agreement.title, agreement.is_signed,
    agreement.current_end, agreement.running_on_since, agreement.decide_by, agreement.notice_by, agreement.missing
FROM {Agreement._meta.db_table} agreement
WHERE (agreement.contract_manager_id = %s OR agreement.deputy_id = %s) AND agreement.ended_on IS NULL AND {{visible}}
    AND (agreement.decide_by <= %s OR agreement.notice_by <= %s OR agreement.current_end < %s
        OR agreement.missing <> %s)
"""


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
    until = today + AHEAD
    hidden, values = not_visible_to_sql(user, today)
    statement = NEAR.format(hidden=hidden, visible=visible_agreements_sql(user))
    days = map(connection.ops.adapt_datefield_value, (until, until, today))
    items = []
    for row in Agreement.objects.raw(statement, [*values, user.pk, user.pk, *days, "[]"]):
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
