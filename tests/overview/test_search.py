"""Search: groups, counts, bold words, and nothing that somebody may not see."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from checklists.models import Evidence
from checklists.services.publishing import publish_answers
from cycles.models import Cycle, Service
from demo import play
from overview.selectors.search import search
from tests.council import LARGE, NOW, Council, make_restricted
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of
from ui.text_search import in_bold, words_of

TODAY = NOW.date()
CANARY = "zanzibar"


def evidence(cycle: Cycle, title: str, *, confidential: bool = False, code: str = "") -> Evidence:
    """An item of evidence, behind one answer if its code is given."""
    item = play.add_evidence(cycle, title, at=NOW)
    Evidence.objects.filter(pk=item.pk).update(confidential=confidential)
    if code:
        cycle.answers.get(question__code=code).evidence.add(item)
    return item


@pytest.mark.parametrize("typed", ["", "   ", "%00%01"])
def test_says_what_to_enter(as_: SignedIn, typed: str) -> None:
    assert "Enter what you are looking for" in text_of(as_("lead").get(f"/search/?q={typed}"))


def test_says_when_nothing_is_found(as_: SignedIn) -> None:
    said = text_of(as_("lead").get("/search/?q=respitt"))
    assert "No results for “respitt”. Check the spelling or try fewer words." in said


@pytest.mark.parametrize("typed", ["{}", "  {} ", "c{}", "C {}"])
def test_a_reference_goes_straight_to_its_cycle(council: Council, as_: SignedIn, typed: str) -> None:
    cycle = council.cycle()
    digits = cycle.reference.removeprefix("C-")
    asked = typed.format(cycle.reference if typed.strip() == "{}" else digits)
    assert as_("lead").get("/search/", {"q": asked})["Location"] == f"/cycles/{cycle.reference}/"


def test_a_reference_without_a_cycle_is_looked_for(as_: SignedIn) -> None:
    assert "No results for “C-9999”" in text_of(as_("lead").get("/search/?q=C-9999"))


def test_finds_cycles_by_name_and_purpose_with_the_words_in_bold(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    response = as_("lead").get("/search/?q=street+visits")
    assert section(response, "cycles").startswith(f"Cycles 1 Street cleansing {cycle.reference}, Analyse")
    page = response.content.decode()
    assert f'<a href="/cycles/{cycle.reference}/"><strong>Street</strong> cleansing</a>' in page
    assert "everybody who lives in or <strong>visits</strong> the county" in page


def test_finds_evidence_people_and_questions(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    item = evidence(cycle, "Money model of 2026")
    response = as_("lead").get("/search/?q=money")
    assert f"/cycles/{cycle.reference}/evidence/{item.pk}/" in response.content.decode()
    assert "Questions of the framework" in text_of(response)
    assert "Ruth Adeyemi" in section(as_("lead").get("/search/?q=ruth"), "people")


def test_finds_a_name_with_an_accent_however_it_is_typed(council: Council, as_: SignedIn) -> None:
    council.add("sian", "Siân Łukasz", {"kind": "commissioner"})
    for typed in ("Siân Łukasz", "SIÂN ŁUKASZ", "siân łukasz"):
        assert "Siân Łukasz" in section(as_("lead").get("/search/", {"q": typed}), "people")


def test_a_question_leads_to_its_place_in_the_framework(as_: SignedIn) -> None:
    page = as_("lead").get("/search/?q=AN-RES-1").content.decode()
    assert 'href="/framework/principles/resident-focused/#an-res-1"' in page


def test_shows_the_first_twenty_and_counts_all(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    for place in range(23):
        evidence(cycle, f"Zebra crossing {place}")
    said = section(as_("lead").get("/search/?q=zebra"), "evidence")
    assert said.startswith("Evidence 23 ")
    assert "The first 20 of 23" in said


def test_councillors_find_what_stands_behind_published_answers_and_is_not_confidential(
    council: Council, as_: SignedIn
) -> None:
    cycle = council.cycle_at("plan")
    past, now = (cycle.answers.filter(question__stage=stage)[0].question.code for stage in ("analyse", "plan"))
    evidence(cycle, f"{CANARY} behind a passed gate", code=past)
    evidence(cycle, f"{CANARY} of the present stage", code=now)
    evidence(cycle, f"{CANARY} that nothing rests on")
    evidence(cycle, f"{CANARY} in confidence", code=past, confidential=True)
    assert section(as_("councillor").get(f"/search/?q={CANARY}"), "evidence") == ""
    publish_answers(cycle, "analyse", actor=council["lead"], at=NOW)
    found = section(as_("councillor").get(f"/search/?q={CANARY}"), "evidence")
    assert found.startswith(f"Evidence 1 {CANARY} behind a passed gate")
    assert section(as_("other").get(f"/search/?q={CANARY}"), "evidence").startswith("Evidence 4")


def test_councillors_find_no_people(as_: SignedIn) -> None:
    assert section(as_("councillor").get("/search/?q=ruth"), "people") == ""


def test_inactive_people_are_not_found(council: Council, as_: SignedIn) -> None:
    leaver = council["adviser"]
    leaver.is_active = False
    leaver.save()
    assert "No results" in text_of(as_("lead").get("/search/?q=ruth+adeyemi"))


def test_nothing_of_a_restricted_cycle_is_found_by_others(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(
        service_name=f"Move to {CANARY}", restricted=True, lead=council["member"], sponsor=council["head"]
    )
    evidence(secret, f"Lease in {CANARY}")
    for name in ("other", "adviser", "owner", "councillor", "elsewhere"):
        for typed in (CANARY, "move", "lease", secret.reference):
            response = as_(name).get("/search/", {"q": typed})
            assert response.status_code == 200
            assert f"Move to {CANARY}" not in text_of(response), (name, typed)
            assert "Lease" not in text_of(response), (name, typed)
    assert section(as_("member").get(f"/search/?q={CANARY}"), "cycles").startswith(f"Cycles 1 Move to {CANARY}")


def test_is_for_people_with_a_role(as_: SignedIn) -> None:
    assert as_("nobody").get("/search/?q=street").status_code == 403


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "%", "_", "\\", "'", '"', "(", "[a-", "x" * 9000, "é̈", "＜b＞"]
)
def test_hostile_words_are_words(council: Council, as_: SignedIn, typed: str) -> None:
    council.cycle(purpose="Clean <b>streets</b> [a-z] (100%) \\ for 'all'")
    response = as_("lead").get("/search/", {"q": typed})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b"<b>" not in response.content


def test_costs_the_same_queries_for_one_hit_and_for_three(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    council.cycle(service_name="Parks and roads")
    user = council["lead"]
    with django_assert_num_queries(QUERIES):
        search(user, "roads", TODAY)
    evidence(council.cycle(LARGE, service_name="Roads"), "Roads of the county")
    evidence(council.cycle(service_name="Trees on roads"), "Plan of the roads")
    user = council["lead"]
    with django_assert_num_queries(QUERIES):
        assert int(search(user, "roads", TODAY).count) >= 5


def test_two_hundred_are_counted_and_no_more(
    council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However many there are, one statement more counts all the kinds that have more than a page of them."""
    item = evidence(council.cycle(), "Zebra crossing")
    many(item, 199)
    user = council["lead"]
    with django_assert_num_queries(QUERIES + 1):
        (group,) = search(user, "zebra", TODAY).groups
    assert (group.count, len(group.hits)) == ("200", 20)
    many(item, 1)
    found = search(user, "zebra", TODAY)
    assert (found.count, found.groups[0].count) == ("200+", "200+")
    assert dict(found.groups[0].hits[0].title)["Zebra"]


