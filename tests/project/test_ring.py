"""What the ring says: filled is done, part-filled is now, outlined is to come."""

from __future__ import annotations

import re

import pytest

from ui.tags import cycle_ring, progress_bar, value_bar


@pytest.mark.parametrize(
    ("stage", "blocked", "states", "gates", "place"),
    [
        ("analyse", True, ["now", "to_come", "to_come", "to_come"], ["blocked"] + ["to_come"] * 3, "stage 1 of 4"),
        ("plan", False, ["done", "now", "to_come", "to_come"], ["passed"] + ["to_come"] * 3, "stage 2 of 4"),
        ("review", True, ["done"] * 3 + ["now"], ["passed"] * 3 + ["blocked"], "stage 4 of 4"),
        ("closed", True, ["done"] * 4, ["passed"] * 4, ""),
    ],
)
def test_states(stage: str, blocked: bool, states: list[str], gates: list[str], place: str) -> None:
    drawn = cycle_ring(stage, 0.5, blocked=blocked)
    assert [sector.state for sector in drawn["sectors"]] == states
    assert [gate.state for gate in drawn["gates"]] == gates
    assert drawn["place"] == place


def test_the_share_is_kept_between_nothing_and_all() -> None:
    assert cycle_ring("plan", 7.0)["sectors"][1].filled == cycle_ring("plan", 1.0)["sectors"][1].filled
    assert cycle_ring("plan", -1.0)["sectors"][1].filled == ""


def test_bars_survive_nothing_at_all() -> None:
    assert progress_bar(0, 0)["segments"] == [("done", 0, "0"), ("part", "0", "0")]
    assert progress_bar(13, 20, 2)["segments"] == [("done", 0, "65"), ("part", "65", "10")]
    assert progress_bar(13, 20, 2)["parts"] == [("done", 13, "met"), ("part", 2, "partly"), ("to-go", 5, "to go")]
    assert [
        re.findall(r'width="([^"]+)" height', bar)[0] for bar in (value_bar(None), value_bar(250), value_bar("1", 3))
    ] == ["0", "100", "33.33"]
