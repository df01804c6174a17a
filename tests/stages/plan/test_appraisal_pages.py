"""The pages of the options appraisal: a whole appraisal in few of them, what is wrong beside its field, two at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from principles.models import DeliveryRoute, LegalRegime
from stages.plan.appraisal_findings import preferred_option_stress_tested
from stages.plan.models import Appraisal, Criterion, Option, OptionKind, OptionScore
from stages.plan.presenters.appraisal import result_of
from stages.plan.selectors.appraisal import AppraisalRecords, appraisal_records
from tests.access.forms import forms_of
from tests.council import NOW, Council
from tests.stages.plan.appraisal import KINDS, appraised, by_name, criteria, options, score

OPTIONS_PAGE, CRITERIA_PAGE, SCORES_PAGE, RESULT_PAGE = 11, 11, 10, 12


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team(plan: Cycle) -> Client:
    return signed_in(plan.lead)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(cycle: Cycle, end: str = "options/") -> str:
    return f"/cycles/{cycle.reference}/plan/{end}"


def filled(html: str, **typed: str) -> dict[str, Any]:
    """The form of a page as it stands, with what is typed over it."""
    form = max(forms_of(html), key=lambda form: len(form.controls))
    data: dict[str, Any] = {}
    for name, control in form.controls.items():
        chosen = [value for value, is_chosen in control.values if is_chosen]
        if chosen or control.kind not in ("radio", "checkbox"):
            data[name] = chosen[0] if len(chosen) == 1 else chosen
    return data | typed


def words(html: str) -> str:
    main = html[html.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def row_data(prefix: str, rows: list[dict[str, str]]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()}


def test_five_options_by_five_criteria_in_six_pages(plan: Cycle, team: Client) -> None:
    pages = []

    def shown(response: Any, status: int = 200) -> str:
        assert response.status_code == status
        pages.append(response)
        return str(response.content.decode())

    html = shown(team.get(at(plan)))
    assert ("Keep as is" in html, "Stop" in html) == (True, True)
    typed: dict[str, str] = {}
    for number, (name, kind) in enumerate(KINDS[2:], start=2):
        typed |= {f"options-{number}-name": name, f"options-{number}-kind": kind}
    html = shown(team.post(at(plan), filled(html, next="1", **typed), follow=True))
    weights = {"Better lives": 30, "Quality": 20, "Reach": 30, "Local economy": 10, "Carbon": 10}
    typed = {}
    for number, (name, weight) in enumerate(weights.items()):
        typed |= {f"criteria-{number}-name": name, f"criteria-{number}-weight": str(weight)}
    html = shown(team.post(at(plan, "criteria/"), filled(html, lock="1", **typed), follow=True))
    assert html.count('inputmode="numeric"') >= 25
    fields = [name for name in filled(html) if name.startswith("score-")]
    assert len(fields) == 25
    external = Option.objects.get(kind="external").pk
    typed = {name: "5" if f"-{external}-" in name else "3" for name in fields}
    day = {"scored_on_day": "23", "scored_on_month": "11", "scored_on_year": "2026", "scorers": "Priya Nair"}
    html = shown(team.post(at(plan, "options/scores/"), filled(html, **typed, **day), follow=True))
    assert "Open list is first with 100. It stays first whatever a single criterion weighs." in words(html)
    route = DeliveryRoute.objects.get(edition=plan.edition, code="procure")
    law = LegalRegime.objects.get(edition=plan.edition, code="pa2023_standard")
    chosen = {"option": str(external), "reason": "It is best.", "delivery_route": str(route.pk)}
    data = filled(html, **chosen, legal_regime=str(law.pk), other_routes="grant")
    html = shown(team.post(at(plan, "options/result/"), data))
    assert "Main delivery route Not decided Contract with a supplier" in words(html)
    assert Appraisal.objects.get().chosen is None
    html = shown(team.post(at(plan, "options/result/"), filled(html, confirm="1"), follow=True))
    assert "Open list was chosen on 23 November 2026" in words(html)
    assert Cycle.objects.get(pk=plan.pk).routes == ["procure", "grant"]
    assert len(pages) == 6


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(plan: Cycle, team: Client) -> None:
    rows = [{"name": "Stop", "kind": "stop", "is_ruled_out": "on"}, {"name": "", "kind": "", "reason": "Why"}]
    html = team.post(at(plan), row_data("options", rows)).content.decode()
    assert "Say in one sentence why it is ruled out" in html
    assert "Enter the option" in html
    assert 'value="Stop"' in html
    assert not Option.objects.exists()
    options(plan)
    rows = [{"name": "Quality", "weight": "95"}, {"name": "", "weight": ""}]
    html = team.post(at(plan, "criteria/"), row_data("criteria", rows) | {"lock": "1"}).content.decode()
    assert "Weights add up to 95%. They must add up to 100%." in html
    assert 'value="Quality"' in html
    for weight in ("101", "0", "1.5", "many", "9" * 30):
        html = team.post(
            at(plan, "criteria/"), row_data("criteria", [{"name": "Q", "weight": weight}])
        ).content.decode()
        assert "There is a problem" in html
    assert not Criterion.objects.exists()
    criteria(plan, {"Quality": 100})
    html = team.get(at(plan, "options/scores/")).content.decode()
    names = [name for name in filled(html) if name.startswith("score-")]
    html = team.post(at(plan, "options/scores/"), filled(html, **{names[0]: "4", names[2]: "6"})).content.decode()
    for sentence in (
        "Score option 2 against Quality",
        "The score of option 3 against Quality must be a whole number from 0 to 5",
        "Enter the day on which the options were scored",
        "Say who was in the room",
    ):
        assert sentence in html
    assert filled(html)[names[0]] == "4"
    assert not OptionScore.objects.exists()


def test_of_two_who_score_at_once_the_second_sees_both(plan: Cycle, team: Client) -> None:
    names = appraised(plan)
    html = team.get(at(plan, "options/scores/")).content.decode()
    field = f"score-{names['Stop']}-{by_name(plan)['Quality']}"
    theirs, mine = filled(html, **{field: "4"}), filled(html, **{field: "2"})
    assert team.post(at(plan, "options/scores/"), theirs).status_code == 302
    response = team.post(at(plan, "options/scores/"), mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody saved scores while you were scoring." in html
    assert html.count("They say") == 1
    assert "They say 4" in html
    assert filled(html)[field] == "2"
    assert OptionScore.objects.get(option=names["Stop"], criterion__name="Quality").score == 4
    assert team.post(at(plan, "options/scores/"), filled(html)).status_code == 302
    assert OptionScore.objects.get(option=names["Stop"], criterion__name="Quality").score == 2


def test_of_two_who_change_options_or_lock_criteria_nothing_is_lost(plan: Cycle, team: Client) -> None:
    options(plan)
    html = team.get(at(plan)).content.decode()
    first, second = filled(html, **{"options-0-name": "Theirs"}), filled(html, **{"options-0-name": "Mine"})
    team.post(at(plan), first)
    response = team.post(at(plan), second)
    assert response.status_code == 409
    html = response.content.decode()
    assert "It now says: Option: Theirs; Kind: Keep as is" in unescape(html)
    assert team.post(at(plan), filled(html)).status_code == 302
    assert Option.objects.all()[0].name == "Mine"
    html = team.get(at(plan)).content.decode()
    gone = Option.objects.all()[4]
    team.post(at(plan, f"options/{gone.pk}/remove/"), {"version": gone.version})
    response = team.post(at(plan), filled(html, **{"options-4-name": "Again"}))
    assert response.status_code == 409
    assert team.post(at(plan), filled(response.content.decode())).status_code == 302
    assert [option.name for option in Option.objects.all()] == ["Mine", "Stop", "Council team", "Grants", "Again"]
    data = row_data("criteria", [{"name": "Quality", "weight": "100"}])
    criteria(plan, {"Quality": 100})
    response = team.post(at(plan, "criteria/"), data)
    assert response.status_code == 409
    assert "Somebody locked the criteria while you were editing." in response.content.decode()
    assert 'value="Quality"' in response.content.decode()
    assert Criterion.objects.count() == 1


def test_unlocking_asks_first(plan: Cycle, team: Client) -> None:
    appraised(plan)
    html = team.get(at(plan, "options/unlock/")).content.decode()
    assert "This clears 20 scores." in words(html)
    html = team.post(at(plan, "options/unlock/"), filled(html, reason="")).content.decode()
    assert "Say why the criteria have to change" in html
    assert OptionScore.objects.count() == 20
    assert team.post(at(plan, "options/unlock/"), filled(html, reason="Carbon is missing.")).status_code == 302
    assert not OptionScore.objects.exists()
    assert team.get(at(plan, "options/unlock/")).status_code == 302
    assert "Lock criteria and weights" in team.get(at(plan, "options/scores/")).content.decode()


def test_whoever_may_not_change_it_reads_it(plan: Cycle, council: Council) -> None:
    appraised(plan)
    reader = signed_in(council["other"])
    for end in ("options/", "criteria/", "options/scores/", "options/result/"):
        html = reader.get(at(plan, end)).content.decode()
        assert "Only the team" in html
        assert [form.action for form in forms_of(html) if "version" in form.controls] == []
    assert reader.post(at(plan, "options/scores/"), {}).status_code == 403
    sheet = load_workbook(io.BytesIO(reader.get(at(plan, "options/result.xlsx")).content))["Options appraisal"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Criterion", "Weight in %", "Keep as is", "Stop", "Council team", "Grants", "Open list")
    assert rows[1] == ("Better lives", 30, 2, 0, 3, 3, 5)
    assert rows[5] == ("Score out of 100", None, 58, 40, 70, 60, 78)
    text = b"".join(reader.get(at(plan, "options/result.csv"))).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[2] == ["Quality", "20", "3", "0", "4", "3", "4"]


@pytest.mark.parametrize(("number", "weights"), [(3, (50, 50)), (6, (20, 20, 10, 10, 10, 10, 10, 10))])
def test_statements_do_not_grow(
    plan: Cycle, team: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int, weights: tuple[int, ...]
) -> None:
    kinds = [(f"Option {one}", OptionKind.values[one]) for one in range(number)]
    options(plan, kinds)
    criteria(plan, {f"Criterion {one}": weight for one, weight in enumerate(weights)})
    score(plan, {name: [one % 5 + 1] * len(weights) for one, (name, _) in enumerate(kinds)})
    for end, statements in (
        ("options/", OPTIONS_PAGE),
        ("criteria/", CRITERIA_PAGE),
        ("options/scores/", SCORES_PAGE),
        ("options/result/", RESULT_PAGE),
    ):
        team.get(at(plan, end))
        with django_assert_num_queries(statements):
            team.get(at(plan, end))


def with_costs(cycle: Cycle) -> AppraisalRecords:
    """Two options and cost as one of two criteria, with a whole-life cost for each scenario."""
    (keep, best, _) = options(cycle, KINDS[:3])
    criteria(cycle, {"Quality": 50, "Cost": 50}, cost="Cost")
    score(cycle, {"Keep as is": (5,), "Stop": (3,), "Council team": (0,)})
    costs = {
        keep.pk: {"low": Decimal(60), "central": Decimal(100), "high": Decimal(200)},
        best.pk: {"low": Decimal(80), "central": Decimal(80), "high": Decimal(80)},
    }
    records = appraisal_records(cycle)
    vars(records)["costs"] = costs
    return records


def test_what_the_result_says_of_cost(plan: Cycle) -> None:
    result = result_of(with_costs(plan))
    assert result
    assert [(row.option.name, row.total, row.cost, row.cost_range, row.cost_a_point) for row in result.rows] == [
        ("Keep as is", "90", "£100", "£60 to £200", "£1"),
        ("Stop", "80", "£80", "", "£1"),
        ("Council team", "0", "", "", ""),
    ]
    assert result.cost_sentence == "Stop would come first if the whole-life cost of Keep as is rose by 33.6%."
    assert result.scenarios == [
        ("Low demand", "Keep as is", True),
        ("Central demand", "Keep as is", True),
        ("High demand", "Stop", False),
    ]
    assert preferred_option_stress_tested(plan).result == "unknown"
