"""What is made of milliseconds: medians, growth, and the promises that are not kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bench import report
from bench.__main__ import parse
from bench.goals import CHOICES, GOALS, SIZES, Goal
from bench.measurements import Measurement, MixMemory, growth
from bench.scenarios import Run
from bench.wrk import Window

KEPT = Counter({"recorded": 1, "told who decided": 49})
HELLO = Window(0.5, 0.6, 2_000)


def measurement(*medians: float, statements: int = 0) -> Measurement:
    """On a machine where hello takes half a millisecond."""
    return Measurement([(Window(median, median * 2, 50), HELLO) for median in medians], statements)


def as_promised(goal: Goal, *, times: float = 1.0) -> Measurement:
    return measurement((goal.times_hello or 10) * times * 0.5, statements=goal.statements or 5)


def a_run() -> Run:
    council = {"cycles": 10_000, "waiting": 346, "led": 73}
    pages = {page: as_promised(goal) for page, goal in GOALS.items()}
    return Run(council, pages, KEPT, worker_memory=250, mix=MixMemory(100, 125, 250))


@pytest.fixture
def runs() -> dict[int, Run]:
    return {1_000: a_run(), 10_000: a_run(), 100_000: a_run()}


def test_a_window_is_compared_with_the_hello_just_before_it() -> None:
    slow_minute = (Window(80, 90, 20), Window(2, 3, 500))
    row = Measurement([(Window(20, 30, 80), HELLO), slow_minute, (Window(21, 31, 80), HELLO)], 8)
    assert (row.median, row.hello, row.p95) == (21, 0.5, 31)
    assert row.times_hello == 40
    assert growth(row, measurement(30)) == 1.5


def test_what_is_exactly_as_promised_is_kept(runs: dict[int, Run]) -> None:
    assert report.broken_promises(runs) == []
    text = report.page(runs, date(2026, 11, 23), "PostgreSQL 15")
    assert "Every promise holds." in text
    assert "10,000: 346 gates wait, the commissioner leads 73 live cycles" in text
    assert "1.25 times, at most 1.25" in text


def test_every_promise_that_is_broken_is_told(runs: dict[int, Run]) -> None:
    capped, large = runs[10_000], runs[100_000]
    capped.pages["board"] = measurement(45.1, statements=13)
    large.pages["question"] = as_promised(GOALS["question"], times=1.2)
    del large.pages["timeline"]
    large.worker_memory = 251
    capped.mix = MixMemory(100, 126, 251)
    large.crowd = Counter({"recorded": 2, "500": 1, "told who decided": 47})
    large.counting = [25.1]
    assert report.broken_promises(runs) == [
        "Board: 90.2 times hello, more than 90",
        "Board: 13 SQL statements, more than 12",
        "Board: not the same number of SQL statements at every size",
        "Timeline: not measured",
        "Question page: grows 1.20 times, more than 1.1",
        "Wide mix: two workers and their master take 251 MiB",
        "Wide mix: the memory of a backend grows 1.26 times",
        "100,000: two workers and their master take 251 MiB",
        "100,000: counting takes 25.1 seconds",
        "Decisions at once: 1 answered 500",
        "Decisions at once: 2 recorded",
    ]


def test_time_is_capped_on_one_size_and_what_one_person_holds_may_grow(runs: dict[int, Run]) -> None:
    runs[100_000].pages["my-work"] = as_promised(GOALS["my-work"], times=5)
    assert report.broken_promises(runs) == []
    assert report.broken_promises({100_000: runs[100_000]}) == [
        "My work, a commissioner: 500.0 times hello, more than 100"
    ]


def test_a_run_of_few_pages_answers_for_these_alone(runs: dict[int, Run]) -> None:
    for run in runs.values():
        del run.pages["board"]
    assert report.broken_promises(runs) == ["Board: not measured"]
    assert report.broken_promises(runs, ["list", "my-work"]) == []


def test_the_page_has_a_row_for_every_promise(runs: dict[int, Run]) -> None:
    table = report.table(runs).splitlines()
    assert [line.split(" | ")[0] for line in table[2:]] == [f"| {goal.name}" for goal in GOALS.values()]
    assert table[2].split(" | ")[1:] == ["40.0, 0.50", "80", "80", "80.0", "1.00", "1.2", "11", "11 |"]


def test_statements_that_grow_are_a_fault(runs: dict[int, Run]) -> None:
    runs[1_000].pages["board"] = replace(runs[1_000].pages["board"], statements=7)
    assert report.broken_promises(runs) == ["Board: not the same number of SQL statements at every size"]


def test_everything_is_measured_unless_sizes_or_pages_are_named() -> None:
    everything = parse([])
    assert (everything.sizes, everything.pages, everything.keep) == (SIZES, CHOICES, None)
    few = parse(["--sizes", "1000,10000", "--pages", "my-work,list"])
    assert (few.sizes, few.pages) == ((1_000, 10_000), ("my-work", "list"))
    with pytest.raises(SystemExit):
        parse(["--pages", "my-work,nothing"])
