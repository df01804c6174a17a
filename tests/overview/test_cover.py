"""Cover on its pages: chosen, checked with the gates that the stand-in may not decide, given; by administrators too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, Directorate
from approvals.models import Submission
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from tests.council import AUTHORITY, COMPLEX, LARGE, NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import items, section, text_of

COVER, FIRST, LAST = "/account/cover/", date(2026, 11, 23), date(2026, 12, 4)


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def posted(council: Council, stand_in: str, **more: Any) -> dict[str, Any]:
    return {"stand_in": council[stand_in].pk} | boxes("starts", FIRST) | boxes("ends", LAST) | more


def put(council: Council, value: Any = LARGE, **more: Any) -> Submission:
    """A gate that waits for an assistant director of Place."""
    return play.put(play.ready(council.cycle(value, **more), at=NOW), at=NOW)


def leave_one_assistant(council: Council) -> None:
    council["assistant2"].roles.all().delete()


# Chosen, checked, given


def test_cover_is_checked_before_it_is_given(council: Council, as_: SignedIn) -> None:
    client = as_("assistant")
    checked = client.post(COVER, posted(council, "assistant2"))

    assert "Check the cover before you give it" in text_of(checked)
    assert "may decide each that waits for you" in text_of(checked)
    assert not Cover.objects.exists()

    changed = client.post(COVER, posted(council, "assistant2", change="1"))
    assert changed.context["form"]["stand_in"].value() == str(council["assistant2"].pk)
    assert not Cover.objects.exists()

    given = client.post(COVER, posted(council, "assistant2", confirm="1"), follow=True)
    may = "Hannah Price can decide the gates that wait for you from 23 November to 4 December 2026"
    but = "but none of a cycle that they lead, that they submitted or for which they wrote answers."
    assert f"{may}, {but}" in text_of(given, "body")
    assert "listed below" not in text_of(given, "body")
    assert Cover.objects.get().stand_in == council["assistant2"]


def test_who_needs_an_authority_is_apart_in_the_list(council: Council, as_: SignedIn) -> None:
    _, able, others = as_("head").get(COVER).context["form"].fields["stand_in"].choices

    assert [name for _, name in able[1]] == [
        "Daniel Okafor, Assistant director, Place",
        "Hannah Price, Assistant director, Place",
        "Margaret Ellis, Executive director, Place",
    ]
    assert [name for _, name in others[1]] == [
        "Leanne Cooper, Commissioner",
        "Oliver Grant, Assistant director, Children's Services",
        "Priya Nair, Commissioner",
        "Tom Baines, Commissioner",
    ]


def test_without_an_authority_the_field_says_what_to_do(council: Council, as_: SignedIn) -> None:
    refused = as_("assistant").post(COVER, posted(council, "other", confirm="1"))

    missing = "an assistant director or higher in Place"
    said = f"Enter what lets Tom Baines decide, who is not {missing}, or select somebody else"
    assert refused.context["form"].errors == {"authority": [said]}
    assert not Cover.objects.exists()


def test_the_authority_stands_on_the_check_and_on_the_page(council: Council, as_: SignedIn) -> None:
    client, basis = as_("assistant"), "Scheme of delegation, paragraph 4.2"
    checked = text_of(client.post(COVER, posted(council, "other", **AUTHORITY)))
    assert f"By authority of {basis} Reason Nobody of the grade is free" in checked

    client.post(COVER, posted(council, "other", confirm="1", **AUTHORITY))
    said = f"By authority of {basis}. Reason: Nobody of the grade is free"
    assert said in section(client.get(COVER), "given")
    assert said in section(as_("other").get(COVER), "taken")


def test_the_stand_in_reads_as_what_they_decide_and_what_they_may_not(council: Council, as_: SignedIn) -> None:
    put(council)
    as_("assistant").post(COVER, posted(council, "assistant2", confirm="1"))

    taken = section(as_("assistant2").get(COVER), "taken")

    assert "On these days you decide as Assistant director, Place. The gates are on My work with your own." in taken
    assert "You may not decide a gate of a cycle that you lead, whose pack you submitted" in taken
    assert "Of the gates that wait today, you may decide each that waits for Daniel Okafor." in taken


@pytest.mark.parametrize(("name", "offered"), [("head", True), ("lead", True), ("councillor", False), ("admin", False)])
def test_the_menu_offers_cover_to_who_gives_or_gets_it(as_: SignedIn, name: str, offered: bool) -> None:
    assert (COVER in as_(name).get("/account/").content.decode()) is offered


# The gates that the stand-in may not decide


def test_a_gate_that_the_stand_in_leads_goes_to_the_next_grade(council: Council, as_: SignedIn) -> None:
    leave_one_assistant(council)
    put(council, service_name="Street cleansing")
    put(council, service_name="Parks", lead=council["other"])
    client = as_("assistant")

    checked = client.post(COVER, posted(council, "other", **AUTHORITY))

    (gate,) = checked.context["gates"]
    assert (gate.title, gate.because, gate.instead) == (
        "Analyse gate: Parks",
        "leads this cycle",
        "Margaret Ellis, executive director",
    )
    assert "1 gate that Tom Baines may not decide" in text_of(checked)
    given = client.post(COVER, posted(council, "other", confirm="1", **AUTHORITY), follow=True)
    assert "1 gate that they may not decide is listed below." in text_of(given, "body")
    parks = (
        f"Analyse gate: Parks {gate.cycle.reference} Tom Baines leads this cycle."
        " Asked instead: Margaret Ellis, executive director."
    )
    assert items(given, "given") == [parks]
    assert items(as_("other").get(COVER), "taken") == [parks]
    # so it is: nothing waits for who is away
    waits = text_of(as_("director").get("/approvals/"))
    assert "Parks" in waits
    assert "Street cleansing" not in waits


def test_another_holder_is_asked_before_the_next_grade(council: Council, as_: SignedIn) -> None:
    put(council, lead=council["other"])

    (gate,) = as_("assistant").post(COVER, posted(council, "other", **AUTHORITY)).context["gates"]

    assert gate.instead == "Hannah Price, assistant director"


def test_who_wrote_an_answer_may_not_decide(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(LARGE, team=[council["member"]])
    first = cycle.answers.filter(question__mandatory=True, question__stage="analyse")[0]
    play.answer(first, at=NOW, by=council["member"])
    play.put(play.ready(cycle, at=NOW), at=NOW)

    (gate,) = as_("assistant").post(COVER, posted(council, "member", **AUTHORITY)).context["gates"]

    assert gate.because.startswith("wrote the answer to “")


def test_a_step_that_comes_up_later_is_listed_as_such(council: Council, as_: SignedIn) -> None:
    """The executive director signs after an assistant director; the cycle's lead may not stand in for either."""
    put(council, COMPLEX)

    (gate,) = as_("director").post(COVER, posted(council, "lead", **AUTHORITY)).context["gates"]

    assert (gate.waits_now, gate.because) == (False, "leads this cycle")


