"""Saved views: what is kept of an address, who is offered them, and beginning with one."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Directorate
from cycles.models import Cycle
from cycles.services.participants import renew_participants
from portfolio.models import SavedView
from tests.council import Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import text_of
from tests.portfolio.cycles import three


def save(client: Client, name: str, query: str = "stage=live", **said: object) -> SavedView:
    data = {"name": name, "audience": "me"} | said
    response = client.post(f"/cycles/views/new/?{query}", data)
    assert response.status_code == 302, text_of(response)
    return SavedView.objects.get(name=name)


def offered(client: Client) -> list[str]:
    return [view.name for view in client.get("/cycles/").context["views"]]


def test_keeps_what_the_filter_offers_and_nothing_else(council: Council, as_: SignedIn) -> None:
    three(council)
    query = "q=road&stage=live&tier=S&sort=name&page=7&years=9&restricted_=1&way=board"
    client = as_("lead")
    asked = client.get(f"/cycles/views/new/?{query}")
    assert "Cycles with these filters as a board, sorted by cycle, A to Z: “road” Live small" in text_of(asked)
    view = save(client, "Roads!", query)
    assert (view.way, view.query, view.slug) == ("board", "q=road&stage=live&tier=S&sort=name", "roads")
    assert view.get_absolute_url() == "/cycles/board/?q=road&stage=live&tier=S&sort=name"
    page = client.get(view.get_absolute_url()).content.decode()
    assert '?q=road&amp;stage=live&amp;tier=S&amp;sort=name" aria-current="page">Roads!</a>' in page


def test_one_name_once_an_owner(council: Council, as_: SignedIn) -> None:
    three(council)
    first = save(as_("lead"), "Late ones")
    again = as_("lead").post("/cycles/views/new/", {"name": "late ONES", "audience": "me"})
    assert "You have a view with this name already" in text_of(again)
    assert save(as_("auditor"), "New", audience="").slug != "new"
    assert SavedView.objects.filter(owner=council["lead"]).get() == first
    other = as_("other").post("/cycles/views/new/", {"name": "Late ones", "audience": "me"})
    assert other.status_code == 302
    assert sorted(SavedView.objects.values_list("slug", flat=True)) == ["late-ones", "late-ones-2", "new-2"]


def test_a_view_that_was_removed_in_another_window_is_not_put_back(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = save(as_("lead"), "Late ones")
    monkeypatch.setattr("portfolio.views.saved_views.own_view_or_404", lambda *asked: view)  # both windows had read it
    SavedView.objects.all().delete()
    changed = as_("lead").post(f"/cycles/views/{view.slug}/edit/", {"name": "Mine", "audience": "me"})
    assert changed.status_code == 404
    assert not SavedView.objects.exists()


def test_an_address_that_is_taken_at_the_same_time_gets_another(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(as_("other"), "Late ones")
    free = iter(["late-ones", "late-ones-2"])  # to both it seemed free at first
    monkeypatch.setattr("portfolio.services.saved_views.free_slug", lambda name: next(free))
    assert as_("lead").post("/cycles/views/new/", {"name": "Late ones", "audience": "me"}).status_code == 302
    assert sorted(SavedView.objects.values_list("slug", flat=True)) == ["late-ones", "late-ones-2"]


def test_who_is_offered_a_view(council: Council, as_: SignedIn) -> None:
    three(council)
    place = council.place
    save(as_("lead"), "Mine alone")
    save(as_("lead"), "For all", audience="everyone")
    save(as_("other"), "For Place", audience="directorate", directorate=place.pk)
    found = {name: offered(as_(name)) for name in ("lead", "other", "member", "head", "elsewhere", "councillor")}
    assert found == {
        "lead": ["For all", "Mine alone", "For Place"],  # leads cycles in Place
        "other": ["For Place", "For all"],
        "member": ["For all"],
        "head": ["For all", "For Place"],
        "elsewhere": ["For all"],
        "councillor": ["For all"],
    }
    parks = Cycle.objects.get(service__name="Parks")
    parks.team.add(council["member"])
    renew_participants(parks)
    assert offered(as_("member")) == ["For all", "For Place"]


def test_who_may_share_with_whom(council: Council, as_: SignedIn) -> None:
    three(council)
    childrens = Directorate.objects.get(code="childrens")
    said = {"name": "Theirs", "audience": "directorate", "directorate": childrens.pk}
    for name, status in (("head", 200), ("lead", 302), ("elsewhere", 302)):
        assert as_(name).post("/cycles/views/new/", said).status_code == status, name
    assert "Select a directorate" in text_of(
        as_("lead").post("/cycles/views/new/", said | {"name": "x", "directorate": ""})
    )
    save(as_("auditor"), "Alone", audience="everyone")
    assert SavedView.objects.get(name="Alone").audience == "me"
    assert "Who can use it" not in text_of(as_("councillor").get("/cycles/views/new/"))


def test_changed_and_removed_by_its_owner_alone(council: Council, as_: SignedIn) -> None:
    three(council)
    view = save(as_("lead"), "For all", audience="everyone")
    for name in ("other", "head", "admin"):
        assert as_(name).get(f"/cycles/views/{view.slug}/edit/").status_code == 404
        assert as_(name).post(f"/cycles/views/{view.slug}/remove/").status_code == 404
    assert as_("lead").post(f"/cycles/views/{view.slug}/edit/", {"name": "Mine", "audience": "me"}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.audience, view.slug) == ("Mine", "me", "for-all")
    assert "Only you use it" in text_of(as_("lead").get(f"/cycles/views/{view.slug}/remove/"))
    assert as_("lead").post(f"/cycles/views/{view.slug}/remove/").status_code == 302
    assert "No views yet" in text_of(as_("lead").get("/cycles/views/"))


def test_beginning_with_a_view_until_it_is_offered_no_more(council: Council, as_: SignedIn) -> None:
    three(council)
    view = save(as_("lead"), "Everybody's", audience="everyone")
    start = {"view": view.slug}
    for name in ("other", "councillor"):
        assert as_(name).post("/cycles/views/start/", start).headers["Location"] == "/cycles/views/"
        assert as_(name).get("/").headers["Location"] == "/cycles/?stage=live"
    assert "2 people now start with it" in text_of(as_("lead").get(f"/cycles/views/{view.slug}/remove/"))
    assert "Start with your own page again" in text_of(as_("other").get("/cycles/views/"))
    as_("other").post("/cycles/views/start/", {})
    assert as_("other").get("/").headers["Location"] == "/my-work/"
    as_("lead").post(f"/cycles/views/{view.slug}/edit/", {"name": "Mine", "audience": "me"})
    assert as_("councillor").get("/").headers["Location"] == "/dashboard/"
    for slug in (view.slug, "nothing", "\0"):
        assert as_("other").post("/cycles/views/start/", {"view": slug}).status_code == 404


def test_a_view_shows_nobody_more_than_they_may_see(council: Council, as_: SignedIn) -> None:
    three(council)
    council.cycle(service_name="Secret move", restricted=True, lead=council["member"], sponsor=council["head"])
    save(as_("member"), "Moves", f"lead={council['member'].pk}", audience="everyone")
    view = SavedView.objects.get()
    assert "Secret move" in text_of(as_("member").get(view.get_absolute_url()))
    page = as_("other").get(view.get_absolute_url()).content.decode()
    assert "Secret" not in page and "Leanne Cooper" not in page
