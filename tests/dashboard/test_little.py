"""The dashboard of a council with nothing, or little, to show."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from contracts.models import Supplier
from cycles.models import Cycle
from dashboard.models import AreaFigures
from tests.contracts.register import agreement, supplier
from tests.council import LARGE, NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.scene import ambitions, promise
from tests.dashboard.test_pages import PAGES, queries

WITHOUT_ROWS = ("/dashboard/definitions/",)


def test_what_is_not_known_says_so(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Parks", value=None)
    counted_now()
    body = _text(as_("councillor").get("/dashboard/").content.decode())
    assert "Yearly spend in those cycles Not known 1 cycle without a yearly value is not in it." in body
    assert "No gate yet" in body
    assert "0 None is planned" in body


def test_before_the_first_count_it_says_that_it_counts(council: Council, as_: SignedIn) -> None:
    AreaFigures.objects.all().delete()
    body = as_("councillor").get("/dashboard/").content.decode()
    assert "The figures are being counted for the first time" in body


@pytest.mark.parametrize("path", PAGES)
def test_without_a_cycle_every_page_is_there(council: Council, as_: SignedIn, path: str) -> None:
    counted_now()
    assert as_("councillor").get(path).status_code == 200


def test_as_many_queries_with_one_row_as_with_three(council: Council, as_: SignedIn) -> None:
    """On every page, with rows in every table that it has."""
    client = as_("councillor")
    told = []
    for number in (1, 2):
        for _ in range(number):
            _with_everything(council)
        counted_now()
        told.append({path: queries(client, path) for path in PAGES})
        empty = [path for path in PAGES if path not in WITHOUT_ROWS and "<tbody>" not in _main(client, path)]
        assert not empty
    assert told[0] == told[1]


def _with_everything(council: Council) -> None:
    """One cycle late, quiet, past a gate, with a promise and a decision to come, and a service left without one.

    Of another an agreement is in the register, beside one that expired and one that is in time.
    """
    late = council.cycle_at(
        "plan", LARGE, service_name="Roads", yearly_value=Decimal(5), key_decision=True, ambitions=ambitions()
    )
    then = NOW - timedelta(days=90)
    late.dates.update(planned=then)
    late.dates.filter(milestone="decision").update(planned=NOW + timedelta(days=30))
    for state, is_late in (("met", True), ("open", True), ("open", False)):
        promise(late, council, state, late=is_late)
    Cycle.objects.filter(pk=late.pk).update(changed_at=then, status="off_track", slack=-9, need_by=NOW)
    parks = council.cycle(service_name="Parks", need_by=NOW.date() + timedelta(days=300))
    held = Supplier.objects.first() or supplier(council)
    agreement(council, held, service=parks.service, first_end=NOW.date() + timedelta(days=299))
    agreement(council, held, first_end=NOW.date() - timedelta(days=1))
    agreement(council, held, kind="grant", first_end=NOW.date() + timedelta(days=450))
    over, stopped = (council.cycle(service_name="Trees") for _ in range(2))
    Cycle.objects.filter(pk=over.pk).update(stage="closed", status="", ended_at=then, arrangement_ends=NOW)
    Cycle.objects.filter(pk=stopped.pk).update(stage="stopped", status="", ended_at=then, previous=over)


def _main(client: Client, path: str) -> str:
    body = client.get(path).content.decode()
    return body[body.index('<main id="main"') :]


def _text(body: str) -> str:
    main = body[body.index('<main id="main"') : body.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
