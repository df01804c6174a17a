"""One key for all spellings of a supplier's name. Pure: no Django, no database."""

from __future__ import annotations

import html
import re
import unicodedata

MARKS = re.compile(r"[^\w\s]|_")
# What companies write in several ways, by the words as they stand once marks and capitals are gone.
SAME = {
    "limited": "ltd",
    "company": "co",
    "and": "",
    "the": "",
    "incorporated": "inc",
    "cyfyngedig": "cyf",
}


def supplier_key(name: str) -> str:
    """Names with one key are the same name: capitals, accents, marks, "Limited" or "Ltd", "&" or "and" don't count."""
    text = html.unescape(html.unescape(name)).replace("&", " and ")
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.replace("'", "").replace("’", "").replace(".", "")
    words = [SAME.get(word, word) for word in MARKS.sub(" ", text).split()]
    return " ".join(word for word in words if word)[:200]
