"""What the framework says cut into phrases, each with the pages of this service on which it is done."""

from __future__ import annotations

from collections.abc import Mapping

from principles import content
from principles.reading.rows import FieldReader

PAGE = r"[a-z0-9]+(-[a-z0-9]+)*"


def read_phrases(
    top: FieldReader, statements: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]
) -> tuple[content.StatementPhrases, ...]:
    """All that the file cuts into phrases. Joined, the phrases of a statement are its words, none left out or added."""
    cut = top.optional_row("phrases")
    read: list[content.StatementPhrases] = []
    for of in cut.fields if cut else ():
        if cut is None:
            break
        phrases = []
        for row in cut.rows(of, f"phrase of {of}", by="text"):
            phrases.append(content.Phrase(row.text("text"), row.codes("at", PAGE, like="risks")))
            row.check_all_read()
        texts = tuple(phrase.text for phrase in phrases)
        if of not in statements and of not in lists:
            cut.fault(of, f'there is no statement "{of}"')
        elif of in lists and texts != lists[of]:
            cut.fault(of, f"the phrases of {of} must be its items, in their order")
        elif of in statements and " ".join(texts) != " ".join(statements[of].split()):
            cut.fault(of, f"the phrases of {of} joined must be what it says")
        read.append(content.StatementPhrases(of, tuple(phrases)))
    return tuple(read)
