"""What a decider should doubt in answers that nothing blocks. Pure: no Django, no database, no clock.

None of it blocks a gate. The team sees the list before it submits; the pack keeps the one that the deciders saw.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from ui.wording import counted, day

# Reading a question with its guidance and writing a sentence takes minutes. Two texts that were ready beforehand may be
# saved within a minute by anybody; three and more, each within a minute of the one before, were hardly thought about.
HASTE = timedelta(seconds=60)
ANSWERS_IN_HASTE = 3
# A needs assessment or a specification serves a few questions; what serves more is a file with everything in it.
ANSWERS_OF_ONE_ITEM = 5
LONGEST_EXCERPT = 90

Key = TypeVar("Key")

HEADINGS = {
    "same_words": "The same words",
    "haste": "Answered within seconds",
    "old_evidence": "Evidence from before the cycle",
    "shared_evidence": "Evidence behind many answers",
    "bare_host": "Links that lead to no document",
    "silent_confirmation": "Confirmed without a word",
}


@dataclass(frozen=True)
class EvidenceContent:
    """One piece of evidence; `url` is "" of a file."""

    id: int
    title: str
    dated: date
    url: str = ""


@dataclass(frozen=True)
class AnswerContent:
    """What one answer says, who published it and when, what it rests on and which adviser confirmed it.

    `words` are "" of a question that is not answered. `confirmed_by` is the adviser of a confirmation that was given,
    with their `note`; what somebody outside said is recorded by the lead, with evidence, and is not in it.
    """

    code: str
    title: str
    words: str = ""
    author: str = ""
    at: datetime | None = None
    evidence: Sequence[EvidenceContent] = ()
    hard_stop: bool = False
    confirmed_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Weakness:
    """One thing to doubt: its kind, the sentence that says it, and the answers that it is about, code and title."""

    kind: str
    sentence: str
    answers: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        return HEADINGS[self.kind]


def weaknesses(answers: Iterable[AnswerContent], began: date) -> list[Weakness]:
    """Everything to doubt, kind by kind in the order of HEADINGS. The cycle began on the day `began`."""
    rows = list(answers)
    return [
        *_same_words(rows),
        *_haste(rows),
        *_evidence(rows, began),
        *_silent_confirmations(rows),
    ]


def _same_words(answers: Sequence[AnswerContent]) -> Iterator[Weakness]:
    """Answers that differ in nothing but case, spaces, punctuation and their own titles and codes."""
    for words, rows in _grouped(answers, lambda row: [_bare_words(row)] if row.words.strip() else []).items():
        if len(rows) > 1:
            excerpt = _excerpt(rows[0])
            says = f"the same, apart from their titles: “{excerpt}”" if words else "no more than their titles"
            yield _weakness("same_words", f"{len(rows)} answers say {says}.", rows)


def _bare_words(answer: AnswerContent) -> str:
    """The words without what every answer has of its own, comparable with those of other answers."""
    words = f" {_normalised(answer.words)} "
    for own in (answer.title, answer.code):
        while own and f" {_normalised(own)} " in words:
            words = words.replace(f" {_normalised(own)} ", " ")
    return words.strip()


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _excerpt(answer: AnswerContent) -> str:
    """The beginning of an answer without its title, as it was written."""
    text = " ".join(re.sub(re.escape(answer.title), "", answer.words, flags=re.IGNORECASE).split()).strip(" :;,.-–")
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def _haste(answers: Sequence[AnswerContent]) -> Iterator[Weakness]:
    """Runs of answers by one author, each published within HASTE of the one before."""
    published = sorted((row.author, row.at, place) for place, row in enumerate(answers) if row.at and row.words)
    runs: list[list[tuple[str, datetime, int]]] = []
    for author, at, place in published:
        if runs and runs[-1][-1][0] == author and at - runs[-1][-1][1] <= HASTE:
            runs[-1].append((author, at, place))
        else:
            runs.append([(author, at, place)])
    for run in runs:
        if len(run) >= ANSWERS_IN_HASTE:
            author, first, _ = run[0]
            sentence = (
                f"{author} gave {len(run)} answers on {day(first.date())},"
                f" each within {HASTE.seconds} seconds of the one before."
            )
            yield _weakness("haste", sentence, [answers[place] for place in sorted(place for *_, place in run)])


def _evidence(answers: Sequence[AnswerContent], began: date) -> Iterator[Weakness]:
    used = _grouped(answers, lambda row: row.evidence)
    for item, rows in used.items():
        if item.dated < began:
            sentence = f"“{item.title}” is of {day(item.dated)}. The cycle started on {day(began)}."
            yield _weakness("old_evidence", sentence, rows)
    for item, rows in used.items():
        if len(rows) > ANSWERS_OF_ONE_ITEM:
            yield _weakness("shared_evidence", f"“{item.title}” is the evidence of {len(rows)} answers.", rows)
    bare = _grouped(answers, lambda row: dict.fromkeys(filter(None, (_bare_host(item.url) for item in row.evidence))))
    for host, rows in bare.items():
        items = {item.id for row in rows for item in row.evidence if _bare_host(item.url) == host}
        leads = counted(len(items), "link leads", "links lead")
        yield _weakness("bare_host", f"{leads} to the first page of {host} and not to a document.", rows)


def _bare_host(url: str) -> str:
    """The host of an address that names nothing on it, or ""."""
    parts = urlsplit(url)
    return parts.netloc if parts.path in ("", "/") and not parts.query else ""


def _silent_confirmations(answers: Sequence[AnswerContent]) -> Iterator[Weakness]:
    silent = [row for row in answers if row.hard_stop and row.confirmed_by and not row.note.strip()]
    for adviser, rows in _grouped(silent, lambda row: [row.confirmed_by]).items():
        number = counted(len(rows), "answer")
        sentence = f"{adviser} confirmed {number} that cannot pass with a condition, without a word."
        yield _weakness("silent_confirmation", sentence, rows)


def _grouped(
    answers: Iterable[AnswerContent], keys: Callable[[AnswerContent], Iterable[Key]]
) -> dict[Key, list[AnswerContent]]:
    """The answers under each of their keys, in the order in which they come."""
    groups: defaultdict[Key, list[AnswerContent]] = defaultdict(list)
    for answer in answers:
        for key in keys(answer):
            groups[key].append(answer)
    return groups


def _weakness(kind: str, sentence: str, rows: Iterable[AnswerContent]) -> Weakness:
    return Weakness(kind, sentence, tuple((row.code, row.title) for row in rows))
