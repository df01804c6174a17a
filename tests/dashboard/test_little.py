"""The dashboard of a council with nothing, or little, to show."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest

from dashboard.models import Cell
from tests.council import LARGE, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_pages import PAGES, queries


def test_what_is_not_known_says_so(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Parks", value=None)
    counted_now()
    body = _text(as_("councillor").get("/dashboard/").content.decode())
    assert "Yearly spend in those cycles Not known 1 cycle without a yearly value is not in it." in body
    assert "No gate yet" in body
    assert "0 None is planned" in body


def test_before_the_first_count_it_says_that_it_counts(council: Council, as_: SignedIn) -> None:
    Cell.objects.all().delete()
    body = as_("councillor").get("/dashboard/").content.decode()
    assert "The figures are being counted for the first time" in body


@pytest.mark.parametrize("path", PAGES)
def test_without_a_cycle_every_page_is_there(council: Council, as_: SignedIn, path: str) -> None:
    counted_now()
    assert as_("councillor").get(path).status_code == 200


def test_as_many_queries_with_one_row_as_with_sixty(council: Council, as_: SignedIn) -> None:
    client = as_("councillor")
    council.cycle(LARGE, service_name="Roads", yearly_value=Decimal(5), key_decision=True)
    counted_now()
    one = {path: queries(client, path) for path in PAGES}
    for number in range(2):
        council.cycle(LARGE, service_name=f"Roads {number}", yearly_value=Decimal(5), key_decision=True)
    counted_now()
    assert {path: queries(client, path) for path in PAGES} == one


def _text(body: str) -> str:
    main = body[body.index('<main id="main"') : body.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
