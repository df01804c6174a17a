"""What the demo's scripts say of its register, and the file of another council's register that can be brought in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from contracts.models import Agreement, Supplier
from cycles.models import Cycle
from demo.clock import day_of
from demo.dates import list_days
from demo.history import life
from demo.management.commands.demo import SCRIPT
from demo.people import populate
from demo.register import register_life, script
from imports.register_files.problems import ProblemLevel
from imports.register_files.readers import read_file
from imports.register_files.rows import read_rows
from tests.council import NOW

TO_BRING_IN = Path(__file__).parents[2] / "demo" / "data" / "contracts_to_bring_in.csv"


def test_scripts_name_what_there_is() -> None:
    cycles = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    agreements, suppliers = script()["agreements"], script()["suppliers"]
    named = [
        name
        for entry in agreements.values()
        for part in [entry.get("suppliers", [])]
        for name in (part if isinstance(part, list) else [each for names in part.values() for each in names])
    ]
    assert set(named) | {waiver["supplier"] for waiver in script()["waivers"]} == set(suppliers)
    assert {entry["framework"] for entry in agreements.values() if "framework" in entry} < set(agreements)
    replaced = [entry["replaces"] for entry in cycles if "replaces" in entry]
    assert len(replaced) == len(set(replaced)) == 20
    assert set(replaced) < set(agreements)


def test_what_a_cycle_replaces_ends_when_its_script_says() -> None:
    """With the extensions taken before the cycle started; that of telecare is taken while it is under way."""
    today = timezone.localdate(NOW)
    differing = {}
    for entry in yaml.safe_load(SCRIPT.read_text(encoding="utf-8")):
        if "replaces" not in entry:
            continue
        agreement = script()["agreements"][entry["replaces"]]
        ends = [day_of(agreement["first_end"], today)]
        for change in agreement.get("then", ()):
            if change["do"] == "take_extension":
                option = agreement["extensions"][change["number"] - 1]
                ends.append(day_of(option["until"], today) if "until" in option else ends[-1].replace(year=2026))
        if ends[-1] != day_of(entry["runs"]["until"], today):
            differing[entry["service"]] = ends
    assert differing == {}


@pytest.mark.django_db
def test_a_cycle_replaces_what_the_register_holds_by_then() -> None:
    """Without the register's own life nothing is replaced, and the script's dates stand as if they were typed."""
    today, people = timezone.localdate(NOW), populate()
    list_days(people["admin"], NOW, today)
    [entry] = [one for one in yaml.safe_load(SCRIPT.read_text(encoding="utf-8")) if one.get("replaces") == "OFFICE-1"]
    for _ in life(entry, people, today):
        pass
    alone = Cycle.objects.get()
    assert (alone.need_by_source, alone.need_by) == ("", day_of(entry["need_by"], today))
    own = Agreement.objects.get()
    assert (own.council_reference, own.cycle, own.is_signed) == ("OFFICE-2", alone, False)


@pytest.mark.django_db
def test_the_register_is_recorded_in_the_order_of_time() -> None:
    """A supplier is added under the name that it had, and renamed on its day."""
    today, people = timezone.localdate(NOW), populate()
    moments = []
    for at in register_life(people, today):
        moments.append(at)
        if Supplier.objects.filter(name="The Turnpike Project").exists():
            assert not Supplier.objects.filter(name="Turnpike Recovery Service").exists()
    assert moments == sorted(moments)
    assert max(moments) < NOW
    without_cycle = {reference for reference, entry in script()["agreements"].items() if "cycle" not in entry}
    brought_in = {f"BF-0{number}" for number in range(1, 7)}
    assert set(Agreement.objects.values_list("council_reference", flat=True)) == without_cycle | brought_in
    renamed = Supplier.objects.get(name="Turnpike Recovery Service")
    assert [(row.name, str(row.until)) for row in renamed.other_names.all()] == [("The Turnpike Project", "2025-09-30")]


def test_the_file_to_bring_in_has_forty_rows_and_six_faults() -> None:
    table = read_rows(read_file(TO_BRING_IN.read_bytes(), TO_BRING_IN.name))
    assert (len(table.rows), table.left_out_lines) == (40, ())
    faults = [
        (problem.level, problem.cell, problem.sentence)
        for row in table.rows
        for problem in row.problems
        if problem.level != ProblemLevel.NOTE
    ]
    assert faults == [
        (ProblemLevel.WRONG, "I36", "The end, 31 March 2025, is before the start, 1 April 2026"),
        (ProblemLevel.WRONG, "H37", "“31/02/2025” is not a day of the calendar"),
        (ProblemLevel.WRONG, "F38", "“ask Finance” is not an amount of money"),
        (ProblemLevel.WRONG, "B39", "The row has neither a title nor a supplier"),
        (ProblemLevel.DOUBT, "row 40", "The row says the same as row 6"),
        (ProblemLevel.WRONG, "I41", "“soon” is not a date"),
    ]
