"""Two people on the short page at once: both kept, or shown side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.refusals import Stale
from cycles.models import Cycle
from stages.analyse.models import Engagement, IntendedOutcome, NeedFinding
from stages.plan.models import Option, Risk
from stages.records.kinds import all_kinds
from stages.records.services.short import save_sections
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW, SMALL, Council
from tests.overview.texts import text_of
from tests.stages.records.row_facts import change, events
from tests.stages.rows import outcome
from tests.stages.short_form import ShortForm


def test_a_row_that_somebody_else_changed_is_shown_beside_what_was_typed(
    small: Cycle, opened: Callable[..., ShortForm]
) -> None:
    row = outcome(small)
    page = opened(small)
    page.open("outcomes-0")
    change(row, result="Their result", aim=Decimal(99))
    before = events(small)
    page.fill("outcomes-0", result="My result")
    page.fill("findings-0", what="90 people wait")
    response = page.send()
    assert (response.status_code, events(small)) == (409, before)
    text = text_of(response)
    assert "Intended outcomes, row 1: somebody changed it while you were editing" in text
    assert "Result for residents Their result" in text
    assert page.data["outcomes-0-result"] == ["My result"]
    assert page.data["findings-0-what"] == ["90 people wait"]
    assert page.send().status_code == 302
    kept = IntendedOutcome.objects.get()
    assert (kept.result, kept.aim, NeedFinding.objects.count()) == ("My result", Decimal(99), 1)


def test_after_a_clash_only_what_was_typed_replaces_what_they_wrote(
    small: Cycle, opened: Callable[..., ShortForm]
) -> None:
    row = outcome(small)
    page = opened(small)
    page.open("outcomes-0")
    change(row, result="Their result", indicator="Their indicator")
    page.fill("outcomes-0", result="My result")
    assert page.send().status_code == 409
    assert page.send().status_code == 302
    kept = IntendedOutcome.objects.get()
    assert (kept.result, kept.indicator) == ("My result", "Their indicator")


def test_a_change_elsewhere_is_no_clash_for_who_did_not_touch_the_row(
    small: Cycle, opened: Callable[..., ShortForm]
) -> None:
    row = outcome(small)
    page = opened(small)
    change(row, result="Their result")
    page.fill("findings-0", what="90 people wait")
    assert page.send().status_code == 302
    assert IntendedOutcome.objects.get().result == "Their result"
    assert NeedFinding.objects.get().what == "90 people wait"


def test_a_row_that_somebody_else_removed(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    """Who typed into it can add it again; who did not hears nothing of it."""
    row = outcome(small)
    mine, untouched = opened(small), opened(small)
    mine.open("outcomes-0")
    change_table(small, all_kinds()["outcomes"], [RowInput(None, row.pk)], actor=small.lead, at=NOW)
    untouched.fill("findings-0", what="90 people wait")
    assert untouched.send().status_code == 302
    mine.fill("outcomes-0", result="My result")
    response = mine.send()
    assert response.status_code == 409
    assert "Intended outcomes, row 1: somebody removed it while you were editing" in text_of(response)
    assert mine.send().status_code == 302
    again = IntendedOutcome.objects.get()
    assert (again.result, again.baseline, again.pk != row.pk) == ("My result", Decimal("82.5"), True)


def test_who_loses_the_race_for_the_lock_is_shown_both(
    small: Cycle, opened: Callable[..., ShortForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else changes the row after it was read and before the cycle was locked."""
    row = outcome(small)
    page = opened(small)
    page.open("outcomes-0")

    def after_them(*args: Any, **kwargs: Any) -> None:
        change(row, result="Their result")
        save_sections(*args, **kwargs)

    monkeypatch.setattr("stages.records.views.short.save_sections", after_them)
    page.fill("outcomes-0", result="My result")
    response = page.send()
    assert response.status_code == 409
    assert "Result for residents Their result" in text_of(response)
    assert page.data["outcomes-0-result"] == ["My result"]


def test_a_row_to_remove_that_somebody_else_changed_is_shown_first(
    small: Cycle, opened: Callable[..., ShortForm]
) -> None:
    """A row that stands there as text can be removed and confirmed: of what it says now."""
    row = outcome(small)
    page = opened(small)
    change(row, result="Their result")
    page.fill("outcomes-0", remove="1")
    response = page.send()
    assert (response.status_code, IntendedOutcome.objects.count()) == (409, 1)
    text = text_of(response)
    assert "Somebody changed this row while you were editing. This is what it says now. Save again to remove it" in text
    assert "Their result" in text
    assert page.send().status_code == 302
    assert not IntendedOutcome.objects.exists()


def test_two_people_save_the_known_rows_once(council: Council, opened: Callable[..., ShortForm]) -> None:
    cycle = council.cycle_at("plan", SMALL)
    first, second = opened(cycle, "plan"), opened(cycle, "plan")
    assert first.send().status_code == 302
    second.fill("risks-0", cause="It ends", likelihood="1", impact="2", response="A plan")
    assert second.send().status_code == 302
    assert (Option.objects.count(), Risk.objects.get().owner) == (2, cycle.lead)


@pytest.mark.parametrize(
    "row", ["", "{}", "null", "[1]", "[" * 9_000, json.dumps({"pk": 10**30, "version": 0, "known": False, "seen": {}})]
)
def test_a_spoiled_hidden_field_is_a_new_row_or_none(row: str, small: Cycle, opened: Callable[..., ShortForm]) -> None:
    outcome(small)
    page = opened(small)
    page.data["outcomes-0-row"] = [row]
    response = page.client.post(page.address, page.data)
    assert response.status_code in (302, 409)
    assert IntendedOutcome.objects.exclude(result="More people stay in their own home").count() == 0


def test_the_clash_is_what_the_service_raises(small: Cycle) -> None:
    """The control of the race above: without the comparison of versions nobody would be told."""
    row = outcome(small)
    change(row, result="Their result")
    with pytest.raises(Stale):
        change_table(
            small, all_kinds()["outcomes"], [RowInput({"result": "Mine"}, row.pk, 0)], actor=small.lead, at=NOW
        )
    assert Engagement.objects.count() == 0