def test_who_is_to_sign_another_step_may_not_sign_this_one(council: Council, as_: SignedIn) -> None:
    """The assistant director who is expected first can't sign for the executive director too."""
    put(council, COMPLEX)

    (gate,) = as_("director").post(COVER, posted(council, "assistant", **AUTHORITY)).context["gates"]

    assert (gate.waits_now, gate.because) == (False, "is to sign another step of this gate")


def test_a_gate_that_nobody_else_can_sign_says_so(council: Council, as_: SignedIn) -> None:
    """The only executive director is needed for the step above, so does not sign this one, however late it is."""
    leave_one_assistant(council)
    put(council, COMPLEX, lead=council["other"])

    (gate,) = as_("assistant").post(COVER, posted(council, "other", **AUTHORITY)).context["gates"]

    assert gate.instead == "nobody, so select somebody else or ask an administrator of people"


def test_gates_of_other_directorates_are_left_out(council: Council, as_: SignedIn) -> None:
    childrens = Directorate.objects.get(code="childrens")
    put(council, lead=council["other"], directorate=childrens, sponsor=council["elsewhere"])

    assert as_("assistant").post(COVER, posted(council, "other", **AUTHORITY)).context["gates"] == []


def test_a_restricted_cycle_is_shown_to_who_may_see_it(council: Council, as_: SignedIn) -> None:
    cycle = play.ready(council.cycle(LARGE, service_name="Hidden home", lead=council["other"]), at=NOW)
    restrict(cycle, restricted=True, reason="Staff", actor=council["other"], at=NOW)
    play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    sent = posted(council, "other", **AUTHORITY)

    assert "Hidden home" in text_of(as_("assistant").post(COVER, sent))
    manage = f"/manage/people/{council['assistant'].pk}/cover/"
    assert "Hidden home" not in text_of(as_("admin").post(manage, sent))


