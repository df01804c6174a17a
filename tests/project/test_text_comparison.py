"""Two texts word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from ui.text_comparison import TextRun, compare_texts

TEXTS = st.text(st.sampled_from("ab \n.é"), max_size=60)


def test_what_differs_is_told_and_the_rest_is_not() -> None:
    theirs, mine = compare_texts("We asked 200 people.", "We asked 300 people.")
    assert theirs == [TextRun("We asked ", False), TextRun("200 ", True), TextRun("people.", False)]
    assert mine == [TextRun("We asked ", False), TextRun("300 ", True), TextRun("people.", False)]


def test_a_word_more_differs_on_its_side_alone() -> None:
    theirs, mine = compare_texts("We asked", "We asked everybody")
    assert theirs == [TextRun("We asked", False)]
    assert mine == [TextRun("We asked ", False), TextRun("everybody", True)]


def test_an_empty_text_has_no_runs() -> None:
    assert compare_texts("", "New") == ([], [TextRun("New", True)])


@given(TEXTS, TEXTS)
def test_no_letter_of_either_is_lost(theirs: str, mine: str) -> None:
    left, right = compare_texts(theirs, mine)
    assert "".join(run.text for run in left) == theirs
    assert "".join(run.text for run in right) == mine


@given(TEXTS)
def test_the_same_text_differs_nowhere(text: str) -> None:
    assert not any(run.differs for runs in compare_texts(text, text) for run in runs)


def test_the_longest_texts_are_compared_at_once() -> None:
    """Texts made to be slow to compare: two words over and over in two orders."""
    began = time.process_time()
    compare_texts("a b " * 1000, "b a a " * 700)
    assert time.process_time() - began < 1
