"""My work shows what people who have left hold to whoever is asked in their place, and nobody nudges a leaver."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.people import activate, deactivate
from checklists.models import Answer
from cycles.models import Cycle
from cycles.services.editing import change_people
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.scenes import with_condition
from tests.overview.test_holdings import DUE, loaded
from tests.overview.texts import section, text_of

LEFT = "Sam Whitby has left"
STATEMENTS = 14


def leaves(council: Council, name: str) -> None:
    deactivate(council[name], actor=council["admin"], at=NOW)


def my_work(client: Client, part: str) -> str:
    response = client.get("/my-work/")
    assert response.status_code == 200
    return section(response, part) if f'aria-labelledby="{part}"' in response.content.decode() else ""


def with_member(council: Council, cycle: Cycle) -> None:
    fresh = Cycle.objects.get(pk=cycle.pk)
    change_people(
        fresh,
        lead=fresh.lead,
        sponsor=fresh.sponsor,
        team=[*fresh.team.all(), council["member"]],
        actor=fresh.lead,
        at=NOW,
        seen_version=fresh.details_version,
    )


def test_the_lead_finds_them_under_do_next(council: Council, as_: SignedIn) -> None:
    loaded(council)
    assert LEFT not in my_work(as_("lead"), "next")
    leaves(council, "adviser2")
    todo = my_work(as_("lead"), "next")
    assert f"{LEFT}: name somebody else for the missing part" in todo
    assert "Ask another adviser: " in todo
    assert "Sam Whitby" not in my_work(as_("lead"), "others")
    activate(council["adviser2"], actor=council["admin"], at=NOW)
    assert LEFT not in my_work(as_("lead"), "next")


def test_a_colleague_on_the_team_is_offered_no_nudge(council: Council, as_: SignedIn) -> None:
    with_member(council, loaded(council))
    waiting = as_("member").get("/my-work/").content.decode()
    assert "Nudge<span" in waiting
    leaves(council, "adviser2")
    response = as_("member").get("/my-work/")
    assert "Sam Whitby (has left)" in section(response, "others")
    assert "Nudge<span" not in response.content.decode()


def test_a_nudge_about_a_leavers_part_reaches_the_lead(council: Council, as_: SignedIn) -> None:
    cycle = loaded(council)
    with_member(council, cycle)
    leaves(council, "adviser2")
    part = Answer.objects.get(missing_owner=council["adviser2"])
    response = as_("member").post(f"/cycles/{cycle.reference}/nudge/", {"about": f"answer-{part.pk}"}, follow=True)
    assert "Priya Nair is asked to look at" in text_of(response)


def test_the_sponsor_finds_a_cycle_without_lead(council: Council, as_: SignedIn) -> None:
    loaded(council)
    leaves(council, "lead")
    leaves(council, "adviser2")
    todo = my_work(as_("assistant"), "next")
    assert "Name another lead" in todo
    assert "Priya Nair has left" in todo
    assert f"{LEFT}: name somebody else for the missing part" in todo
    assert my_work(as_("head"), "next") == ""


def test_the_check_of_a_condition_is_not_the_owners_to_arrange(council: Council, as_: SignedIn) -> None:
    with_condition(council, DUE)
    leaves(council, "head")
    assert "Check of the condition" not in my_work(as_("lead"), "next")


def test_statements_stay_the_same_with_leavers(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    loaded(council)
    client = as_("lead")
    client.get("/my-work/")
    with django_assert_num_queries(STATEMENTS):
        client.get("/my-work/")
    loaded(council)
    User.objects.filter(pk=council["adviser2"].pk).update(is_active=False)
    with django_assert_num_queries(STATEMENTS - 1):  # there is nobody to nudge any more
        client.get("/my-work/")