def many(item: Evidence, number: int) -> None:
    values = {
        field.attname: getattr(item, field.attname) for field in Evidence._meta.concrete_fields if not field.primary_key
    }
    Evidence.objects.bulk_create(Evidence(**values) for _ in range(number))


QUERIES = 10


def test_a_service_leads_to_its_latest_cycle_that_somebody_may_see(council: Council, as_: SignedIn) -> None:
    first = council.cycle_at("closed", service_name="Street lamps")
    latest = first.successor
    found = section(as_("other").get("/search/?q=lamps"), "services")
    assert found.startswith(f"Services 1 Street lamps Latest cycle {latest.reference}, Place")
    make_restricted(latest.pk)
    found = section(as_("other").get("/search/?q=lamps"), "services")
    assert f"Latest cycle {first.reference}" in found
    assert f"Latest cycle {latest.reference}" in section(as_("lead").get("/search/?q=lamps"), "services")
    make_restricted(first.pk)
    assert section(as_("other").get("/search/?q=lamps"), "services") == ""


def test_a_service_without_a_cycle_leads_nowhere(council: Council, as_: SignedIn) -> None:
    lamps = council.cycle(service_name="Street lamps").service
    Service.objects.create(name="Lamps of old", directorate=lamps.directorate, created_at=NOW)
    assert section(as_("lead").get("/search/?q=lamps"), "services").startswith("Services 1 Street lamps")
    assert section(as_("lead").get("/search/?q=old"), "services") == ""


def test_words_are_few_and_printable() -> None:
    assert words_of("  a\x00b \n c\u202ed ") == ["ab", "cd"]
    assert len(words_of("w " * 50)) == 8
    assert words_of("x" * 500) == ["x" * 200]


def test_bold_marks_whole_matches_the_longest_first() -> None:
    assert in_bold("Roads and road signs", ["road", "roads"]) == [
        ("Roads", True),
        (" and ", False),
        ("road", True),
        (" signs", False),
    ]
    assert in_bold("a+b", ["+"]) == [("a", False), ("+", True), ("b", False)]
    assert in_bold("text", []) == [("text", False)]
