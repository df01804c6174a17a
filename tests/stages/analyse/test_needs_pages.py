"""Needs and demand through its pages, without scripts."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from stages.analyse.models import DemandFigure, DemandSeries
from tests.council import Council
from tests.stages.analyse.demand import COUNTY, figures, projected, series
from tests.stages.rows import add

FORM = {
    "name": "People receiving home care",
    "need": "home care",
    "unit": "people",
    "area": "Lincolnshire",
    "method": "rates",
    "rate_low": "20",
    "rate_central": "25",
    "rate_high": "30",
    "flat_level": "",
    "first_year": "2026",
    "last_year": "2045",
    "basis": "ONS population projections",
    "assumptions": "",
    "unit_cost": "9,000",
    "unit_cost_source": "Activity return",
}


@pytest.fixture
def lead(analyse: Cycle) -> Client:
    client = Client()
    client.force_login(analyse.lead)
    return client


def path_of(cycle: Cycle, rest: str = "needs/") -> str:
    return f"/cycles/{cycle.reference}/analyse/{rest}"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def table_of(numbers: dict[str, str], version: int, **more: Any) -> dict[str, Any]:
    """What the table of population sends."""
    return {
        "version": version,
        "number": list(range(1, len(numbers) + 1)),
        "area": [""] * len(numbers),
        "year": list(numbers),
        "central": list(numbers.values()),
    } | more


def test_a_series_is_added_filled_and_shown(analyse: Cycle, lead: Client) -> None:
    assert "No demand is recorded yet." in text_of(lead.get(path_of(analyse)))
    page = lead.post(path_of(analyse, "demand/new/"), FORM, follow=True)
    row = DemandSeries.objects.get()
    (redirected,) = page.redirect_chain
    assert redirected == (path_of(analyse, f"demand/{row.pk}/figures/population/"), 302)
    numbers = {str(year): f"{number:,}" for year, number in COUNTY.items()}
    page = lead.post(redirected[0], table_of(numbers | {"": ""}, row.version), follow=True)
    text = text_of(page)
    assert "Kept 3 rows of population." in text
    assert "By 2033, 700 more people would need home care than in 2026, at £6.3 million more a year." in text
    assert "Doing nothing costs £25.2 million more by 2033." in text
    assert list(DemandFigure.objects.values_list("year", "central")) == [
        (year, Decimal(number)) for year, number in COUNTY.items()
    ]


def test_findings_and_priorities_stand_below_with_their_pages(analyse: Cycle, lead: Client) -> None:
    for place in range(1, 8):
        add(analyse, "priorities", what=f"Priority {place}", reason="It comes first")
    text = text_of(lead.get(path_of(analyse)))
    assert "Priority 5" in text
    assert "Priority 6" not in text
    assert f'<a href="{path_of(analyse, "priorities/")}">Priorities, and 2 more</a>' in text


def test_a_bad_series_keeps_what_was_typed(analyse: Cycle, lead: Client) -> None:
    page = lead.post(path_of(analyse, "demand/new/"), FORM | {"rate_low": "26", "need": "", "unit_cost": "lots"})
    assert page.status_code == 200
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {
        "need": ["Enter what is needed"],
        "rate_low": ["The low rate must not be above the central one"],
        "unit_cost": ["Cost of one unit must be an amount of money, like 250,000"],
    }
    assert 'value="lots"' in page.content.decode()
    assert not DemandSeries.objects.exists()


def test_a_pasted_table_is_shown_before_it_is_kept(analyse: Cycle, lead: Client) -> None:
    row = series(analyse)
    path = path_of(analyse, f"demand/{row.pk}/figures/population/")
    pasted = "Year\tPopulation\r\n2025\t200,000\r\n2035\t240 000\r\n2045\t260000\r\n"
    page = lead.post(path, {"send": "file", "text": pasted})
    text = text_of(page)
    assert "Check the rows before you bring them in" in text
    assert "3 rows read, and nothing is kept yet." in text
    assert not DemandFigure.objects.exists()
    shown = [(entry.number, entry.year, entry.central) for entry, _ in page.context["rows"] if not entry.is_blank]
    assert shown == [(2, "2025", "200,000"), (3, "2035", "240 000"), (4, "2045", "260000")]
    sent = table_of({year: value for _, year, value in shown}, row.version)
    lead.post(path, sent)
    row.refresh_from_db()
    assert (row.figures.count(), row.refusal) == (3, "")


def test_bad_rows_are_named_and_nothing_is_kept(analyse: Cycle, lead: Client) -> None:
    row = series(analyse, method="table", rate_low=None, rate_central=None, rate_high=None)
    path = path_of(analyse, f"demand/{row.pk}/figures/projection/")
    page = lead.post(path, {"send": "file", "text": "Year;Low;Central;High\n2026;1;2;3\n2031;1;;3\n2031;1;1,5;3\n"})
    sentences = [
        "Row 3: 2031 is missing a central value. Enter it, or remove the row",
        "Row 4: “1,5” in 2031 can be read in two ways. Write 1.5 with a point, or 1,500 with three digits",
    ]
    assert list(page.context["problems"].values()) == sentences
    assert "Error:" in page.content.decode().split("</title>")[0]
    shown = [entry for entry, _ in page.context["rows"] if not entry.is_blank]
    sent = {
        name: [getattr(entry, name) for entry in shown] for name in ("number", "area", "year", "low", "central", "high")
    }
    page = lead.post(path, sent | {"version": row.version})
    assert list(page.context["problems"].values()) == sentences, "the same rows with the same numbers"
    assert 'value="1,5"' in page.content.decode()
    assert not DemandFigure.objects.exists()


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"text": ["Paste rows, or choose a file"]}),
        (
            {"text": "Year:Value\n2026:1"},
            {
                "text": [
                    (
                        "Everything stands in one column. Put year and value in columns of their own, parted by tabs,"
                        " commas or semicolons."
                    )
                ]
            },
        ),
        (
            {"text": "Year,Value\n2026,1", "file": b"Year,Value\n2026,1"},
            {"text": ["Paste rows or choose a file, not both"]},
        ),
        (
            {"file": b"%PDF-1.4 text"},
            {"file": ["The selected file must be a CSV, TSV, Excel (XLSX or XLS) or OpenDocument (ODS) spreadsheet"]},
        ),
        (
            {"text": "area,year,total,older\nBoston,2026,1,2"},
            {
                "text": [
                    (
                        "“total” and “older” could all hold the values. Write the heading of the right one under"
                        " “Column of the values”, or leave the others out."
                    )
                ]
            },
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_beside_its_field(
    analyse: Cycle, lead: Client, sent: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    row = figures(series(analyse), COUNTY)
    data: dict[str, Any] = {"send": "file"} | sent
    if "file" in data:
        data["file"] = BytesIO(data["file"])
        data["file"].name = "figures.csv"
    page = lead.post(path_of(analyse, f"demand/{row.pk}/figures/population/"), data)
    assert page.status_code == 200
    assert {name: list(said) for name, said in page.context["file_form"].errors.items()} == errors
    assert page.context["number"] == 3, "what is entered stays in the table"


def test_somebody_who_types_into_old_figures_sees_both(analyse: Cycle, lead: Client) -> None:
    row = projected(analyse)
    path = path_of(analyse, f"demand/{row.pk}/figures/population/")
    seen = row.version
    row = figures(row, {2025: 201_000, 2045: 265_000})
    page = lead.post(path, table_of({"2025": "202000", "2045": "270000"}, seen))
    assert page.status_code == 409
    text = text_of(page)
    assert "Somebody changed this row while you were editing." in text
    assert "Lincolnshire 2025: 201000" in text
    assert 'value="202000"' in text
    lead.post(path, table_of({"2025": "202000", "2045": "270000"}, row.version))
    assert list(row.figures.values_list("central", flat=True)) == [202_000, 270_000]
    page = lead.post(path_of(analyse, f"demand/{row.pk}/"), FORM | {"version": seen, "rate_low": "21"})
    assert page.status_code == 409
    assert 'value="21"' in page.content.decode()


def test_another_series_becomes_the_main_one_and_one_is_removed(analyse: Cycle, lead: Client) -> None:
    first, second = projected(analyse), series(analyse, name="Hours", unit="hours")
    page = lead.post(path_of(analyse, f"demand/{second.pk}/main/"), {"version": second.version}, follow=True)
    assert "Hours is the main series now" in text_of(page)
    lead.post(path_of(analyse, f"demand/{second.pk}/main/"), {"version": "first"}, follow=True)
    second.refresh_from_db()
    remove = path_of(analyse, f"demand/{second.pk}/remove/")
    assert "Remove this demand series?" in text_of(lead.get(remove))
    page = lead.post(remove, {"version": second.version - 1}, follow=True)
    assert "This series was changed meanwhile." in text_of(page)
    lead.post(remove, {"version": second.version})
    assert list(DemandSeries.objects.values_list("pk", "is_main")) == [(first.pk, True)]
    assert lead.get(remove).status_code == 404


def test_others_read_it_and_change_nothing(analyse: Cycle, council: Council) -> None:
    row = projected(analyse)
    client = Client()
    client.force_login(council["other"])
    page = client.get(path_of(analyse))
    assert page.status_code == 200
    assert path_of(analyse, "demand/new/") not in page.content.decode()
    for rest in ("demand/new/", f"demand/{row.pk}/", f"demand/{row.pk}/figures/population/", "demand/sample/history/"):
        assert client.get(path_of(analyse, rest)).status_code == 403


def test_the_sample_can_be_sent_as_it_is(analyse: Cycle, lead: Client) -> None:
    row = series(analyse)
    for kind in ("population", "history", "projection"):
        response = lead.get(path_of(analyse, f"demand/sample/{kind}/"))
        text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
        page = lead.post(path_of(analyse, f"demand/{row.pk}/figures/{kind}/"), {"send": "file", "text": text})
        assert page.context["problems"] == {}
        assert page.context["number"] == len(list(csv.reader(StringIO(text)))) - 1
    assert lead.get(path_of(analyse, "demand/sample/other/")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_has_a_fixed_number_of_statements(
    analyse: Cycle, lead: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for place in range(number):
        row = series(analyse, name=f"Series {place}")
        figures(row, {2006 + year: 200_000 + year for year in range(40)})
    lead.get(path_of(analyse))
    with django_assert_num_queries(12):
        page = lead.get(path_of(analyse))
    assert text_of(page).count("Show this chart as a table") == number


def test_the_table_of_figures_has_few_statements(
    analyse: Cycle, lead: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = figures(series(analyse), {2006 + year: 200_000 + year for year in range(40)})
    path = path_of(analyse, f"demand/{row.pk}/figures/population/")
    lead.get(path)
    with django_assert_num_queries(7):
        lead.get(path)
