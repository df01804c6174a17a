"""What is made of milliseconds: medians, growth, and the promises that are not kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bench import report
from bench.goals import GOALS, Goal
from bench.measuring import Measured, growth
from bench.scenarios import Run

KEPT = Counter({"recorded": 1, "told who decided": 49})


def measured(goal: Goal, *, times: float = 1.0) -> Measured:
    """A page that takes that part of what it may, on a machine where hello takes 2 ms."""
    return Measured([goal.over_hello * times * 2], [2.0], goal.statements)


def a_run(times: float = 1.0) -> Run:
    return Run({name: measured(goal, times=times) for name, goal in GOALS.items()}, KEPT, memory=250)


@pytest.fixture
def runs() -> dict[int, Run]:
    return {1_000: a_run(), 100_000: a_run()}


def test_a_median_is_compared_with_hello_of_the_same_minutes() -> None:
    row = Measured([40, 10, 20], [2, 1, 4], 8)
    assert (row.median, row.over_hello) == (20, 10)
    assert growth(row, Measured([60], [4], 8)) == 1.5


def test_p95_is_the_nineteenth_of_twenty() -> None:
    assert Measured([float(one) for one in range(20, 0, -1)], [1], 0).p95 == 19
    assert Measured([7], [1], 0).p95 == 7


def test_what_is_exactly_as_promised_is_kept(runs: dict[int, Run]) -> None:
    assert report.over(runs) == []
    assert "Everything promised holds." in report.page(runs, on=date(2026, 11, 23), postgres="PostgreSQL 15")


def test_every_promise_that_is_broken_is_said(runs: dict[int, Run]) -> None:
    large = runs[100_000]
    large.rows["Board"] = Measured([45.1 * 2], [2.0], 9)
    large.rows["Gate decision"] = measured(GOALS["Gate decision"], times=1)
    runs[1_000].rows["Gate decision"] = measured(GOALS["Gate decision"], times=0.5)
    del large.rows["Timeline"]
    large.memory = 251
    large.crowd = Counter({"recorded": 2, "500": 1, "told who decided": 47})
    assert report.over(runs) == [
        "Board: 45.1 times hello, more than 45",
        "Board: 9 SQL statements, more than 8",
        "Board: not the same number of SQL statements at every size",
        "Timeline: not measured",
        "Gate decision: grows 2.00 times, more than 1.1",
        "Two workers and their master take 251 MiB, more than 250",
        "Decisions at once: 1 answered 500",
        "Decisions at once: 2 recorded",
    ]


def test_the_page_has_a_row_for_every_promise(runs: dict[int, Run]) -> None:
    table = report.table(runs).splitlines()
    assert [line.split(" | ")[0] for line in table[2:]] == [f"| {name}" for name in GOALS]
    assert table[2].split(" | ")[1:] == ["30.0 ms of 2.00", "15.0", "15", "30.0", "1.00", "1.2", "4", "4 |"]


def test_statements_that_grow_are_a_fault(runs: dict[int, Run]) -> None:
    runs[1_000].rows["Board"] = replace(runs[1_000].rows["Board"], statements=7)
    assert report.over(runs) == ["Board: not the same number of SQL statements at every size"]
