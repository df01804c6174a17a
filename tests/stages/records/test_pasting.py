"""Rows pasted or brought in from a file: read, shown, mended, and written together or not at all."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from cycles.models import Cycle
from stages.analyse.models import CurrentArrangement, Engagement, IntendedOutcome, NeedFinding
from stages.records.kinds import all_kinds
from stages.records.models import PastedTable, RecordText
from stages.records.services import pasting
from stages.records.services.tables import RowInput, change_table
from tests.access.forms import forms_of
from tests.council import NOW, Council
from tests.stages.rows import add, outcome
from tests.uploads.hostile_packages import bomb

pytestmark = pytest.mark.django_db

OUTCOMES = "Result for residents\tFor whom\tCorporate Plan ambition\tIndicator\tBaseline\tDate of the baseline"
LIFE = "Enable everyone to enjoy life to the full"


def base(cycle: Cycle, code: str) -> str:
    return f"/cycles/{cycle.reference}/{all_kinds()[code].stage}/{code}/paste/"


@pytest.fixture
def lead(client: Client, council: Council) -> Client:
    client.force_login(council["lead"])
    return client


def paste(client: Client, cycle: Cycle, code: str, text: str) -> Any:
    return client.post(base(cycle, code), {"text": text}, follow=True)


def upload(client: Client, cycle: Cycle, code: str, data: bytes, name: str = "a.csv") -> Any:
    return client.post(base(cycle, code), {"text": "", "file": SimpleUploadedFile(name, data)}, follow=True)


def refusal(response: Any, field: str = "text") -> str:
    (sentence,) = response.context["form"].errors[field]
    return str(sentence)


def faults(response: Any) -> list[str]:
    return [*response.context["errors"], *(sentence for _, sentence in response.context["faults"])]


def doubts(response: Any) -> list[str]:
    return [f"Row {row.number}: {doubt}" for row in response.context["doubtful"] for doubt in row.doubts]


def sent(response: Any, **more: str) -> dict[str, str]:
    """What the page of checks sends, with a button."""
    form = next(form for form in forms_of(response.content.decode()) if "seen" in form.controls)
    values = {}
    for name, control in form.controls.items():
        chosen = [value for value, is_chosen in control.values if is_chosen]
        if not chosen and control.kind == "select":
            chosen = [control.values[0][0]]
        if chosen:
            values[name] = chosen[0]
    return values | more


def page(cycle: Cycle, code: str) -> str:
    return f"{base(cycle, code)}{PastedTable.objects.get().pk}/"


def test_rows_are_shown_and_then_written_with_one_event(lead: Client, analyse: Cycle) -> None:
    text = f"{OUTCOMES}\nFewer falls\tIndividuals\t{LIFE}\tFalls a year\t1,500\t31/3/26\nCalm\tfamilies\tlife\t\t\t"
    response = paste(lead, analyse, "outcomes", text)
    assert (response.status_code, faults(response), doubts(response)) == (200, [], [])
    assert not IntendedOutcome.objects.exists()
    number = Event.objects.count()
    response = lead.post(page(analyse, "outcomes"), sent(response, do="bring"), follow=True)
    assert "Brought 2 rows into Intended outcomes." in response.content.decode()
    rows = IntendedOutcome.objects.values_list("result", "level", "ambition__code", "baseline", "baseline_on")
    day = NOW.date().replace(month=3, day=31)
    assert list(rows) == [("Fewer falls", "person", "life", Decimal(1500), day), ("Calm", "family", "life", None, None)]
    assert Event.objects.count() == number + 1
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.sentence == "Brought 2 rows into Intended outcomes"
    assert entry.changes == [("Rows", "", "Fewer falls; Calm")]
    assert entry.event.facts["brought_in"][0]["after"]["Baseline"] == "1,500"
    assert RecordText.objects.filter(cycle=analyse).count() == 2
    assert not PastedTable.objects.exists()


def test_five_hundred_rows_with_three_that_cant_be_read(lead: Client, analyse: Cycle) -> None:
    lines = [f"Outcome {n},Individuals,{LIFE},Share,{n},1/4/2026" for n in range(2, 502)]
    lines[12] = f"Outcome 14,Individuals,{LIFE},Share,12..5,1/4/2026"
    lines[98] = f"Outcome 100,Nobody,{LIFE},Share,1,1/4/2026"
    lines[498] = f",Individuals,{LIFE},Share,1,soon"
    response = paste(lead, analyse, "outcomes", "\n".join([OUTCOMES.replace("\t", ","), *lines]))
    levels = "Choose Individuals, Families, Groups, Communities, Organisations or Systems."
    wanted = [
        "Row 14: “Baseline” can’t be read: 12..5. Write a number like 12.5.",
        f"Row 100: “For whom” can’t be read: Nobody. {levels}",
        "Row 500: “Result for residents” must be filled in",
        "Row 500: “Date of the baseline” can’t be read: soon. Write a date like 31 March 2026.",
    ]
    assert faults(response) == wanted
    assert (response.context["ready"], response.context["good_count"]) == (497, 497)
    refused = lead.post(page(analyse, "outcomes"), sent(response, do="bring"))
    assert faults(refused) == ["Mend 3 rows below, or leave them out.", *wanted]
    assert not IntendedOutcome.objects.exists()
    mended = {"m14-baseline": "12.5", "m100-level": "group", "m500-out": "yes", "do": "check"}
    response = lead.post(page(analyse, "outcomes"), sent(refused) | mended, follow=True)
    assert (faults(response), response.context["ready"]) == ([], 499)
    assert lead.post(page(analyse, "outcomes"), sent(response, do="bring")).status_code == 302
    assert IntendedOutcome.objects.count() == 499
    assert IntendedOutcome.objects.get(result="Outcome 14").baseline == Decimal("12.5")
    assert Event.objects.filter(chain=analyse.chain, verb="records_brought_in").count() == 1


def test_all_that_cant_be_read_is_left_out_and_one_taken_back(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", "Finding,How sure we are\nOne,High\nTwo,Never\nThree,Seldom")
    response = lead.post(page(analyse, "findings"), sent(response, do="leave-wrong"), follow=True)
    assert [row.number for row in response.context["left_out"]] == [3, 4]
    response = lead.post(page(analyse, "findings"), sent(response, back="3"), follow=True)
    assert [row.number for row in response.context["left_out"]] == [4]
    assert len(faults(response)) == 1


def test_doubts_are_said_and_brought_in(lead: Client, analyse: Cycle) -> None:
    text = f"{OUTCOMES}\n=1+1\tIndviduals\t{LIFE}\tShare\t1,5\tMarch 2026\nTwice\tGroups\tlife\nTwice\tGroups\tlife"
    response = paste(lead, analyse, "outcomes", text)
    assert doubts(response) == [
        "Row 2: “Result for residents”: “=1+1” looks like a formula: it is kept as text and never worked out.",
        "Row 2: “For whom”: “Indviduals” was read as “Individuals”.",
        "Row 2: “Baseline”: “1,5” was read as 1.5.",
        "Row 2: “Date of the baseline”: “March 2026” gives only a month. It was read as 1 March 2026.",
        "Row 4: Row 3 has the same “Result for residents”.",
    ]
    assert lead.post(page(analyse, "outcomes"), sent(response, do="bring")).status_code == 302
    first = IntendedOutcome.objects.get(result="=1+1")
    assert (first.level, first.baseline) == ("person", Decimal("1.5"))


def test_people_by_name_and_by_address(lead: Client, analyse: Cycle) -> None:
    text = "Finding;Who knows more\nA;Priya Nair\nB;member@council.example\nC;Prya Nair\nD;Somebody Else"
    response = paste(lead, analyse, "findings", text)
    assert doubts(response) == ["Row 4: “Who knows more”: “Prya Nair” was read as “Priya Nair, lead@council.example”."]
    (fault,) = faults(response)
    assert fault.startswith("Row 5: “Who knows more” can’t be read: Somebody Else. Write the name or the email")


def test_the_same_paste_twice(lead: Client, analyse: Cycle) -> None:
    text = "Finding\tSource\nOne\tReturn\nTwo\tSurvey"
    response = paste(lead, analyse, "findings", text)
    lead.post(page(analyse, "findings"), sent(response, do="bring"))
    response = paste(lead, analyse, "findings", text.replace("Survey", "Census"))
    assert response.context["all_same"]
    assert "The table has rows with these names already. Were they brought in before?" in response.content.decode()
    response = lead.post(page(analyse, "findings"), sent(response, updating="1", do="check"), follow=True)
    assert doubts(response) == []
    assert lead.post(page(analyse, "findings"), sent(response, do="bring")).status_code == 302
    assert list(NeedFinding.objects.values_list("what", "basis")) == [("One", "Return"), ("Two", "Census")]
    event = Event.objects.filter(chain=analyse.chain).latest("seq")
    assert event.facts["brought_in"] == [
        {"title": "Two", "before": {"Source": "Survey"}, "after": {"Source": "Census"}}
    ]


def test_rows_with_the_same_name_keep_what_was_not_pasted(lead: Client, analyse: Cycle) -> None:
    add(analyse, "findings", what="One", basis="Return", gap="none known")
    response = paste(lead, analyse, "findings", "Finding,Source\nONE,Census")
    response = lead.post(page(analyse, "findings"), sent(response, updating="1", do="check"), follow=True)
    lead.post(page(analyse, "findings"), sent(response, do="bring"))
    assert list(NeedFinding.objects.values_list("what", "basis", "gap")) == [("ONE", "Census", "none known")]


def test_a_row_that_somebody_changed_meanwhile_is_looked_at_first(lead: Client, analyse: Cycle) -> None:
    row = add(analyse, "findings", what="One", basis="Return")
    response = paste(lead, analyse, "findings", "Finding,Source\nOne,Census")
    response = lead.post(page(analyse, "findings"), sent(response, updating="1", do="check"), follow=True)
    change = [RowInput({"basis": "Theirs"}, row.pk)]
    change_table(analyse, all_kinds()["findings"], change, actor=analyse.lead, at=NOW)
    refused = lead.post(page(analyse, "findings"), sent(response, do="bring"))
    assert refused.status_code == 409
    assert faults(refused)[0].startswith("A row that would be changed is not the same any more.")
    assert NeedFinding.objects.get().basis == "Theirs"
    assert lead.post(page(analyse, "findings"), sent(refused, do="bring")).status_code == 302
    assert NeedFinding.objects.get().basis == "Census"


def test_without_headings_the_columns_are_asked_for(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", "Census\tOne\nReturn\tTwo")
    assert response.resolver_match.url_name == "record-paste-columns"
    data = {"column_0": "basis", "column_1": "basis"}
    response = lead.post(f"{page(analyse, 'findings')}columns/", data)
    assert response.context["form"].errors == {
        "column_0": ["Choose which column is “Finding”: every row needs it"],
        "column_1": ["“Source” is chosen for two columns. Leave one of them out"],
    }
    response = lead.post(f"{page(analyse, 'findings')}columns/", data | {"column_1": "what"}, follow=True)
    lead.post(page(analyse, "findings"), sent(response, do="bring"))
    assert list(NeedFinding.objects.values_list("what", "basis")) == [("One", "Census"), ("Two", "Return")]


def test_a_heading_spelt_differently_is_asked_about(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", "Findings,Sourse,Colour\nOne,Census,red")
    assert response.resolver_match.url_name == "record-paste-columns"
    initial = [field.initial for field in response.context["form"].fields.values()]
    assert initial == [True, "what", "basis", ""]


def test_a_comma_too_many_is_said(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", 'Finding,Source\n"One, two",Census\nOne, two,Census')
    assert faults(response) == [
        "Row 3: There are 3 cells, but 2 columns. Put a text that has commas in quotation marks."
    ]


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.csv", "The selected file is empty"),
        (b"Finding\0,Source\nOne\0,b", "a.csv", "The selected file holds characters that are not plain text."),
        (bomb(), "a.xlsx", "The selected file unpacks to more than 100MB."),
        (b"PK\x03\x04 not a zip", "a.xlsx", "The selected file is damaged or incomplete."),
        (b"%PDF-1.7 nothing", "a.csv", "The selected file must be a CSV, TSV, Excel"),
        (b'Finding,Source\n"One,b\nTwo,c\nThree,d\nFour,e\n', "a.csv", "The selected file opens a quotation mark"),
        (b"a" * (1024 * 1024 + 1), "a.csv", "The selected file must be smaller than 1MB"),
        (b"Finding,Source\n", "a.csv", "Only headings were found. Add a row under them"),
        (b",,,\n,,\n", "a.csv", "There is nothing to bring in: all cells are empty"),
    ],
    ids=["empty", "nul", "bomb", "damaged", "pdf", "quote", "large", "headings", "blank"],
)
def test_a_file_that_is_refused_leaves_nothing(
    lead: Client, analyse: Cycle, data: bytes, name: str, sentence: str
) -> None:
    assert refusal(upload(lead, analyse, "findings", data, name), "file").startswith(sentence)
    assert not PastedTable.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste rows, or choose a file"),
        ("Result | For whom / life", "Only one column was found. Put a tab, a comma or a semicolon"),
        ("x" * 500_001, "Paste rows from a spreadsheet must be 500000 characters or fewer"),
        ("\n".join(f"One,{n}" for n in range(501)), "There are 501 rows, and a table takes 500 at most."),
        ("<html><body>Finding</body></html>", "What you pasted is a web page"),
    ],
    ids=["nothing", "delimiter", "long", "many", "web page"],
)
def test_a_text_that_is_refused_leaves_nothing(lead: Client, analyse: Cycle, text: str, sentence: str) -> None:
    assert refusal(paste(lead, analyse, "outcomes", text.replace("Result | ", "Result / "))).startswith(sentence)
    assert not PastedTable.objects.exists()


def test_thirty_two_thousand_characters(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", f"Finding,Source\n{'x' * 32_000},Census")
    assert faults(response) == ["Row 2: Finding must be 500 characters or fewer"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_files_as_councils_have_them(lead: Client, analyse: Cycle, encoding: str) -> None:
    text = "Arrangement;Full cost in a year\nCafé “Élan”, Boston;£1.2m\n"
    response = upload(lead, analyse, "arrangement", text.encode(encoding))
    lead.post(page(analyse, "arrangement"), sent(response, do="bring"))
    assert list(CurrentArrangement.objects.values_list("name", "yearly_cost")) == [
        ("Café “Élan”, Boston", Decimal(1_200_000))
    ]


def test_a_workbook(lead: Client, analyse: Cycle) -> None:
    book, stream = Workbook(), io.BytesIO()
    sheet: Any = book.active
    sheet.append(["Finding", "Date of the source", "How sure we are"])
    sheet.append(["=1+1", NOW.replace(tzinfo=None), "High"])
    sheet.append(["Two", NOW.date(), "Low"])
    book.save(stream)
    response = upload(lead, analyse, "findings", stream.getvalue(), "a.xlsx")
    assert faults(response) == ["Row 2: “Finding” must be filled in"]  # a formula that nobody worked out says nothing
    lead.post(page(analyse, "findings"), sent(response, do="leave-wrong"))
    lead.post(page(analyse, "findings"), sent(lead.get(page(analyse, "findings")), do="bring"))
    assert list(NeedFinding.objects.values_list("what", "dated")) == [("Two", NOW.date())]


def test_long_texts_are_brought_in_too(lead: Client, analyse: Cycle) -> None:
    text = 'Who took part,How,What they said,This is a formal consultation\nCarers,Survey,"Too\nlate",yes'
    response = paste(lead, analyse, "engagement", text)
    lead.post(page(analyse, "engagement"), sent(response, do="bring"))
    row = Engagement.objects.get()
    assert (row.said, row.is_consultation) == ("Too\nlate", True)


def test_a_full_table_takes_no_more(lead: Client, analyse: Cycle) -> None:
    rows = [RowInput({"what": f"Finding {number}"}) for number in range(499)]
    change_table(analyse, all_kinds()["findings"], rows, actor=analyse.lead, at=NOW)
    response = paste(lead, analyse, "findings", "Finding,Source\nA,B\nC,D")
    refused = lead.post(page(analyse, "findings"), sent(response, do="bring"))
    assert faults(refused) == ["There can be 500 rows at most. Remove some that are no longer needed."]
    assert (NeedFinding.objects.count(), PastedTable.objects.count()) == (499, 1)


def test_it_is_given_up_and_sent_twice(lead: Client, analyse: Cycle) -> None:
    response = paste(lead, analyse, "findings", "Finding,Source\nA,B")
    address, data = page(analyse, "findings"), sent(response, do="bring")
    pasted = PastedTable.objects.get()
    assert [lead.post(address, data).status_code for _ in range(2)] == [302, 302]  # a second press comes to the same
    assert NeedFinding.objects.count() == 1
    assert lead.post(address, {"do": "bring", "seen": data["seen"]}).status_code == 404
    with pytest.raises(Refused, match="brought in already"):
        pasting.bring_in(pasted, all_kinds()["findings"], [], actor=analyse.lead, at=NOW)
    paste(lead, analyse, "findings", "Finding,Source\nC,D")
    assert lead.post(page(analyse, "findings"), {"do": "give-up"}).status_code == 302
    assert (NeedFinding.objects.count(), PastedTable.objects.count()) == (1, 0)


def test_old_ones_are_deleted(lead: Client, analyse: Cycle) -> None:
    paste(lead, analyse, "findings", "Finding,Source\nA,B")
    pasting.delete_old_pasted_tables(timezone.localdate())
    assert PastedTable.objects.exists()
    PastedTable.objects.update(at=timezone.now() - timedelta(days=8))
    pasting.delete_old_pasted_tables(timezone.localdate())
    assert not PastedTable.objects.exists()


def test_only_the_team_sees_what_was_pasted(lead: Client, council: Council, analyse: Cycle) -> None:
    paste(lead, analyse, "findings", "Finding,Source\nA,B")
    for person, status in (("other", 403), ("councillor", 403), ("auditor", 403)):
        lead.force_login(council[person])
        assert lead.get(page(analyse, "findings")).status_code == status


def test_nothing_is_pasted_into_another_cycle(lead: Client, council: Council, analyse: Cycle) -> None:
    paste(lead, analyse, "findings", "Finding,Source\nA,B")
    other = council.cycle_at("analyse")
    assert lead.get(f"{base(other, 'findings')}{PastedTable.objects.get().pk}/").status_code == 404
    assert lead.get(f"{base(analyse, 'priorities')}{PastedTable.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize(("rows", "statements"), [(1, 9), (3, 9), (40, 9)])
def test_statements_do_not_grow(lead: Client, analyse: Cycle, rows: int, statements: int) -> None:
    lines = [f"Outcome {n},Individuals,life,,{'x' if n % 2 else n},1/4/2026" for n in range(rows)]
    paste(lead, analyse, "outcomes", "\n".join([OUTCOMES.replace("\t", ","), *lines]))
    outcome(analyse)
    with CaptureQueriesContext(connection) as queries:
        assert lead.get(page(analyse, "outcomes")).status_code == 200
    assert len(queries) == statements


@pytest.mark.parametrize("code", list(all_kinds()))
def test_every_table_can_be_filled_in_and_its_template_brought_back(lead: Client, plan: Cycle, code: str) -> None:
    """The example row of the template, with a person and what refers to other rows left out."""
    kind = all_kinds()[code]
    outcome(plan)
    if code != "options":  # costs and benefits are of one
        add(plan, "options", name="Open list", kind="external")
    response = lead.get(f"/cycles/{plan.reference}/{kind.stage}/{code}/template/")
    chunks: Any = response
    data = b"".join(chunks.streaming_content).replace(b"name@example.org", b"")
    before = kind.model._default_manager.count()
    response = upload(lead, plan, code, data)
    assert response.resolver_match.url_name == "record-paste-check"
    assert faults(response) == []
    assert lead.post(page(plan, code), sent(response, do="bring")).status_code == 302
    assert kind.model._default_manager.count() == before + 1
    filled = lead.get(f"/cycles/{plan.reference}/{kind.stage}/{code}/fill/")
    assert len(filled.context["rows"]) == before + 1 + 3
