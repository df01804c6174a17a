"""A table filled in as a grid: saved together, errors by row, and two people at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cycles.models import Cycle
from stages.analyse.models import Engagement, IntendedOutcome, NeedFinding
from stages.plan.models import Risk
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, change_table
from tests.access.forms import forms_of
from tests.council import NOW, Council
from tests.stages.rows import add, outcome

pytestmark = pytest.mark.django_db


def path(cycle: Cycle, code: str) -> str:
    return f"/cycles/{cycle.reference}/{all_kinds()[code].stage}/{code}/fill/"


def typed(client: Client, cycle: Cycle, code: str, page: str = "") -> dict[str, Any]:
    """What the page sends if nothing is changed on it."""
    return sent(client.get(path(cycle, code) + page))


def sent(response: Any) -> dict[str, Any]:
    form = next(form for form in forms_of(response.content.decode()) if "rows" in form.controls)
    values = {}
    for name, control in form.controls.items():
        chosen = [value for value, is_chosen in control.values if is_chosen]
        if not chosen and control.kind == "select":
            chosen = [control.values[0][0]]
        if chosen:
            values[name] = chosen[0]
    return values


def faults(response: Any) -> list[str]:
    return [sentence for _, sentence in response.context["faults"]]


@pytest.fixture
def lead(client: Client, council: Council) -> Client:
    client.force_login(council["lead"])
    return client


def test_rows_are_added_changed_and_removed_together(lead: Client, analyse: Cycle) -> None:
    first, second = add(analyse, "findings", what="One"), add(analyse, "findings", what="Two")
    data = typed(lead, analyse, "findings") | {
        "r0-what": "One and a half",
        "r1-remove": "yes",
        "r2-what": "Three",
        "r2-dated": "31/3/2026",
        "r2-owner": "priya nair",
        "r2-confidence": "high",
    }
    response = lead.post(path(analyse, "findings"), data, follow=True)
    assert "Saved: 1 row added, 1 row changed and 1 row removed." in response.content.decode()
    rows = NeedFinding.objects.values_list("pk", "what", "dated", "owner", "confidence")
    third = NeedFinding.objects.get(what="Three")
    assert list(rows) == [
        (first.pk, "One and a half", None, None, ""),
        (third.pk, "Three", NOW.date().replace(month=3, day=31), analyse.lead_id, "high"),
    ]
    assert not NeedFinding.objects.filter(pk=second.pk).exists()


def test_a_page_sent_as_it_came_writes_nothing(lead: Client, analyse: Cycle) -> None:
    outcome(analyse)
    events = Event.objects.count()
    response = lead.post(path(analyse, "outcomes"), typed(lead, analyse, "outcomes"), follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert Event.objects.count() == events


def test_one_bad_box_and_nothing_is_saved(lead: Client, analyse: Cycle) -> None:
    outcome(analyse)
    data = typed(lead, analyse, "outcomes") | {"r0-aim": "90", "r1-result": "Fewer falls", "r1-baseline": "12..5"}
    response = lead.post(path(analyse, "outcomes"), data)
    assert response.status_code == 200
    assert faults(response) == [
        "Row 2: “For whom” must be filled in",
        "Row 2: “Corporate Plan ambition” must be filled in",
        "Row 2: “Baseline” can’t be read: 12..5. Write a number like 12.5.",
    ]
    assert "12..5" in response.content.decode()
    assert IntendedOutcome.objects.get().aim == 88


def test_what_the_row_as_a_whole_lacks_is_said_at_its_box(lead: Client, analyse: Cycle) -> None:
    outcome(analyse)
    data = typed(lead, analyse, "outcomes") | {"r0-baseline_on": ""}
    response = lead.post(path(analyse, "outcomes"), data)
    assert faults(response) == ["Row 1: Enter the date of the baseline"]
    assert 'id="r0-baseline_on-error"' in response.content.decode()


@pytest.mark.parametrize(
    ("box", "text", "sentence"),
    [
        ("owner", "Nobody Known", "“Owner” can’t be read: Nobody Known. Write the name or the email address"),
        ("review_on", "soon", "“Next look at it” can’t be read: soon. Write a date like 31 March 2026."),
        ("review_on", "1 March 1950", "Next look at it must be between 2000 and 2100"),
        ("likelihood", "9", "“Likelihood” can’t be read: 9. Choose 1 Rare, 2 Unlikely"),
        ("cause", "x" * 301, "Cause must be 300 characters or fewer"),
    ],
)
def test_every_kind_of_box_says_what_to_write(lead: Client, plan: Cycle, box: str, text: str, sentence: str) -> None:
    row = {"cause": "Provider fails", "effect": "Gaps", "likelihood": "3", "impact": "4", box: text}
    data = typed(lead, plan, "risks") | {f"r0-{name}": value for name, value in row.items()}
    response = lead.post(path(plan, "risks"), data)
    (fault,) = faults(response)
    assert fault.startswith(f"Row 1: {sentence}")
    assert not Risk.objects.exists()
    assert text in response.content.decode()


def test_more_rows_keep_what_was_typed_and_look_at_nothing(lead: Client, analyse: Cycle) -> None:
    data = typed(lead, analyse, "outcomes") | {"r0-baseline": "12..5", "more": "1"}
    response = lead.post(path(analyse, "outcomes"), data)
    assert (response.status_code, faults(response)) == (200, [])
    again = sent(response)
    assert (again["rows"], again["r0-baseline"]) == ("8", "12..5")


def test_long_texts_have_no_box_and_survive(lead: Client, analyse: Cycle) -> None:
    add(analyse, "engagement", who="Carers", how="Survey", said="Too\nlate", changed="The hours")
    data = typed(lead, analyse, "engagement")
    assert "r0-said" not in data
    lead.post(path(analyse, "engagement"), data | {"r0-who": "Carers and users", "r0-is_consultation": "yes"})
    row = Engagement.objects.get()
    assert (row.who, row.said, row.changed, row.is_consultation) == ("Carers and users", "Too\nlate", "The hours", True)


def theirs(cycle: Cycle, row: Any, **values: Any) -> None:
    change_table(cycle, all_kinds()["findings"], [RowInput(values or None, row.pk)], actor=cycle.lead, at=NOW)


def test_two_people_on_two_rows_are_both_kept(lead: Client, analyse: Cycle) -> None:
    first, second = add(analyse, "findings", what="One"), add(analyse, "findings", what="Two")
    data = typed(lead, analyse, "findings") | {"r0-what": "One of mine"}
    theirs(analyse, second, what="Two of theirs")
    add(analyse, "findings", what="Three of theirs")
    assert lead.post(path(analyse, "findings"), data).status_code == 302
    texts = list(NeedFinding.objects.values_list("what", flat=True))
    assert texts == ["One of mine", "Two of theirs", "Three of theirs"]
    assert first.pk


@pytest.mark.parametrize(("keep", "text"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_two_people_on_one_row_stand_side_by_side(lead: Client, analyse: Cycle, keep: str, text: str) -> None:
    row = add(analyse, "findings", what="One")
    data = typed(lead, analyse, "findings") | {"r0-what": "Mine", "r1-what": "New"}
    theirs(analyse, row, what="Theirs")
    response = lead.post(path(analyse, "findings"), data)
    assert response.status_code == 409
    assert faults(response) == ["Row 1: Somebody else changed this row. Choose whose words are to be kept."]
    assert response.context["rows"][0].theirs == [("Finding", "Theirs")]
    again = sent(response)
    assert (again["r0-what"], again["r1-what"]) == ("Mine", "New")
    unanswered = lead.post(path(analyse, "findings"), again)
    assert unanswered.status_code == 409
    assert lead.post(path(analyse, "findings"), again | {"r0-keep": keep}).status_code == 302
    assert list(NeedFinding.objects.values_list("what", flat=True)) == [text, "New"]


@pytest.mark.parametrize(("keep", "texts"), [("mine", ["Mine"]), ("theirs", [])])
def test_a_row_that_somebody_removed(lead: Client, analyse: Cycle, keep: str, texts: list[str]) -> None:
    row = add(analyse, "findings", what="One")
    data = typed(lead, analyse, "findings") | {"r0-what": "Mine"}
    theirs(analyse, row)
    response = lead.post(path(analyse, "findings"), data)
    assert response.status_code == 409
    assert faults(response) == ["Row 1: Somebody else removed this row. Choose whether it is added again."]
    assert lead.post(path(analyse, "findings"), sent(response) | {"r0-keep": keep}).status_code == 302
    assert list(NeedFinding.objects.values_list("what", flat=True)) == texts


def test_the_same_words_are_no_clash(lead: Client, analyse: Cycle) -> None:
    row = add(analyse, "findings", what="One")
    data = typed(lead, analyse, "findings") | {"r0-what": "Same"}
    theirs(analyse, row, what="Same")
    assert lead.post(path(analyse, "findings"), data).status_code == 302


def test_forty_rows_a_page(lead: Client, analyse: Cycle) -> None:
    kind = all_kinds()["findings"]
    rows = [RowInput({"what": f"Finding {number}"}) for number in range(1, 43)]
    change_table(analyse, kind, rows, actor=analyse.lead, at=NOW)
    first = typed(lead, analyse, "findings")
    assert (first["rows"], "r40-pk" in first) == ("40", False)
    second = typed(lead, analyse, "findings", "?page=2")
    assert (second["rows"], second["r1-what"]) == ("5", "Finding 42")
    data = second | {"r1-what": "Changed", "r2-what": "Another", "stay": "1"}
    response = lead.post(path(analyse, "findings") + "?page=2", data)
    assert response.headers["Location"].endswith("?page=2")
    assert list(NeedFinding.objects.values_list("what", flat=True))[40:] == ["Finding 41", "Changed", "Another"]


@pytest.mark.parametrize(("code", "statements"), [("risks", 7), ("findings", 7), ("measures", 7), ("outcomes", 7)])
def test_statements_do_not_grow(lead: Client, plan: Cycle, code: str, statements: int) -> None:
    shown = outcome(plan)
    values: dict[str, Any] = {
        "risks": {"cause": "A", "effect": "B", "likelihood": 3, "impact": 4, "owner": plan.lead},
        "findings": {"what": "A", "owner": plan.lead},
        "measures": {"name": "A", "kind": "how_much", "outcome": shown},
        "outcomes": {name: getattr(shown, name) for name in all_kinds()["outcomes"].fields},
    }[code]
    kind = all_kinds()[code]
    lead.get(path(plan, code))  # reads the edition
    counts = []
    for number in (1, 3, 40):
        stored = kind.model._default_manager.filter(cycle=plan).count()
        rows = [RowInput(values) for _ in range(number - stored)]
        change_table(plan, kind, rows, actor=plan.lead, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(path(plan, code)).status_code == 200
        counts.append(len(queries))
    assert counts == [statements] * 3


def test_only_the_team_may_fill_in(client: Client, council: Council, analyse: Cycle) -> None:
    client.force_login(council["other"])
    assert client.get(path(analyse, "findings")).status_code == 403
    assert client.post(path(analyse, "findings"), {"rows": "1", "r0-what": "X"}).status_code == 403


@pytest.mark.parametrize("rows", ["-1", "x", "99999999999", "", "500"])
def test_a_forged_number_of_rows_is_harmless(lead: Client, analyse: Cycle, rows: str) -> None:
    data = {"rows": rows, "r0-what": "One", "r0-pk": "x", "r0-version": "-"}
    assert lead.post(path(analyse, "findings"), data).status_code in (200, 302)