def test_the_page_takes_the_same_statements_for_one_cover_and_for_three(
    council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(council, lead=council["other"])
    client = as_("assistant")
    client.get(COVER)
    for day in (1, 2, 3):
        days = {"starts": date(2026, 12, day), "ends": date(2026, 12, day), "created_at": NOW}
        Cover.objects.create(person=council["assistant"], stand_in=council["other"], **days)
        if day != 2:
            with django_assert_num_queries(20):
                client.get(COVER)


# Entered by an administrator


def test_an_administrator_enters_shows_and_ends_cover(council: Council, as_: SignedIn) -> None:
    person, client = council["assistant"], as_("admin")
    page = f"/manage/people/{person.pk}/cover/"
    assert page in client.get(f"/manage/people/{person.pk}/").content.decode()
    sent = posted(council, "assistant2", **boxes("starts", date(2026, 11, 16)))

    assert client.post(page, sent).context["form"].errors == {"reason": ["Enter why you enter cover for Daniel Okafor"]}
    checked = text_of(client.post(page, sent | {"reason": "Absent"}))
    assert "First day 23 November 2026" in checked
    given = client.post(page, sent | {"reason": "Absent", "confirm": "1"}, follow=True)

    assert given.redirect_chain == [(page, 302)]
    said = "Hannah Price can decide the gates that wait for Daniel Okafor from 23 November to 4 December 2026, but none"
    assert said in text_of(given, "body")
    entered = "Entered by Nadia Khan (administrator). Reason: Absent"
    assert entered in section(given, "given")
    assert entered in section(as_("assistant").get(COVER), "given")
    assert "entered by Nadia Khan (administrator). Reason: Absent" in section(as_("assistant2").get(COVER), "taken")

    cover = Cover.objects.get()
    ended = client.post(f"{page}{cover.pk}/end/", follow=True)
    assert "Ended on 23 November 2026" in section(ended, "given")


def test_an_administrator_ends_nothing_that_the_person_gave(council: Council, as_: SignedIn) -> None:
    days = {"starts": FIRST, "ends": LAST, "created_at": NOW}
    cover = Cover.objects.create(person=council["assistant"], stand_in=council["assistant2"], **days)
    page = f"/manage/people/{council['assistant'].pk}/cover/"

    assert "End now" not in as_("admin").get(page).content.decode()
    assert as_("admin").post(f"{page}{cover.pk}/end/").status_code == 403
    assert as_("admin").post(f"/manage/people/{council['head'].pk}/cover/{cover.pk}/end/").status_code == 404
    assert as_("head").post(f"{page}{cover.pk}/end/").status_code == 403


def test_who_is_no_manager_has_no_cover_to_enter(council: Council, as_: SignedIn) -> None:
    page = f"/manage/people/{council['lead'].pk}/cover/"

    assert "Only active managers decide gates" in text_of(as_("admin").get(page))
    assert page not in as_("admin").get(f"/manage/people/{council['lead'].pk}/").content.decode()
    as_("admin").post(page, posted(council, "assistant2", reason="Absent", confirm="1"))
    assert not Cover.objects.exists()


def test_an_administrator_gives_their_own_cover_on_their_own_page(council: Council, as_: SignedIn) -> None:
    assert as_("admin").get(f"/manage/people/{council['admin'].pk}/cover/").headers["Location"] == COVER
