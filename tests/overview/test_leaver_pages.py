"""The check page before somebody is made inactive, the list of what leavers hold, and pages that say who has left."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.people import activate, deactivate
from checklists.models import Answer
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from overview.selectors.leavers import cycles_of_leavers, held_by_leavers
from tests.council import LARGE, NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.scenes import partly_met, with_condition
from tests.overview.test_holdings import DUE, asked_of, loaded
from tests.overview.texts import text_of

LIST = "/people/left/"


def leaves(council: Council, name: str) -> None:
    deactivate(council[name], actor=council["admin"], at=NOW)


def hide(council: Council, cycle: Cycle) -> None:
    restrict(cycle, restricted=True, reason="Named families", actor=council["lead"], at=NOW)


def check_page(council: Council, name: str) -> str:
    return f"/manage/people/{council[name].pk}/make-inactive/"


def test_the_check_page_lists_all_and_who_is_told(council: Council, as_: SignedIn) -> None:
    cycle = loaded(council)
    asked_of(council, cycle, "adviser2")
    text = text_of(as_("admin").get(check_page(council, "adviser2")))
    for words in ("1 place on a team", "1 contract managed", "1 missing part", "2 confirmations"):
        assert words in text
    assert text.count("Priya Nair is told.") == 5


def test_the_check_page_lists_before_it_asks_and_speaks_of_gates_to_managers_alone(
    council: Council, as_: SignedIn
) -> None:
    loaded(council)
    adviser = text_of(as_("admin").get(check_page(council, "adviser2")))
    assert adviser.index("What Sam Whitby holds") < adviser.index("Make inactive", adviser.index("holds"))
    assert "gates that wait for them" not in adviser
    assert "whoever is named below" in adviser
    manager = text_of(as_("admin").get(check_page(council, "assistant2")))
    assert "gates that wait for them" in manager
    assert "whoever is named below" not in manager


def test_a_manager_without_a_lead_to_ask_is_led_to_name_one(council: Council, as_: SignedIn) -> None:
    """The team alone changes answers, so neither a missing part nor a request leads the manager to its answer."""
    cycle = loaded(council)
    asked_of(council, cycle, "adviser2")
    for name in ("adviser2", "lead"):
        leaves(council, name)
    client = as_("assistant")
    page = client.get("/my-work/")
    text, people = text_of(page), f"/cycles/{cycle.reference}/people/"
    assert "Sam Whitby has left: name somebody else for the missing part, but name another lead first" in text
    assert "Sam Whitby has left: name another lead first" in text
    links = {item.url for item in page.context["work"].things if "has left" in item.note}
    assert links == {people}
    answer = Answer.objects.filter(cycle=cycle, missing_owner=council["adviser2"]).select_related("question").get()
    question = f"/cycles/{cycle.reference}/{answer.question.stage}/questions/{answer.question.code.lower()}/"
    said = "Only the team of this cycle can do this. {} Priya Nair has left."
    assert said.format("Name another lead:") in text_of(client.get(question))
    ask = "Ask Daniel Okafor, the sponsor, to name another lead:"
    assert said.format(ask) in text_of(as_("other").get(question))


def test_the_check_page_counts_restricted_cycles_without_words(council: Council, as_: SignedIn) -> None:
    hide(council, loaded(council))
    text = text_of(as_("admin").get(check_page(council, "adviser2")))
    assert "Something in 1 restricted cycle, which you may not see. Its lead is told" in text
    assert "Street cleansing" not in text
    text = text_of(as_("admin").get(check_page(council, "nobody")))
    assert "Nothing is waiting for Nora Bell" in text


def test_after_it_the_page_says_who_was_told_and_links_to_what_is_held(council: Council, as_: SignedIn) -> None:
    loaded(council)
    client = as_("admin")
    response = client.post(check_page(council, "adviser2"), follow=True)
    text = text_of(response)
    assert "Sam Whitby can no longer sign in. Told at once: Priya Nair." in text
    assert f"{LIST}?person={council['adviser2'].pk}" in response.content.decode()
    text = text_of(client.get(f"{LIST}?person={council['adviser2'].pk}"))
    assert "Only what Sam Whitby holds" in text
    assert "The team names another owner of the missing part" in text


@pytest.mark.parametrize(
    ("name", "restricted", "sees", "hidden"),
    [
        ("admin", False, 4, 0),
        ("admin", True, 0, 1),
        ("head", False, 4, 0),
        ("head", True, 4, 0),
        ("elsewhere", False, 0, 0),
        ("elsewhere", True, 0, 0),
    ],
)
def test_who_sees_what_leavers_hold(council: Council, name: str, restricted: bool, sees: int, hidden: int) -> None:
    cycle = loaded(council)
    if restricted:
        hide(council, cycle)
    leaves(council, "adviser2")
    rows, more = held_by_leavers(council[name], NOW.date())
    assert (len(rows), more) == (sees, hidden)
    assert cycles_of_leavers(council[name]) == (1 if sees or hidden else 0)


@pytest.mark.parametrize("part", ["lead", "sponsor", "contract_manager", "team", "missing part", "request"])
def test_each_part_that_a_leaver_holds_counts_by_itself(council: Council, part: str) -> None:
    cycle, sam = council.cycle(LARGE), council["adviser2"]
    if part == "team":
        cycle.team.set([sam])
    elif part == "missing part":
        partly_met(council, cycle, "adviser2", DUE)
    elif part == "request":
        asked_of(council, cycle, "adviser2")
    else:
        Cycle.objects.filter(pk=cycle.pk).update(**{part: sam})
    assert cycles_of_leavers(council["admin"]) == 0
    leaves(council, "adviser2")
    rows, _ = held_by_leavers(council["admin"], NOW.date())
    assert (len(rows), cycles_of_leavers(council["admin"])) == (1, 1)
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="analyse", status="")
    assert (held_by_leavers(council["admin"], NOW.date()), cycles_of_leavers(council["admin"])) == (([], 0), 0)


@pytest.mark.parametrize("name", ["lead", "adviser", "councillor", "auditor"])
def test_the_list_is_for_managers_and_administrators(as_: SignedIn, name: str) -> None:
    assert as_(name).get(LIST).status_code == 403


def test_the_list_is_linked_from_where_it_is_needed(council: Council, as_: SignedIn) -> None:
    loaded(council)
    for name, page in (("admin", "/manage/people/"), ("head", "/my-work/")):
        assert LIST not in as_(name).get(page).content.decode()
    assert "Nobody who has left still holds anything in your directorates" in text_of(as_("head").get(LIST))
    leaves(council, "adviser2")
    for name, page in (("admin", "/manage/people/"), ("head", "/my-work/")):
        assert "People who have left still hold work in 1 cycle" in text_of(as_(name).get(page))
    activate(council["adviser2"], actor=council["admin"], at=NOW)
    assert cycles_of_leavers(council["head"]) == 0


def test_the_list_takes_the_same_statements(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client: Client = as_("head")
    for _ in range(2):
        loaded(council)
        User.objects.filter(pk=council["adviser2"].pk).update(is_active=False)
        client.get(LIST)
        with django_assert_num_queries(15):
            assert client.get(LIST).status_code == 200
        User.objects.filter(pk=council["adviser2"].pk).update(is_active=True)


def test_the_pages_of_a_cycle_say_who_has_left_and_who_has_it_now(council: Council, as_: SignedIn) -> None:
    cycle = loaded(council)
    client = as_("lead")
    assert "has left" not in text_of(client.get(cycle.get_absolute_url()))
    leaves(council, "adviser2")
    text = text_of(client.get(cycle.get_absolute_url()))
    assert "Sam Whitby (has left)" in text
    assert "Sam Whitby has left the council" in text
    assert "Priya Nair has this now. The team asks another adviser." in text
    stage = text_of(client.get(f"/cycles/{cycle.reference}/analyse/"))
    assert "Waiting for Sam Whitby (has left)" in stage
    councillor = text_of(as_("councillor").get(cycle.get_absolute_url()))
    assert "has left the council" not in councillor


def test_a_question_and_a_condition_say_what_to_do(council: Council, as_: SignedIn) -> None:
    condition = with_condition(council, DUE)
    page = f"/cycles/{condition.cycle.reference}/conditions/{condition.pk}/"
    leaves(council, "head")
    text = text_of(as_("lead").get(page))
    assert "Grace Holland has left the council. Daniel Okafor has this now" in text
    assert "Grace Holland (has left)" in text


def test_the_board_and_refusals_say_that_the_lead_has_left(council: Council, as_: SignedIn) -> None:
    council.cycle()
    leaves(council, "lead")
    assert "Priya Nair (has left)" in text_of(as_("assistant").get("/cycles/board/"))
    text = as_("member").get("/cycles/C-0001/people/").content.decode()
    assert "because Priya Nair has left" in text


def test_what_a_pack_holds_is_offered_once_its_gate_is_decided(council: Council, as_: SignedIn) -> None:
    """While the gate waits another lead alone can be named: a link to the page of people would be refused."""
    cycle = council.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(contract_manager=council["adviser2"])
    leaves(council, "adviser2")
    people, later = f"/cycles/{cycle.reference}/people/", "Once the Analyse gate is decided or its pack withdrawn:"
    open_page = as_("head").get(LIST)
    assert people in open_page.content.decode()
    assert later not in text_of(open_page)

    play.put(play.ready(Cycle.objects.get(), at=NOW), at=NOW)
    sealed = as_("head").get(LIST)
    assert people not in sealed.content.decode()
    assert f"{later} the lead or a manager names another contract manager" in text_of(sealed)
    leaves(council, "lead")
    assert people in as_("head").get(LIST).content.decode()
