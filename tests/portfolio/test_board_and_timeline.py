"""The board's columns with their sums, and the timeline's lanes with what they say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cycles.models import Cycle, PlannedDate
from cycles.services.starting import start_next
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of
from tests.portfolio.cycles import many, names, three
from ui.charts.timeline import Scale, lane
from ui.wording import day

TODAY = NOW.date()


def test_the_board_counts_and_sums_each_stage(council: Council, as_: SignedIn) -> None:
    three(council)
    Cycle.objects.filter(service__name="Parks").update(stage="do")
    page = as_("councillor").get("/cycles/board/")
    assert "2 cycles" in text_of(page)
    assert section(page, "analyse").startswith("Analyse 1, £900,000 a year Roads")
    assert section(page, "do").startswith("Do 1, £30,000 a year Parks")
    assert section(page, "plan") == "Plan 0 No cycles in Plan."
    assert "Trees" not in text_of(page)


def test_a_column_counts_no_restricted_cycle_and_money_once_a_service(council: Council, as_: SignedIn) -> None:
    """Whoever is let into Secret move sees its card, and the same figures as everybody else."""
    three(council)
    council.cycle(service_name="Secret move", restricted=True, yearly_value=Decimal(7), lead=council["member"])
    council.cycle(service_name="Lights", yearly_value=None)
    Cycle.objects.filter(service__name="Parks").update(stage="do")
    start_next(Cycle.objects.get(service__name="Parks"), need_by=date(2030, 4, 1), actor=council["lead"], at=NOW)
    Cycle.objects.filter(service__name="Parks", stage="analyse").update(yearly_value=Decimal(50_000))
    for name in ("member", "councillor", "auditor"):
        page = as_(name).get("/cycles/board/")
        assert section(page, "analyse").startswith("Analyse 3, £950,000 a year and 1 not known "), name
        assert section(page, "do").startswith("Do 1 Parks"), name
        assert ("Secret move" in text_of(page)) == (name != "councillor")
        assert "at the head of a stage are without restricted cycles for everybody" in text_of(page)
    Cycle.objects.exclude(service__name="Lights").update(stage="plan")
    assert section(page := as_("lead").get("/cycles/board/"), "analyse").startswith("Analyse 1, yearly value not known")
    assert "See all" not in text_of(page)


def test_a_column_leads_to_the_rest_in_the_list(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    council.cycle(service_name="Service 00")
    many(30)
    page = as_("lead").get("/cycles/board/?directorate=place&stage=live")
    assert len(names(page)) == 15
    assert 'href="/cycles/?directorate=place&amp;stage=analyse">See all in Analyse' in page.content.decode()
    monkeypatch.setattr("portfolio.selectors.pagination.MAX_ROWS", 30)
    assert section(as_("lead").get("/cycles/board/"), "analyse").startswith(
        "Analyse 30+, yearly value not known Service"
    )
    monkeypatch.setattr("portfolio.presenters.board.MAX_SUMMED", 30)
    assert section(as_("lead").get("/cycles/board/"), "analyse").startswith("Analyse 30+ Service")


def test_the_timeline_says_its_lanes_in_words(council: Council, as_: SignedIn) -> None:
    three(council)
    page = as_("lead").get("/cycles/timeline/?sort=name")
    assert names(page) == ["Parks", "Roads"]
    assert "Analyse. Tender must start by 2" in text_of(page)
    assert "The present arrangement ends on 31 March 2027, as typed in the cycle." in text_of(page)
    assert "Present arrangement ends Today" in text_of(page)
    assert 'role="region" aria-label="Timeline of cycles" tabindex="0"' in page.content.decode()
    assert 'href="/cycles/timeline/?sort=name&amp;years=5"' in page.content.decode()
    assert 'href="/cycles/timeline/?sort=name" aria-current="true">3 years' in page.content.decode()
    assert "Jan 2029" not in page.content.decode()
    assert "Jan 2029" in as_("lead").get("/cycles/timeline/?years=5").content.decode()


def test_the_timeline_names_a_tender_that_is_still_to_start(council: Council, as_: SignedIn) -> None:
    """Not one that has started, whose stage is over, or that the cycle's route leaves out."""
    cycle = council.cycle()
    tender = PlannedDate.objects.filter(cycle=cycle, milestone="tender")
    must = f"Tender must start by {day(tender.get().last_safe)}."
    client = as_("lead")

    def shown() -> bool:
        page = client.get("/cycles/timeline/")
        rows = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        assert ("Tender must" in text_of(page)) == ('class="app-lane__tender"' in rows)
        return must in text_of(page)

    assert shown()
    tender.update(done_on=TODAY)
    assert not shown()
    tender.update(done_on=None, applies=False)
    assert not shown()
    tender.update(applies=True)
    Cycle.objects.update(stage="do")
    assert shown()
    Cycle.objects.update(stage="review")
    assert not shown()


def test_the_file_holds_what_the_page_shows(council: Council, as_: SignedIn) -> None:
    """Trees has ended: it is in the list and its file, and in neither of the others'."""
    three(council)
    for way, query, count in (("", "", 3), ("board/", "?stage=live", 2), ("timeline/", "?stage=live", 2)):
        page = as_("lead").get(f"/cycles/{way}")
        told = f"Download {count} cycles: Excel , with the filter on its first sheet, or CSV , the rows alone"
        assert told in text_of(page)
        for ending in ("csv", "xlsx"):
            assert f'href="/cycles/export.{ending}{query}"' in page.content.decode(), way
    asked = as_("lead").get("/cycles/board/?stage=analyse&key=yes").content.decode()
    assert 'href="/cycles/export.csv?stage=analyse&amp;key=yes"' in asked


def test_lanes_are_filled_until_today() -> None:
    scale = Scale(TODAY - timedelta(days=460), TODAY + timedelta(days=460))  # one day is one unit

    def bar(label: str, starts: int, ends: int, state: str) -> tuple[str, date, date, str]:
        return label, TODAY + timedelta(days=starts), TODAY + timedelta(days=ends), state

    bars = [bar("1 Analyse", -600, -200, "done"), bar("2 Plan", -200, 100, "now"), bar("3 Do", 100, 300, "to_come")]
    drawn = lane(scale, bars, TODAY, tender_by=TODAY + timedelta(days=500), ends=TODAY)
    assert [(block.label, block.x, block.width, block.state) for block in drawn.blocks] == [
        ("Analyse", "0", "260", "done"),
        ("Plan", "260", "200", "now"),
        ("", "460", "100", "left"),
        ("Do", "560", "200", "to-come"),
    ]
    assert (drawn.tender_by, drawn.ends) == ("", "460")
    late = lane(
        scale, [bar("2 Plan", -200, -50, "now"), bar("3 Do", -50, 90, "to_come")], TODAY, tender_by=None, ends=TODAY
    )
    assert [(block.x, block.width) for block in late.blocks] == [("260", "200"), ("460", "90")]


def test_words_at_the_head_do_not_run_into_today() -> None:
    words = [label for _, label, _ in Scale.of_years(TODAY, 3).head(TODAY)]
    assert words == ["Jan 2026", "July", "Jan 2027", "July", "Jan 2028", "July", "Today"]
    january = date(2027, 1, 20)
    assert "Jan 2027" not in [label for _, label, _ in Scale.of_years(january, 3).head(january)]
