"""The pages of the equality analysis, and of the decision that names its version."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from demo import play
from stages.plan.models import EqualityAnalysis, EqualityAssessment, Mitigation
from tests.checklists.views.asking import text_of
from tests.council import NOW, Council
from tests.stages.plan.analyses import (
    assess,
    assessed,
    complete,
    mitigate,
    open_analysis,
    seen_of,
    work_of,
)

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_(council: Council) -> SignedIn:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(council[name])
        return client

    return signed_in


def url(name: str, cycle: Cycle, *more: object) -> str:
    return reverse(name, args=[cycle.reference, *more])


def assessment_of(cycle: Cycle, code: str, **values: str) -> dict[str, str]:
    """What the page sends of one characteristic that it has shown."""
    return {f"{code}-seen": seen_of(cycle, code)} | {f"{code}-{name}": value for name, value in values.items()}


def whole_page(cycle: Cycle) -> dict[str, str]:
    """What the page sends when nothing was typed."""
    sent: dict[str, str] = {}
    for row in work_of(cycle).content["characteristics"]:
        values = {"evidence": row["evidence"], "missing": row["missing"]}
        for one in row["impacts"]:
            values |= {f"impact_{one['limb']}": one["impact"], f"why_{one['limb']}": one["why"]}
        sent |= assessment_of(cycle, row["code"], **values)
    return sent


def test_from_nothing_to_complete_by_its_pages(plan: Cycle, as_: SignedIn) -> None:
    client = as_("lead")
    assert "Open the analysis" in text_of(client.get(url("equality", plan)))
    about = {
        "proposal": "Fewer visits, for longer.",
        "service_data": "71% are 80 or older.",
        "data_dated_day": "31",
        "data_dated_month": "3",
        "data_dated_year": "2026",
        "missing_groups": "Travellers",
    }
    sent = client.post(url("equality-description", plan), about)
    assert sent["Location"] == url("equality-characteristics", plan)
    page = whole_page(plan)
    for row in work_of(plan).content["characteristics"]:
        if not row["is_local"]:
            page |= {f"{row['code']}-evidence": "Survey"}
            page |= {f"{row['code']}-impact_{one['limb']}": "none" for one in row["impacts"]}
    harm = {"age-impact_advance": "negative", "age-why_advance": "Fewer visits reach villages."}
    sent = client.post(url("equality-characteristics", plan), page | harm | {"next": "race"})
    assert sent["Location"] == f"{url('equality-characteristics', plan)}?open=race#race"
    refused = client.post(url("equality-conclusion", plan), {"version": "0", "conclusion": "It goes ahead."})
    assert "A negative impact has no mitigation: age." in text_of(refused)
    assert "It goes ahead." in text_of(refused)
    new = {"action": "Extra visits", "characteristics": ["age"], "owner": str(plan.lead_id)}
    day = {"due_day": "31", "due_month": "3", "due_year": "2027"}
    assert "Go on" in text_of(client.get(url("equality", plan)))
    assert client.post(url("mitigation-new", plan), new | day)["Location"] == url("equality", plan)
    assert "Write the conclusion" in text_of(client.get(url("equality", plan)))
    client.post(url("equality-conclusion", plan), {"version": "0", "conclusion": "It goes ahead."})
    shown = text_of(client.get(url("equality", plan)))
    assert "Version 1 of 23 November 2026 is complete: 1 negative impact, with a mitigation, owner and date." in shown
    assert EqualityAnalysis.objects.get().completed_by == plan.lead


def test_a_screening_is_one_page_for_small_cycles_only(council: Council, plan: Cycle, as_: SignedIn) -> None:
    client, small = as_("lead"), council.cycle()
    assert "Start with a screening" not in text_of(client.get(url("equality", plan)))
    assert "Is a full analysis needed?" not in text_of(client.get(url("equality-description", plan) + "?screening=1"))
    sent = {
        "proposal": "The same service for three more years.",
        "service_data": "A survey of May.",
        "missing_groups": "Nobody: everybody was asked.",
        "affects": "yes",
        "affected": ["age"],
        "conclusion": "Older people gain.",
        "needs_full": "no",
        "complete": "1",
    }
    page = url("equality-description", small) + "?screening=1"
    assert "The service data has no date." in text_of(client.post(page, sent))
    assert not EqualityAnalysis.objects.exists()
    client.post(page, sent | {"data_dated_day": "1", "data_dated_month": "May", "data_dated_year": "2026"})
    analysis = EqualityAnalysis.objects.get()
    assert (analysis.is_screening, analysis.affected, analysis.needs_full) == (True, ["age"], False)
    assert analysis.completed_at == NOW
    client.post(url("equality-full", small))
    assert "Impact on each group" in text_of(client.get(url("equality-characteristics", small)))
    assert "Older people gain." in text_of(client.get(url("equality", small)))


def test_a_clash_at_one_characteristic_shows_both_and_keeps_the_rest(
    plan: Cycle, council: Council, as_: SignedIn
) -> None:
    open_analysis(plan)
    plan.team.add(council["member"])
    client, sent = as_("lead"), whole_page(plan)
    assess(plan, assessed(plan, "age", evidence="Theirs on age"), actor=council["member"])
    assess(plan, assessed(plan, "sex", evidence="Theirs on sex"), actor=council["member"])
    mine = sent | {"age-evidence": "Mine on age", "race-evidence": "Mine on race"}
    response = client.post(url("equality-characteristics", plan), mine)
    assert response.status_code == 409
    shown = text_of(response)
    assert [words for words in ("Theirs on age", "Mine on age", "Mine on race", "Theirs on sex") if words in shown] == [
        "Theirs on age",
        "Mine on age",
        "Mine on race",
        "Theirs on sex",
    ]
    forms = {form.row.code: form for form in response.context["forms"]}
    again = {f"{code}-{name}": form[name].value() or "" for code, form in forms.items() for name in form.fields}
    assert client.post(url("equality-characteristics", plan), again).status_code == 302
    stored = dict(EqualityAssessment.objects.values_list("characteristic", "evidence"))
    assert stored == {"age": "Mine on age", "race": "Mine on race", "sex": "Theirs on sex"}


def test_a_stale_description_shows_both(plan: Cycle, as_: SignedIn) -> None:
    open_analysis(plan)
    client, about = as_("lead"), {"proposal": "Mine", "version": "0"}
    assert client.post(url("equality-description", plan), about | {"proposal": "Theirs"}).status_code == 302
    response = client.post(url("equality-description", plan), about)
    assert response.status_code == 409
    assert "Theirs" in text_of(response)
    assert 'name="version" value="1"' in response.content.decode()
    assert EqualityAnalysis.objects.get().proposal == "Theirs"


def test_too_much_is_refused_beside_its_field_and_nothing_is_lost(plan: Cycle, as_: SignedIn) -> None:
    open_analysis(plan)
    bad = {"age-evidence": "Survey", "age-why_foster": "x" * 501, "race-impact_advance": "huge"}
    response = as_("lead").post(url("equality-characteristics", plan), whole_page(plan) | bad)
    assert response.status_code == 200
    shown = text_of(response)
    assert "must be 500 characters or fewer" in shown
    assert "Choose the race: Advance equality of opportunity from the list" in shown
    assert not EqualityAssessment.objects.exists()


def test_a_mitigation_is_changed_and_removed(plan: Cycle, as_: SignedIn) -> None:
    complete(plan)
    client, (row,) = as_("lead"), work_of(plan).mitigations
    sent = {"action": "A helpline", "characteristics": ["age", "race"], "owner": "", "version": "0"}
    client.post(url("mitigation", plan, row.pk), sent)
    row = Mitigation.objects.get()
    assert (row.action, row.characteristics, row.owner, row.due) == ("A helpline", ["age", "race"], None, None)
    stale = client.post(url("mitigation", plan, row.pk), sent | {"action": "Another"})
    assert stale.status_code == 409
    assert "A helpline" in text_of(stale)
    client.post(url("mitigation-remove", plan, row.pk), {"version": "1"})
    assert not Mitigation.objects.exists()


def test_the_decision_names_and_links_the_version_that_was_read(plan: Cycle, council: Council, as_: SignedIn) -> None:
    complete(plan)
    submission = play.put(play.ready(plan, at=NOW), at=NOW)
    decider = Client()
    decider.force_login(submission.cycle.sponsor)
    link = f'<a href="{url("equality-version", plan, 1)}">'
    asked = decider.get(url("decide", plan, "plan")).content.decode()
    assert f"{link}Read Equality analysis, version 1</a>" in asked
    signature = play.sign(submission, at=NOW)
    record = as_("lead").get(url("submission", plan, "plan", submission.number)).content.decode()
    digest = plan.equality_versions.get().digest
    assert f"{link}Equality analysis, version 1</a><br>" in record
    assert f"SHA-256 {digest}" in record
    version = text_of(decider.get(url("equality-version", plan, 1)))
    assert "Extra visits in villages" in version
    assert digest in version
    assert signature.due_regard


def test_old_packs_stay_readable(plan: Cycle, as_: SignedIn) -> None:
    """Of before the equality analysis: its duties have documents of evidence alone."""
    submission = play.put(play.ready(plan, at=NOW), at=NOW)
    documents = [row for duty in submission.pack["duties"] for row in duty["documents"]]
    assert all("id" in row for row in documents)
    assert as_("lead").get(url("submission", plan, "plan", submission.number)).status_code == 200


def test_versions_are_compared_also_with_the_one_being_written(analyse: Cycle, as_: SignedIn) -> None:
    complete(analyse)
    cycle = play.pass_gate(analyse, at=NOW)
    assess(cycle, assessed(cycle, "race", evidence="Census 2021"))
    shown = text_of(as_("lead").get(url("equality-compare", cycle, 1, 2)))
    assert "Race, evidence" in shown
    assert "Census 2021" in shown
    assert "What changed since version 1" in text_of(as_("lead").get(url("equality", cycle)))
    assert as_("lead").get(url("equality-version", cycle, 2))["Location"] == url("equality", cycle)
    assert as_("lead").get(url("equality-version", cycle, 3)).status_code == 404
    assert as_("lead").get(url("equality-compare", cycle, 1, 3)).status_code == 404


def test_each_page_has_a_fixed_number_of_statements(
    plan: Cycle, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_analysis(plan)
    client = as_("lead")
    client.get(url("equality", plan))  # the first of a session writes when it began
    pages = {
        url("equality", plan): 11,
        url("equality-description", plan): 8,
        url("equality-characteristics", plan): 8,
        url("equality-conclusion", plan): 8,
        url("mitigation-new", plan): 7,
    }
    for number in (1, 3):
        while Mitigation.objects.count() < number:
            mitigate(plan, action=f"Action {number}")
            code = ("age", "race", "sex")[Mitigation.objects.count() - 1]
            assess(plan, assessed(plan, code, evidence=f"Survey {number}"))
        for page, statements in pages.items():
            with django_assert_num_queries(statements):
                assert client.get(page).status_code == 200


def test_others_read_it_and_change_nothing(plan: Cycle, as_: SignedIn) -> None:
    open_analysis(plan)
    shown = text_of(as_("other").get(url("equality", plan)))
    assert "Only the team" in shown
    assert "Add a mitigation" not in shown
    assert as_("other").get(url("equality-characteristics", plan)).status_code == 403
    assert as_("councillor").get(url("equality", plan)).status_code == 403
