"""Rows of the stages' tables seen from search, from the history and from what changed since the last visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Visit
from cycles.models import Cycle
from cycles.services.changing import changing
from overview.selectors.search import search
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, carry_over, change_table
from tests.council import NOW, Council
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of
from tests.stages.rows import add

CANARY = "zanzibar"
FRIDAY = datetime(2026, 11, 20, 16, 12, tzinfo=UTC)


def priority(cycle: Cycle, what: str = f"Gullies in {CANARY} first", **more: Any) -> Any:
    return add(cycle, "priorities", **({"what": what, "reason": "Most floods begin here"} | more))


def draft(cycle: Cycle, row: Any) -> None:
    """The row once more, carried over and not confirmed."""
    with changing(cycle.pk, actor=cycle.lead, action="change_records", at=NOW, to="analyse") as change:
        carry_over(change, all_kinds()["priorities"], [row], "cycle 1, C-0001")


def hits(council: Council, name: str, typed: str = CANARY) -> list[tuple[str, str, str]]:
    """What the group of records holds: title, address and what is said beneath."""
    groups = {group.code: group for group in search(council[name], typed, NOW.date()).groups}
    if "records" not in groups:
        return []
    return [
        ("".join(piece for piece, _ in hit.title), hit.url, "".join(piece for piece, _ in hit.text))
        for hit in groups["records"].hits
    ]


def test_a_row_is_found_by_any_of_its_words_and_leads_to_its_table(council: Council) -> None:
    cycle = council.cycle()
    row = priority(cycle, "Gullies first", reason=f"Floods of {CANARY}")
    url = f"/cycles/{cycle.reference}/analyse/priorities/#row-{row.pk}"
    told = f"Priorities, Street cleansing, {cycle.reference}"
    assert hits(council, "other") == [("Gullies first", url, told)]


def test_a_draft_is_told_as_one_and_a_removed_row_is_gone(council: Council) -> None:
    cycle = council.cycle()
    row = priority(cycle)
    draft(cycle, row)
    told = f"Priorities, draft to confirm, Street cleansing, {cycle.reference}"
    assert next(says for _, _, says in hits(council, "other")) == told
    change_table(cycle, all_kinds()["priorities"], [RowInput(None, row.pk)], actor=cycle.lead, at=NOW)
    assert [says for _, _, says in hits(council, "other")] == [told]


def test_restricted_cycles_are_absent_and_councillors_find_no_rows(council: Council, as_: SignedIn) -> None:
    secret = council.cycle(restricted=True, lead=council["member"])
    priority(secret)
    assert hits(council, "other") == hits(council, "councillor") == hits(council, "lead") == []
    assert len(hits(council, "member")) == 1
    open_cycle = council.cycle(service_name="Trees")
    priority(open_cycle)
    assert [open_cycle.reference in url for _, url, _ in hits(council, "other")] == [True]
    assert hits(council, "councillor") == []
    assert section(as_("other").get(f"/search/?q={CANARY}"), "records").startswith("Records of Analyse and Plan 1")


def test_the_history_tells_them_under_their_own_kind(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    finding = add(cycle, "findings", what="Gullies are blocked", owner=council["member"])
    change_table(
        cycle,
        all_kinds()["findings"],
        [RowInput({"what": "Half of the gullies are blocked", "owner": council["other"]}, finding.pk)],
        actor=cycle.lead,
        at=NOW,
    )
    page = as_("other").get(f"/cycles/{cycle.reference}/history/?type=records")
    said = text_of(page)
    assert "Changed in Findings: Half of the gullies are blocked" in said
    assert "from Gullies are blocked to → Half of the gullies are blocked" in said
    assert "from Leanne Cooper to → Tom Baines" in said
    assert f'href="/cycles/{cycle.reference}/analyse/findings/#row-{finding.pk}"' in page.content.decode()
    answers = text_of(as_("other").get(f"/cycles/{cycle.reference}/history/?type=answers"))
    assert "Nothing of this kind has happened yet." in answers


@pytest.mark.parametrize("name", ["member", "other"])
def test_what_changed_since_the_last_visit_has_them(council: Council, as_: SignedIn, name: str) -> None:
    Visit.objects.create(user=council[name], seen_at=FRIDAY)
    cycle = council.cycle(at=FRIDAY - timedelta(days=1), team=[council["member"]])
    row = priority(cycle)
    page = as_(name).get("/changes/?which=all")
    assert f"Added to Priorities: Gullies in {CANARY} first" in section(page, cycle.reference)
    assert f'href="/cycles/{cycle.reference}/analyse/priorities/#row-{row.pk}"' in page.content.decode()
    assert "Added to Priorities" not in text_of(as_("councillor").get("/changes/"))
