"""What makes a sentence of the record read badly."""

from __future__ import annotations

import re

from audit.presenters import Entry

FAULTS = {
    "a word twice": re.compile(r"\b([a-z]+)\s+\1\b", re.IGNORECASE),
    "something not known": re.compile(r"\bNone\b|\(not recorded\)|\bTrue\b|\bFalse\b"),
    "empty quotes": re.compile(r"“\s*”|‘\s*’"),
    "a code": re.compile(r"\b[a-z]+_[a-z_]+\b(?!\.[a-z])"),
    "a date as computers write it": re.compile(r"\d{4}-\d\d-\d\d"),
    "braces": re.compile(r"[{}\[\]]"),
    "stray punctuation": re.compile(r"  | [,.;:]|\.\.|[:,]$"),
}


def faults_of(entry: Entry) -> list[str]:
    """Of its sentence, of what its changed values are called, and of values that did not change."""
    texts = [entry.sentence, *(change.what for change in entry.changes)]
    found = [f"{fault}: {text}" for text in texts for fault, sign in FAULTS.items() if sign.search(text)]
    found += [f"unchanged: {change}" for change in entry.changes if change.before == change.after]
    return found + ([f"no capital: {entry.sentence}"] if entry.sentence[:1].islower() else [])
