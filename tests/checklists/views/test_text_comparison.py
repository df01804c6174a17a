"""Two texts word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from checklists.views.text_comparison import Run, compared

TEXTS = st.text(st.sampled_from("ab \n.é"), max_size=60)


def test_what_differs_is_told_and_the_rest_is_not() -> None:
    theirs, mine = compared("We asked 200 people.", "We asked 300 people.")
    assert theirs == [Run("We asked ", False), Run("200 ", True), Run("people.", False)]
    assert mine == [Run("We asked ", False), Run("300 ", True), Run("people.", False)]


def test_a_word_more_differs_on_its_side_alone() -> None:
    theirs, mine = compared("We asked", "We asked everybody")
    assert theirs == [Run("We asked", False)]
    assert mine == [Run("We asked ", False), Run("everybody", True)]


def test_an_empty_text_has_no_runs() -> None:
    assert compared("", "New") == ([], [Run("New", True)])


@given(TEXTS, TEXTS)
def test_no_letter_of_either_is_lost(theirs: str, mine: str) -> None:
    left, right = compared(theirs, mine)
    assert "".join(run.text for run in left) == theirs
    assert "".join(run.text for run in right) == mine


@given(TEXTS)
def test_the_same_text_differs_nowhere(text: str) -> None:
    assert not any(run.differs for runs in compared(text, text) for run in runs)


def test_the_longest_texts_are_compared_at_once() -> None:
    """Texts made to be slow to compare: two words over and over in two orders."""
    began = time.process_time()
    compared("a b " * 1000, "b a a " * 700)
    assert time.process_time() - began < 1
