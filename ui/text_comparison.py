"""What two texts have in common, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class TextRun:
    """A stretch of one text; `differs` where it is not in the other text."""

    text: str
    differs: bool


def compare_texts(theirs: str, mine: str) -> tuple[list[TextRun], list[TextRun]]:
    """Both texts in runs, each whole."""
    left, right = WORDS.findall(theirs), WORDS.findall(mine)
    matcher = SequenceMatcher(None, [word.strip() for word in left], [word.strip() for word in right])
    runs: tuple[list[TextRun], list[TextRun]] = ([], [])
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        for target, words in ((runs[0], left[left_from:left_to]), (runs[1], right[right_from:right_to])):
            if words:
                target.append(TextRun("".join(words), differs=tag != "equal"))
    return runs
