"""What `draw` draws is escaped as pages are, and a name that it was not given is an error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError

from ui.jinja_tags import draw

RECORD = SimpleNamespace(is_draft=False)


def form(title: str) -> SimpleNamespace:
    return SimpleNamespace(prefix="risks-1", title=title, is_removed=False, shown=SimpleNamespace(is_known=False))


def test_what_somebody_typed_is_escaped() -> None:
    drawn = draw("stages/row_ticks.html", form=form("<b>Ours</b> & theirs"), record=RECORD)
    assert "&lt;b&gt;Ours&lt;/b&gt; &amp; theirs" in drawn
    assert "<b>" not in drawn


def test_a_name_that_is_not_handed_over_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        draw("stages/row_ticks.html", form=form("Ours"))
