"""What a member takes to a meeting: the heat map, recent decisions, and nothing past among what is to come."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from approvals.services.correcting import correct
from cycles.models import Cycle
from dashboard.indicators import Indicator, Share
from dashboard.presenters.recent_decisions import recent_decisions
from dashboard.selectors.areas import ALL_DIRECTORATES, COUNTY, Scope
from tests.council import NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_pages import page
from ui.wording import percent


def test_every_cell_of_the_heat_map_leads_to_the_cycles_behind_it(full_council: Council, as_: SignedIn) -> None:
    client, found = as_("councillor"), page()
    body = client.get("/dashboard/").content.decode()
    filled = 0
    for row in [*found.heat, found.heat_of_all]:
        for name, met, url in row.cells:
            if met.cycles:
                filled += 1
                assert f'<a class="v {met.shade}" href="{url.replace("&", "&amp;")}">' in body, (row.name, name)
                words = client.get(url).content.decode()
                assert f"met {met.met} of {met.asked} question" in words, url
    assert filled
    assert f'data-l="{found.principles[0][0]}"' in body


def test_the_last_row_is_of_all_directorates(full_council: Council, as_: SignedIn) -> None:
    body = as_("councillor").get("/dashboard/").content.decode()
    foot = re.search(r"<tfoot>(.*?)</tfoot>", body[body.index('id="heat"') :], re.DOTALL)
    assert foot
    assert "All directorates" in foot[1]
    cells = page().heat_of_all.cells
    assert [met for _, met, _ in cells] == [page().figures.questions_met(code) for _, code in page().principles]
    of_one = as_("councillor").get("/dashboard/?directorate=place").content.decode()
    assert "<tfoot>" not in of_one[of_one.index('id="heat"') :].split("</table>")[0]


def test_what_was_decided_lately_has_its_outcome_and_reasons(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("plan", service_name="Street lights")
    counted_now()
    client = as_("councillor")
    body = client.get("/dashboard/").content.decode()
    part = body[body.index('id="decided"') : body.index('id="ambitions"')]
    decision = cycle.submissions.get().decisions.last()
    assert decision
    assert "Analyse gate of Street lights" in part
    assert ">Passed<" in part
    assert decision.reasons in part
    link = re.search(r'href="(/cycles/[^"]+)"', part)
    assert link
    assert client.get(link[1]).status_code == 200
    assert 'id="decided"' in client.get("/dashboard/directorates/place/").content.decode()


def test_of_a_corrected_decision_the_correction_is_told(council: Council) -> None:
    old = council.cycle_at("plan").submissions.get().decisions.get()
    said = {"outcome": "pass", "reasons": "The wrong version was read.", "interests": "None"}
    new = correct(old, **said, actor=old.decider, at=NOW + timedelta(hours=1))
    told = [gate.decision for gate in recent_decisions(Scope(COUNTY, ALL_DIRECTORATES))]
    assert new in told and old not in told


def test_the_page_offers_to_print_itself(council: Council, as_: SignedIn) -> None:
    counted_now()
    assert "data-print hidden>Print this page</button>" in as_("councillor").get("/dashboard/").content.decode()


@pytest.mark.parametrize(
    ("part", "whole", "rounded"),
    [(2, 3, 67), (1, 3, 33), (1, 200, 1), (0, 5, 0), (199, 200, 99), (5, 5, 100), (1, 8, 13), (0, 0, None)],
)
def test_percentages_are_rounded_but_never_to_all_or_nothing(part: int, whole: int, rounded: int | None) -> None:
    assert percent(part, whole) == rounded


@pytest.mark.parametrize(
    ("part", "aim", "shown"), [(796, 80, "79%"), (800, 80, "80%"), (667, 50, "67%"), (667, 75, "67%")]
)
def test_a_sign_is_never_rounded_up_to_an_aim_that_it_misses(part: int, aim: int, shown: str) -> None:
    sign = Indicator("covered", "Covered", "Spend", Share(part, 1000, 5), aim)
    assert (sign.percentage, sign.is_good) == (shown, part >= 10 * aim)


def test_a_second_cycle_of_a_service_says_so(council: Council) -> None:
    first = council.cycle_at("closed", service_name="Street lights")
    second = Cycle.objects.get(previous=first)
    assert (first.title, second.title) == ("Street lights", "Street lights, cycle 2")
