"""Dates, money and counts, to the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import engines

from ui import wording
from ui.status_tags import STATUS_TAGS, status_tag

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("sum_", "short", "long"),
    [
        ("38400000", "£38.4m", "£38.4 million"),
        ("14000000", "£14m", "£14 million"),
        ("999999.99", "£999,999.99", "£999,999.99"),
        ("1000000", "£1m", "£1 million"),
        ("1950000", "£2m", "£2 million"),
        ("96000", "£96,000", "£96,000"),
        ("0", "£0", "£0"),
        ("0.5", "£0.50", "£0.50"),
        ("-1500000", "−£1.5m", "−£1.5 million"),
        ("1234500000", "£1,234.5m", "£1,234.5 million"),
    ],
)
def test_money(sum_: str, short: str, long: str) -> None:
    assert (wording.money(Decimal(sum_)), wording.money_words(Decimal(sum_))) == (short, long)


@pytest.mark.parametrize(
    ("on", "late", "said"),
    [
        (date(2026, 12, 4), 0, "Due 4 December"),
        (date(2027, 3, 1), 0, "Due 1 March 2027"),
        (date(2026, 11, 23), 0, "Due today"),
        (date(2026, 11, 22), 1, "1 working day late"),
        (date(2026, 11, 19), 2, "2 working days late"),
        (date(2026, 11, 20), 0, "Was due 20 November"),  # as a Saturday says of the Friday
    ],
)
def test_due(on: date, late: int, said: str) -> None:
    assert wording.due(on, TODAY, late) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"), [(0, 5, "12:05am"), (9, 30, "9:30am"), (12, 0, "12:00pm"), (15, 12, "3:12pm")]
)
def test_clock(hour: int, minute: int, said: str) -> None:
    assert wording.clock(datetime(2026, 11, 23, hour, minute, tzinfo=UTC)) == said


@time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("{{ value|day }}", date(2026, 12, 4), "4 December 2026"),
        ("{{ value|day }}", datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        ("{{ value|day|default:'No date' }}", None, "No date"),
        ("{{ value|day_short }}", date(2026, 12, 4), "4 December"),
        ("{{ value|day_short }}", date(2027, 12, 4), "4 December 2027"),
        ("{{ value|moment }}", datetime(2026, 7, 20, 14, 12, tzinfo=UTC), "20 July 2026 at 3:12pm"),
        ("{{ value|due }}", date(2026, 11, 22), "1 working day late"),
        ("{{ value|due }}", date(2026, 11, 19), "2 working days late"),
        ("{{ value|due }}", None, ""),
        ("{{ value|is_late }}", date(2026, 11, 23), "False"),
        ("{{ value|is_late }}", date(2026, 11, 22), "True"),
        ("{{ value|money|default:'Not known' }}", None, "Not known"),
        ("{{ value|money|default:'Not known' }}", "NaN", "Not known"),
        ("{{ value|money }}", 13600000, "£13.6m"),
        ("{{ value|plural:'question' }}", 1, "1 question"),
        ("{{ value|plural:'inquiry,inquiries' }}", [1, 2], "2 inquiries"),
        ("{{ value|listed }}", ["a", "b", "c"], "a, b and c"),
        ("{{ value|listed }}", ["a"], "a"),
        ("{{ value|listed }}", [], ""),
    ],
)
def test_filters(template: str, value: object, said: str) -> None:
    assert engines["django"].from_string(template).render({"value": value}) == said


def test_every_mark_has_a_word_and_its_shape_exists() -> None:
    template = engines["django"].from_string("{% status kind text %}")
    for kind, mark in STATUS_TAGS.items():
        drawn = template.render({"kind": kind.replace("_", "-")})
        assert mark.word in drawn
        assert ("<svg" in drawn) == bool(mark.shape)
        assert "Four words" in template.render({"kind": kind, "text": "Four words"})
    with pytest.raises(KeyError):
        status_tag("unheard of")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Less than a day"), (1, "1 day"), (30, "30 days"), (31, "1 month"), (46, "1.5 months"), (61, "2 months")],
)
def test_how_long_something_lasted_reads_as_people_say_it(days: int, words: str) -> None:
    assert wording.lasted(days) == words
