"""Events in plain English: each verb's sentence with the facts of the event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format

from audit.models import Event
from audit.services import history_labels, history_sentences
from ui.text_comparison import TextRun, compare_texts

Names = Mapping[int, str]

NOTHING = "nothing"
NOT_RECORDED = "(not recorded)"
SYSTEM_NAME = "The system"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHORT = 60  # characters: longer texts stand beside each other
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")


class ValueChange(NamedTuple):
    """What changed, in words, and its two texts, with "" on the side that has none."""

    what: str
    before: str
    after: str

    @property
    def is_text(self) -> bool:
        """Whether both sides are to be read beside each other, with their differences marked."""
        texts = (self.before, self.after)
        return not {"", NOTHING}.intersection(texts) and max(map(len, texts)) > SHORT

    @property
    def runs(self) -> tuple[list[TextRun], list[TextRun]]:
        return compare_texts(self.before, self.after)


@dataclass(frozen=True)
class Entry:
    """One event as it is shown. `before` and `after` map what changed, in words, to its two texts."""

    sentence: str
    who: str
    at: datetime
    authority: str
    reason: str
    event: Event
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> list[ValueChange]:
        """What is not the same on both sides."""
        labels = [*self.before, *(label for label in self.after if label not in self.before)]
        changes = [ValueChange(label, self.before.get(label, ""), self.after.get(label, "")) for label in labels]
        return [change for change in changes if change.before != change.after]


def entries(events: Iterable[Event], names: Names | None = None) -> list[Entry]:
    """The events in their order. The names in them are read in one query unless the caller passes them."""
    rows = list(events)
    names = _names(rows) if names is None else names
    return [
        Entry(
            sentence=_sentence(event, names),
            who=_who(event, names),
            at=event.at,
            authority=event.authority,
            reason=str(event.facts.get("reason") or ""),
            event=event,
            before=_side(event.facts.get("before"), names),
            after=_side(event.facts.get("after"), names),
        )
        for event in rows
    ]


def people_in(events: Sequence[Event]) -> set[int]:
    """The ids of everybody whose name the events' sentences need."""
    actors = {event.actor_id for event in events if event.actor_id is not None}
    return actors.union(*(_person_ids(event.facts) for event in events))


def sentence(event: Event) -> str:
    """One event alone. For a page of them, `entries` reads all names at once."""
    return _sentence(event, _names([event]))


def _who(event: Event, names: Names) -> str:
    return SYSTEM_NAME if event.actor_id is None else _name(event.actor_id, names)


def _sentence(event: Event, names: Names) -> str:
    wording = history_sentences().get(event.verb)
    if wording is None:
        return event.verb.replace("_", " ").capitalize()
    facts = {key: _text(key, value, names) for key, value in event.facts.items()}
    return _Wording().vformat(wording, (), {"actor": _who(event, names), **facts})


class _Wording(Formatter):
    """Fills a sentence with texts. A fact that an old event lacks becomes NOT_RECORDED instead of an error."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[str, str]:
        return kwargs.get(field_name, NOT_RECORDED), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(value)


def _side(values: Any, names: Names) -> dict[str, str]:
    if not isinstance(values, Mapping):
        return {}
    named = history_labels()
    plain = {key: re.sub(r"_ids?$", "", key).replace("_", " ") for key in values}
    # names of rows keep their capitals
    labels = {key: named.get(key) or f"{text[:1].upper()}{text[1:]}" for key, text in plain.items()}
    return {labels[key]: _text(key, value, names) for key, value in values.items()}


def _text(key: str, value: Any, names: Names) -> str:
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_text(re.sub("_ids$", "_id", key), item, names) for item in value)
        case int():
            return _name(value, names) if key.endswith("_id") else str(value)
        case str():
            return _with_readable_date(value)
    return str(value)


def _with_readable_date(text: str) -> str:
    """Dates are stored as 2026-12-04 and shown as 4 December 2026."""
    try:
        if DAY.fullmatch(text):
            return date_format(date.fromisoformat(text), "j F Y")
        if MOMENT.fullmatch(text):
            return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y")
    except ValueError:
        pass
    return text


def _name(person_id: int, names: Names) -> str:
    return names.get(person_id, "a former officer")


def _names(events: Sequence[Event]) -> Names:
    ids = people_in(events)
    return dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _person_ids(facts: Mapping[str, Any]) -> Iterator[int]:
    """Every id of a person: under a key that ends in `_id` or `_ids`, also in `before` and `after`."""
    for key, value in facts.items():
        if isinstance(value, Mapping):
            yield from _person_ids(value)
        elif key.endswith("_id") and _is_id(value):
            yield value
        elif key.endswith("_ids") and isinstance(value, list):
            yield from filter(_is_id, value)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
