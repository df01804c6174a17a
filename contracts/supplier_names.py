"""One key for all spellings of a supplier's name. Pure: no Django, no database."""

from __future__ import annotations

import html
import re
import unicodedata

# What companies write in several ways, by the words as they stand once marks and capitals are gone.
SPELLINGS = {
    "limited": "ltd",
    "company": "co",
    "incorporated": "inc",
    "corporation": "corp",
    "brothers": "bros",
    "saint": "st",
    "cyfyngedig": "cyf",
}
LONG_FORMS = (
    (re.compile(r"\bpublic limited company\b"), "plc"),
    (re.compile(r"\blimited liability partnership\b"), "llp"),
    (re.compile(r"\bcommunity interest company\b"), "cic"),
    (re.compile(r"\b([a-z]) (?=[a-z]\b)"), r"\1"),
)
TRADING_AS = re.compile(r"\s*[(\[]?\b(?:t/as?|t\.a\.?|ta|trading as|trading under)\b.*$", re.IGNORECASE)
LOT = re.compile(
    r"\s*(?:[-:,]\s*)?[(\[]?\s*\blots?\.?\s*(?P<lot>(?:no\.?\s*)?[\dA-Z]{1,3}\b(?:\s*(?:,|&|and|to|-"
    r"|/)\s*(?:lot )?[\dA-Z]{1,3}\b)*)\s*[)\]]?\s*:?",
    re.IGNORECASE,
)
LONGEST_KEY = 200


def supplier_key(name: str) -> str:
    """Names with one key are the same name.

    Capitals, accents, points, "Limited" or "Ltd", "&" or "and", a lot and what a company trades as don't count.
    """
    text = html.unescape(html.unescape(name))
    text = unicodedata.normalize("NFKD", TRADING_AS.sub("", text) or text).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"[&+]", " and ", LOT.sub(" ", text))
    text = " ".join(re.sub(r"[\W_]+", " ", re.sub(r"['’`.]", "", text)).split())
    for pattern, short in LONG_FORMS:
        text = pattern.sub(short, text)
    return " ".join(SPELLINGS.get(word, word) for word in text.removeprefix("the ").split())[:LONGEST_KEY]
