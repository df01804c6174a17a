"""The pages of an import, each without scripts, by somebody who keeps the register."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from contracts.models import Agreement
from cycles.models import Cycle
from imports.models import ImportState, RegisterImport
from imports.register_files.limits import MAX_BYTES
from imports.services.bringing_in import bring_in_waiting
from tests.council import NOW, Council
from tests.imports.journey import brought_in, checked, fresh, rows

pytestmark = pytest.mark.usefixtures("time_stands")

ROADS = rows(
    "CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,1+1,Roads,Place,Priya Nair",
    "CT-2,Gritting,Brightways Care Ltd,1,1/4/2026,31/3/2028,,Roads,Highways,Nobody Known",
    "CT-3,Salt,Brightway Care Ltd,many,1/4/2026,31/3/2028,,,Place,",
)

SOON = "CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,,,Place,"


@pytest.fixture
def lead(bench: Council) -> Client:
    client = Client()
    client.force_login(bench["lead"])
    return client


def send(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, data, follow=True)


def upload(client: Client, data: bytes, name: str) -> Any:
    file = BytesIO(data)
    file.name = name
    return client.post("/contracts/imports/new/", {"file": file}, follow=True)


def the_import() -> RegisterImport:
    return RegisterImport.objects.get()


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_file_goes_from_upload_to_the_register_and_back(lead: Client) -> None:
    assert "No file has been brought in yet." in text_of(lead.get("/contracts/imports/"))
    page = upload(lead, ROADS.encode(), "roads.csv")
    assert "The headings are in row 1." in text_of(page)
    pk = the_import().pk
    fields = {column["letters"]: column["field"] for column in the_import().columns}
    page = send(lead, f"/contracts/imports/{pk}/columns/", **fields)
    assert the_import().counts == {
        "new": 1, "changed": 0, "unchanged": 0, "doubtful": 1, "wrong": 1, "left_out": 0,
    }  # fmt: skip
    assert "D4: “many” is not an amount of money. Enter an amount in pounds such as 1200000." in text_of(page)
    page = send(lead, f"/contracts/imports/{pk}/rows/4/", show="wrong", **{"cell-value": "£9,000"})
    assert "Row 4 was read again: it is doubtful now." in text_of(page)
    like = the_import().names.get(name="Brightway Care Ltd")
    send(lead, f"/contracts/imports/{pk}/names/", **{f"name-{like.pk}": "same"})
    send(lead, f"/contracts/imports/{pk}/rows/3/", choice="take")
    assert the_import().counts["new"] == 3
    page = send(lead, f"/contracts/imports/{pk}/bring-in/")
    assert "It begins within a minute." in text_of(page)
    assert '<meta http-equiv="refresh" content="5">' in text_of(page)
    assert bring_in_waiting(lambda: NOW) == 1
    assert "3 agreements added" in text_of(lead.get(f"/contracts/imports/{pk}/"))
    assert [str(each) for each in Agreement.objects.all()] == ["A-0001 Road signs", "A-0002 Gritting", "A-0003 Salt"]
    assert "3 agreements will be deleted" in text_of(lead.get(f"/contracts/imports/{pk}/take-back/"))
    page = send(lead, f"/contracts/imports/{pk}/take-back/")
    assert "Taken back: 3 deleted, 0 set back." in text_of(page)
    assert not Agreement.objects.exists()
    assert "Taken back on" in text_of(lead.get("/contracts/imports/"))


def test_rows_are_pasted(lead: Client) -> None:
    page = send(lead, "/contracts/imports/new/", text=ROADS.replace(",", "\t"))
    assert "Pasted rows" in text_of(page)
    assert [column["field"] for column in the_import().columns][:4] == ["reference", "title", "suppliers", "value"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Choose a file, or paste rows"),
        ({"text": "x" * 500_001}, "must be 500000 characters or fewer"),
    ],
)
def test_what_can_not_be_read_is_said_in_its_place(lead: Client, data: dict[str, str], error: str) -> None:
    page = send(lead, "/contracts/imports/new/", **data)
    assert page.status_code == 200
    assert error in text_of(page)
    assert not RegisterImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7 no register", "must be a CSV, TSV, Excel"),
        (b"PK\x03\x04broken", "The selected file"),
        (b"a" * (MAX_BYTES + 1), "The selected file must be smaller than 10MB"),
    ],
)
def test_a_file_that_is_no_register_is_refused(lead: Client, folder: Path, content: bytes, error: str) -> None:
    assert error in text_of(upload(lead, content, "register.xlsx"))
    assert not RegisterImport.objects.exists()
    assert not list(folder.glob("*/*"))


def test_a_file_that_is_too_long_is_to_be_divided(lead: Client, settings: Settings) -> None:
    settings.IMPORT_ROWS = 2
    page = upload(lead, ROADS.encode(), "roads.csv")
    assert (
        "“roads.csv” has 3 rows under its headings, and at most 2 can be checked at once. Divide the file into smaller"
        " ones, each with the headings, and bring them in one after the other"
    ) in text_of(page)
    assert not RegisterImport.objects.exists()


def test_a_field_is_chosen_once(lead: Client, bench: Council) -> None:
    started = checked(bench, ROADS)
    fields = {column["letters"]: column["field"] for column in started.columns} | {"D": "title"}
    page = send(lead, f"/contracts/imports/{started.pk}/columns/", **fields)
    assert "“Title” is chosen for column B too: choose it once" in text_of(page)
    assert fresh(started).state == ImportState.TO_CHECK


def test_names_are_asked_once_and_nothing_is_made_unasked(lead: Client, bench: Council) -> None:
    started = checked(bench, ROADS)
    path = f"/contracts/imports/{started.pk}/names/"
    page = lead.get(path)
    names = {name.name: name for name in started.names.filter(is_sure=False)}
    assert sorted(names) == ["Brightway Care Ltd", "Highways", "Nobody Known", "Roads"]
    assert "Same supplier as Brightways Care Ltd?" in text_of(page)
    assert "Nobody here has this name or address" in text_of(lead.get(f"/contracts/imports/{started.pk}/"))
    answers = {f"name-{names['Brightway Care Ltd'].pk}": "new", f"name-{names['Roads'].pk}": "new"}
    send(lead, path, **answers, **{f"name-{names['Highways'].pk}": f"same:{bench.place.pk}"})
    said = {name.name: (name.answer, name.proposed) for name in started.names.filter(is_sure=False)}
    assert said == {
        "Highways": ("same", "Place"),
        "Nobody Known": ("", ""),
        "Roads": ("new", ""),
        "Brightway Care Ltd": ("new", "Brightways Care Ltd"),
    }


def test_hostile_cells_stay_text(lead: Client, bench: Council) -> None:
    evil = '"<img src=x onerror=alert(1)>"'
    started = checked(bench, rows(f"=cmd|'/c calc'!A1,{evil},{evil},oops,1/4/2026,,,{evil},{evil},{evil}"))
    body = ""
    for page in ("columns/", "names/", ""):
        body = lead.get(f"/contracts/imports/{started.pk}/{page}").content.decode()
        assert ("<img src=x" in body, "&lt;img src=x onerror=alert(1)&gt;" in body) == (False, True)


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize(("page", "statements"), [("", 10), ("columns/", 4), ("names/", 8)])
def test_pages_have_as_many_statements_at_one_row_as_at_three(
    lead: Client,
    bench: Council,
    django_assert_num_queries: DjangoAssertNumQueries,
    lines: int,
    page: str,
    statements: int,
) -> None:
    started = checked(bench, "\n".join(ROADS.splitlines()[: lines + 1]))
    lead.get("/contracts/imports/")  # what a process reads once
    with django_assert_num_queries(statements):
        lead.get(f"/contracts/imports/{started.pk}/{page}")


def test_the_list_has_as_many_statements_at_one_file_as_at_three(
    lead: Client, bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead.get("/contracts/imports/")
    for _ in range(3):
        checked(bench, ROADS)
        with django_assert_num_queries(5):
            lead.get("/contracts/imports/")


def test_cycles_start_only_when_they_are_ticked(lead: Client, bench: Council) -> None:
    soon = (
        SOON.replace("Signs", "Paint")
        .replace("signs", "paint")
        .replace("CT-1", "CT-2")
        .replace("31/3/2029", "31/3/2027")
    )
    done = brought_in(bench, rows(SOON, soon))
    path = f"/contracts/imports/{done.pk}/cycles/"
    assert "1 agreement of this file needs a cycle soon." in text_of(lead.get(f"/contracts/imports/{done.pk}/"))
    page = lead.get(path)
    assert "A-0002 Road paint" in text_of(page)
    assert "A-0001" not in text_of(page)
    assert not Cycle.objects.exists()
    ticked = {"agreements": [Agreement.objects.get(serial=2).pk], "lead": bench["lead"].pk}
    page = send(lead, path, **ticked)
    assert "Select who sponsors the cycles of Place" in text_of(page)
    page = send(lead, path, **ticked, **{f"sponsor_{bench.place.pk}": bench["assistant"].pk})
    assert "1 cycle started." in text_of(page)
    cycle = Cycle.objects.get()
    assert (str(cycle.service), str(cycle.need_by), cycle.replaced_agreement.agreement.reference) == (
        "Road paint",
        "2027-04-01",
        "A-0002",
    )
    assert "Nothing that this file brought in needs a cycle" in text_of(lead.get(path))
    assert "it has a replaced agreement now" in text_of(lead.get(f"/contracts/imports/{done.pk}/take-back/"))
