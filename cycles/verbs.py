"""The sentence of each audit verb."""

VERBS: dict[str, str] = {}
