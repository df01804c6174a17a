"""Signed agreements that follow others, and call-offs under frameworks, in the figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.models import Agreement
from cycles.models import Service
from tests.contracts.register import agreement
from tests.council import NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_agreements import (
    ENDS,
    IN_TIME,
    LAPSES,
    LAST,
    ONE_DAY,
    TODAY,
    TOMORROW,
    TOO_LATE,
    UNCOVERED,
    YESTERDAY,
    Case,
    play,
)
from tests.dashboard.test_counting import figures
from tests.dashboard.test_pages import listed, page

NEXT = {"start": ENDS + ONE_DAY, "first_end": date(2032, 9, 30)}
NEXT_CASES: dict[str, tuple[tuple[int, int, int], dict[str, Any], dict[str, Any]]] = {
    # of the two agreements of one service: the counts, what differs of the one before, what differs of the next
    "follows on the day after": (IN_TIME, TOO_LATE, {}),
    "leaves a day": (LAPSES, TOO_LATE, {"start": ENDS + ONE_DAY * 2}),
    "begins on its last day": (IN_TIME, TOO_LATE, {"start": ENDS}),
    "begins a quarter before": (IN_TIME, TOO_LATE, {"start": ENDS - ONE_DAY * 92}),
    "runs beside it": (LAPSES, TOO_LATE, {"start": ENDS - ONE_DAY * 93}),
    "begins with it": (LAPSES, TOO_LATE | {"start": TODAY, "current_end": TODAY + ONE_DAY * 50}, {"start": TODAY}),
    "ends with it": (LAPSES, TOO_LATE, {"start": ENDS - ONE_DAY, "first_end": ENDS}),
    "rolls on": (IN_TIME, TOO_LATE, {"first_end": None, "is_rolling": True}),
    "is not signed": (LAPSES, TOO_LATE, {"is_signed": False}),
    "names no service": (LAPSES, TOO_LATE, {"service": None}),
    "begins today, after it": (IN_TIME, {"current_end": YESTERDAY}, {"start": TODAY, "first_end": date(2031, 1, 1)}),
    "but it is said to run on": (LAPSES, {"current_end": YESTERDAY, "running_on_since": TODAY}, {"start": TODAY}),
}


@pytest.mark.parametrize("case", NEXT_CASES.values(), ids=NEXT_CASES)
def test_a_signed_next_agreement_keeps_the_one_before_it_from_lapsing(
    council: Council, as_: SignedIn, case: tuple[tuple[int, int, int], dict[str, Any], dict[str, Any]]
) -> None:
    counts, before, changed = case
    row = play(council, Case(LAPSES, UNCOVERED, agreement=before))
    later = agreement(council, **NEXT | {"service": row.service} | changed)
    lapsing = [row.reference] if counts == LAPSES else []
    client = as_("councillor")
    counted_now()
    assert listed(client, page().lapse_url) == lapsing
    assert [each["reference"] for each in client.get("/contracts/?lapse=yes").context["rows"]] == lapsing
    body = client.get(page().contracts_url).content.decode()
    assert (f'<td data-l="What follows">{later.reference} follows</td>' in body) == (not lapsing)


def test_what_is_bought_under_a_framework_is_no_successor_of_it_and_counts_in_its_place(council: Council) -> None:
    service = Service.objects.create(name="Parks", directorate=council.place, created_at=NOW)
    framework = agreement(council, kind="framework", service=service, first_end=ENDS, yearly_value=Decimal(900))

    def figures_now() -> tuple[int, int, int, int]:
        counted_now()
        counts = figures().counts
        ending = sum(number for key, number in counts.items() if key.startswith("contract:") and key.endswith("spend"))
        return figures().could_lapse, counts["uncovered:spend"], counts["uncovered:unknown"], ending

    Agreement.objects.filter(pk=framework.pk).update(**TOO_LATE)
    assert figures_now() == (1, 90_000, 0, 90_000)
    under: dict[str, Any] = {"kind": "call_off", "framework": framework, "service": service}
    later = agreement(council, **under, start=TOMORROW, first_end=LAST + ONE_DAY, yearly_value=Decimal(200))
    assert figures_now() == (1, 90_000, 0, 90_000), "a call-off that has not begun is not counted"
    Agreement.objects.filter(pk=later.pk).update(start=TODAY)
    assert figures_now() == (1, 20_000, 0, 0)
    Agreement.objects.filter(pk=later.pk).update(yearly_value=None)
    assert figures_now() == (1, 0, 1, 0)
    Agreement.objects.filter(pk=later.pk).update(ended_on=YESTERDAY)
    assert figures_now() == (1, 90_000, 0, 90_000)
