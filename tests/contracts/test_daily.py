"""The daily run over stored dates of agreements: what it follows, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendars.models import CouncilDay
from contracts.models import Agreement
from contracts.services import daily
from contracts.services.daily import renew_all_agreement_dates
from dashboard.services.figures import refresh, refresh_after_changes
from tests.contracts.register import agreement
from tests.council import NOW, Council

TODAY = NOW.date()
LONG_AGO = date(2001, 1, 1)


def dates() -> list[tuple[str, date | None, date | None]]:
    return list(Agreement.objects.values_list("title", "decide_by", "analyse_by"))


def spoil() -> None:
    Agreement.objects.filter(analyse_by__isnull=False).update(analyse_by=LONG_AGO)
    Agreement.objects.filter(decide_by__isnull=False).update(decide_by=LONG_AGO)


def test_stores_anew_what_differs_once_for_each_change_of_council_days(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "BATCH", 2)
    for title in ("Parks", "Roads", "Trees"):
        agreement(council, title=title)
    agreement(council, title="Lamps", first_end=None, is_rolling=True)
    Agreement.objects.filter(title="Trees").update(ended_on=date(2027, 1, 1), current_end=date(2027, 1, 1))
    Agreement.objects.filter(title="Trees").update(analyse_by=None, tender_by=None, decide_by=None, notice_by=None)
    right = dates()
    assert [title for title, _, analyse in right if analyse] == ["Parks", "Roads"]
    assert renew_all_agreement_dates(TODAY) == 0, "they are right already"
    spoil()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert renew_all_agreement_dates(TODAY) == 0, "neither the edition nor a council day has changed"
    assert len(asked) == 4
    refresh(NOW)
    assert not refresh_after_changes(NOW)
    snow = date(2026, 12, 9)
    CouncilDay.objects.create(kind=CouncilDay.Kind.CLOSED, name="Snow", starts=snow, ends=snow)
    assert renew_all_agreement_dates(TODAY) == 2
    assert dates() == right
    assert refresh_after_changes(NOW), "figures notice"
    assert not refresh_after_changes(NOW)


def test_days_on_which_the_council_is_closed_move_the_last_safe_day(council: Council) -> None:
    agreement(council, title="Parks")
    renew_all_agreement_dates(TODAY)
    (before,) = dates()
    assert before[2]
    starts, ends = before[2] - timedelta(days=14), before[2] + timedelta(days=14)
    CouncilDay.objects.create(kind=CouncilDay.Kind.CLOSED, name="Move", starts=starts, ends=ends)
    assert renew_all_agreement_dates(TODAY) == 1
    (after,) = dates()
    assert after[2] and after[2] < before[2]
    assert renew_all_agreement_dates(TODAY) == 0
