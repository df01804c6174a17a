"""What runs today for a service: asked where a cycle is started, warned of and shown in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cycles.models import Cycle
from demo import play
from principles.selectors import edition_in_force
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of

TYPED = "Typed in this cycle; no agreement in the register says it"
AN_ARRANGEMENT = {"running": "arrangement"} | {
    f"running_{name}_{part}": text
    for name, day in (("ends", ("30", "9", "2027")), ("notice_by", ("31", "3", "2027")))
    for part, text in zip(("day", "month", "year"), day, strict=True)
}


def start(council: Council, as_: SignedIn, **when: str) -> tuple[str, Cycle]:
    """The text of the last page before the start, and the cycle that was started."""
    client = as_("lead")
    ambition = edition_in_force(NOW.date()).ambition_set.all()[0]
    pages: dict[str, dict[str, Any]] = {
        "what": {"service_name": "Day trips", "directorate": council.place.pk, "purpose": "Days out."},
        "when": {"need_by_day": "1", "need_by_month": "4", "need_by_year": "2028"} | when,
        "money": {},
        "aims": {"key_decision": "no", "ambitions": [ambition.pk], "all_divisions": "on"},
        "people": {"lead": council["lead"].pk, "sponsor": council["assistant"].pk},
    }
    for name, values in pages.items():
        assert client.post(f"/cycles/new/one/{name}/", values).status_code == 302, name
    text = text_of(client.get("/cycles/new/one/check/"))
    assert client.post("/cycles/new/one/check/").status_code == 302
    return text, Cycle.objects.latest("serial")


def test_a_start_asks_what_runs_and_warns_of_days_between(council: Council, as_: SignedIn) -> None:
    text, cycle = start(council, as_, **AN_ARRANGEMENT)
    gap = "nothing runs from 1 October 2027 to 31 March 2028."
    runs = "An arrangement until 30 September 2027; the last day to give it notice or to extend it is 31 March 2027"
    assert f"Runs today {runs} Change" in text
    assert gap in text
    kept = (cycle.running, cycle.running_ends, cycle.running_notice_by)
    assert kept == ("arrangement", date(2027, 9, 30), date(2027, 3, 31))
    shown = section(as_("councillor").get(cycle.get_absolute_url()), "delivery")
    assert f"Runs today {runs} Need-by date 1 April 2028 {TYPED}" in shown
    assert gap in shown


@pytest.mark.parametrize(
    ("running", "words"), [("nothing", "Nothing: the service is new"), ("", "Not known"), (None, "Not known")]
)
def test_a_new_service_and_one_of_which_nothing_is_known(
    running: str | None, words: str, council: Council, as_: SignedIn
) -> None:
    """Days typed under a choice that was not taken are left out; a form without the question knows nothing."""
    text, cycle = start(council, as_, **(AN_ARRANGEMENT | {"running": running} if running is not None else {}))
    assert f"Runs today {words} Change" in text
    assert "nothing runs from" not in text
    assert (cycle.running, cycle.running_ends) == (running or "", None)
    assert f"Runs today {words} Need-by date" in section(as_("lead").get(cycle.get_absolute_url()), "delivery")


def test_the_days_stand_under_their_choice_and_nowhere_else(council: Council, as_: SignedIn) -> None:
    """The style sheet shows them once the choice is chosen, without a script; an old browser always does."""
    cycle = council.cycle(running="nothing")
    client = as_("lead")
    client.post("/cycles/new/one/what/", {"service_name": "A", "directorate": council.place.pk, "purpose": "B."})
    for path in ("/cycles/new/one/when/", f"{cycle.get_absolute_url()}edit/"):
        page = client.get(path).content.decode()
        assert page.count('name="running_ends_day"') == 1
        revealed = '<div class="govuk-radios__conditional app-revealed">'
        choice = page.index('value="arrangement"')
        assert choice < page.index(revealed, choice) < page.index('name="running_ends_day"')
        assert page.index('name="running_ends_day"') < page.index('id="id_running_2"')


def test_what_was_stopped_is_offered_to_whoever_starts_again(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(running_notice_by=date(2027, 9, 30))
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="analyse", status="", ended_at=NOW)
    client = as_("lead")
    what = {"service": cycle.service_id, "service_name": "", "directorate": council.place.pk, "purpose": "Again."}
    assert client.post("/cycles/new/one/what/", what).status_code == 302
    page = client.get("/cycles/new/one/when/").content.decode()
    assert 'value="arrangement" checked' in page
    assert 'name="running_ends_day" type="text" inputmode="numeric" value="31"' in page
    assert 'name="running_notice_by_month" type="text" inputmode="numeric" value="9"' in page


def test_what_this_cycle_put_in_place_is_what_runs(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("review", running="nothing", need_by=date(2026, 9, 1))
    Cycle.objects.filter(pk=cycle.pk).update(arrangement_ends=date(2026, 11, 22), extension_notice_by=date(2026, 6, 30))
    shown = section(as_("lead").get(cycle.get_absolute_url()), "delivery")
    ended = "What this cycle put in place, which ended on 22 November 2026"
    assert f"{ended}; the last day to give it notice or to extend it was 30 June 2026 {TYPED} Need-by date" in shown


def test_a_pack_says_what_runs(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(running_notice_by=date(2027, 9, 30))
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    sealed = submission.pack["cycle"]
    names = ("runs_today", "runs_until", "notice_to_it_by")
    assert [sealed[name] for name in names] == ["an arrangement", "2028-03-31", "2027-09-30"]
    page = as_("head").get(f"{cycle.get_absolute_url()}gates/analyse/submissions/{submission.number}/")
    text = "An arrangement, until 31 March 2028; the last day to give it notice or to extend it is 30 September 2027"
    assert f"Runs today {text} Need-by date" in text_of(page)
