"""Tables in packs: what is sealed, what changed, what is left out, who reads it, and that nothing changes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refused
from approvals.models import Submission
from approvals.presenters.readiness import Caution, readiness_of
from approvals.presenters.submission_outcome import changes_from, changes_of_earlier_stages
from approvals.presenters.submissions import earlier_submissions
from approvals.services.submitting import withdraw
from checklists.services.publishing import publish_answers
from cycles.models import Cycle
from cycles.services.changing import changing
from demo import play
from stages.records.kinds import RecordKind, all_kinds
from stages.records.policies import SEALED_AT
from stages.records.services.tables import RowInput, carry_over, change_table, confirm_draft, move_record
from tests.council import LARGE, NOW, SMALL, Council, make_restricted
from tests.overview.texts import section, text_of
from tests.stages.rows import add, outcome
from tests.stages.samples import sample, samples

TODAY = NOW.date()


def fill(cycle: Cycle, kind: RecordKind) -> None:
    rows = [RowInput(values) for values in samples(kind, cycle)]
    change_table(cycle, kind, rows, actor=cycle.lead, at=NOW)


def draft(cycle: Cycle, code: str, row: Any) -> None:
    """The row once more, carried over and not confirmed."""
    kind = all_kinds()[code]
    with changing(cycle.pk, actor=cycle.lead, action="change_records", at=NOW, to=kind.stage) as change:
        carry_over(change, kind, [row], "cycle 1, C-0001")


def submitted(cycle: Cycle) -> Submission:
    return play.put(play.ready(cycle, at=NOW), at=NOW)


def browser(council: Council, name: str) -> Client:
    client = Client()
    client.force_login(council[name])
    return client


@pytest.mark.parametrize(("stage", "value"), [("analyse", LARGE), ("plan", SMALL)])  # which needs no scores
def test_nothing_that_is_sealed_changes_while_the_submission_stands(
    council: Council, stage: str, value: Decimal
) -> None:
    cycle = council.cycle_at(stage, value)
    sealed = [kind for kind in all_kinds().values() if stage in SEALED_AT[kind.stage]]
    for kind in sealed:
        fill(cycle, kind)
    submission = submitted(cycle)
    codes = [kind.code for kind in sealed]
    assert [table["code"] for table in submission.pack["tables"] if table["code"] in codes] == codes
    cycle = Cycle.objects.get(pk=cycle.pk)
    lead = browser(council, "lead")
    for kind in sealed:
        row = kind.model._default_manager.filter(cycle=cycle).first()
        assert row is not None
        changes: list[Callable[..., object]] = [
            partial(change_table, cycle, kind, [RowInput(sample(kind, cycle))]),
            partial(change_table, cycle, kind, [RowInput({}, row.pk)]),
            partial(change_table, cycle, kind, [RowInput(None, row.pk)]),
            partial(move_record, row, kind, up=True),
            partial(confirm_draft, row, kind, seen_version=0),
        ]
        for change in changes:
            with pytest.raises(Refused, match="is waiting for a decision"):
                change(actor=cycle.lead, at=NOW)
        place = [cycle.reference, kind.stage, kind.code]
        for name, args in (
            ("record-new", place),
            ("record", [*place, row.pk]),
            ("record-remove", [*place, row.pk]),
            ("record-confirm", [*place, row.pk]),
            ("record-move", [*place, row.pk]),
        ):
            response = lead.post(reverse(name, args=args), {"version": "0"})
            assert (name, response.status_code) == (name, 403)
            assert "is waiting for a decision" in text_of(response)
        table = lead.get(reverse("record-table", args=place))
        assert "is waiting for a decision" in text_of(table)
        assert reverse("record-new", args=place) not in table.content.decode()
        assert kind.model._default_manager.filter(cycle=cycle).count() == len(samples(kind, cycle))


def test_every_table_has_its_stage_and_stands_in_reading_order(plan: Cycle) -> None:
    add(plan, "risks", **sample(all_kinds()["risks"], plan))
    outcome(plan)
    for row in samples(all_kinds()["measures"], plan):
        add(plan, "measures", **row)
    tables = submitted(plan).pack["tables"]
    assert [(table["stage"], table["title"], table["officers_only"]) for table in tables] == [
        ("analyse", "Intended outcomes", False),
        ("plan", "Risks", False),
        ("plan", "Key measures", False),
    ]


def test_the_next_submission_says_what_changed_in_them(council: Council) -> None:
    cycle = council.cycle_at("analyse")
    row = outcome(cycle)
    first = submitted(cycle)
    withdraw(first, reason="A later figure", actor=council["lead"], at=NOW)
    change_table(cycle, all_kinds()["outcomes"], [RowInput({"aim": 90}, row.pk)], actor=cycle.lead, at=NOW)
    add(cycle, "priorities", what="Falls first", reason="Most stays begin with one")
    second = play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    assert changes_from(first, second) == [
        "Priorities: “Falls first” is new.",
        "Intended outcomes, “More people stay in their own home”: Ambition for it changed from “88” to “90”.",
    ]
    assert changes_of_earlier_stages(second, earlier_submissions(second).passed) == []
    page = browser(council, "head").get(reverse("decide", args=[cycle.reference, "analyse"]))
    assert "Ambition for it changed from “88” to “90”" in section(page, "changed")
    assert section(page, "changed-analyse") == ""


def test_a_plan_submission_says_what_changed_in_analyse_since_its_gate(council: Council) -> None:
    cycle = council.cycle()
    row = outcome(cycle)
    cycle = play.pass_gate(cycle, at=NOW)
    passed = Submission.objects.get(cycle=cycle, stage="analyse")
    cycle = Cycle.objects.get(pk=cycle.pk)
    for values in samples(all_kinds()["measures"], cycle):
        add(cycle, "measures", **values)
    quiet = submitted(cycle)
    (work,) = changes_of_earlier_stages(quiet, earlier_submissions(quiet).passed)
    assert (work.stage, work.name, work.passed, work.changes) == ("analyse", "Analyse", passed, [])
    page = browser(council, "assistant").get(reverse("decide", args=[cycle.reference, "plan"]))
    assert "Nothing changed in its tables." in section(page, "changed-analyse")
    withdraw(quiet, reason="A later figure", actor=council["lead"], at=NOW)
    change_table(cycle, all_kinds()["outcomes"], [RowInput({"aim": 90}, row.pk)], actor=cycle.lead, at=NOW)
    second = play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    sentence = "Intended outcomes, “More people stay in their own home”: Ambition for it changed from “88” to “90”."
    assert changes_of_earlier_stages(second, earlier_submissions(second).passed)[0].changes == [sentence]
    for address in ("decide", "submission"):
        args = [cycle.reference, "plan", *([second.number] if address == "submission" else [])]
        said = section(browser(council, "assistant").get(reverse(address, args=args)), "changed-analyse")
        assert said.startswith(f"What changed in Analyse since its gate was passed {sentence}")
        assert "Read what passed the Analyse gate on 23 November 2026" in said


def test_drafts_are_named_before_the_pack_is_sealed_and_are_not_in_it(council: Council) -> None:
    cycle = council.cycle_at("plan")
    row = add(cycle, "risks", **sample(all_kinds()["risks"], cycle))
    for values in samples(all_kinds()["measures"], cycle):
        add(cycle, "measures", **values)
    kept = add(cycle, "priorities", what="Falls first", reason="Most stays begin with one")
    for _ in range(2):
        draft(cycle, "risks", row)
    draft(cycle, "priorities", kept)
    priorities, risks = (
        reverse("record-table", args=[cycle.reference, *place])
        for place in (("analyse", "priorities"), ("plan", "risks"))
    )
    cycle = play.ready(cycle, at=NOW)
    assert readiness_of(cycle, "plan", TODAY).left_out == [
        Caution(
            "3 drafts are still to be confirmed: they are not part of the pack.",
            pages=[("Priorities", priorities), ("Risks", risks)],
        )
    ]
    lead = browser(council, "lead")
    sentence = "3 drafts are still to be confirmed: they are not part of the pack. Priorities , Risks"
    page = lead.get(reverse("gate", args=[cycle.reference, "plan"]))
    assert sentence in section(page, "left-out")
    assert f'href="{risks}"' in page.content.decode()
    lead.post(
        reverse("submit", args=[cycle.reference, "plan"]),
        {"note": "", "conditions-TOTAL_FORMS": "0", "conditions-INITIAL_FORMS": "0"},
    )
    check = lead.get(reverse("submit-check", args=[cycle.reference, "plan"]))
    assert f"Left out of the pack {sentence}" in text_of(check)
    assert f'href="{priorities}"' in check.content.decode()
    tables = {table["code"]: table for table in play.put(cycle, at=NOW).pack["tables"]}
    assert {code: len(table["rows"]) for code, table in tables.items()} == {"priorities": 1, "risks": 1, "measures": 3}


def test_without_drafts_nothing_is_left_out(analyse: Cycle) -> None:
    outcome(analyse)
    assert readiness_of(analyse, "analyse", TODAY).left_out == []


def test_an_analyse_gate_says_nothing_of_drafts_in_plan(analyse: Cycle) -> None:
    row = add(analyse, "risks", **sample(all_kinds()["risks"], analyse))
    draft(analyse, "risks", row)
    assert readiness_of(analyse, "analyse", TODAY).left_out == []


def test_councillors_read_them_where_the_answers_are_published(council: Council) -> None:
    cycle = council.cycle()
    outcome(cycle)
    add(cycle, "market", **sample(all_kinds()["market"], cycle))
    cycle = play.pass_gate(cycle, at=NOW)
    address = reverse("submission", args=[cycle.reference, "analyse", 1])
    assert "The work it rests on" not in text_of(browser(council, "councillor").get(address))
    publish_answers(cycle, "analyse", actor=council["lead"], at=NOW)
    said = section(browser(council, "councillor").get(address), "tables")
    assert said.startswith("The work it rests on Analyse Intended outcomes (1)")
    assert "Market" not in said
    assert "Market (1)" in section(browser(council, "other").get(address), "tables")
    table = browser(council, "councillor").get(reverse("record-table", args=[cycle.reference, "analyse", "outcomes"]))
    assert table.status_code == 403
    assert "Work in Analyse" not in text_of(
        browser(council, "councillor").get(reverse("stage", args=[cycle.reference, "analyse"]))
    )
    make_restricted(cycle.pk)
    assert browser(council, "councillor").get(address).status_code == 404


def test_a_table_of_many_columns_lists_each_row_without_what_is_empty(council: Council) -> None:
    cycle = council.cycle_at("analyse")
    outcome(cycle, aim=None, aim_by=None)
    submitted(cycle)
    page = section(browser(council, "head").get(reverse("decide", args=[cycle.reference, "analyse"])), "tables")
    assert "Unit % Baseline 82.5 Date of the baseline 31 March 2026" in page
    assert "Ambition for it" not in page
