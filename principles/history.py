"""The sentence of each audit verb."""

SENTENCES: dict[str, str] = {
    "edition_loaded": "Loaded the edition {title} with {questions} questions",
    "edition_replaced": "Replaced the edition {title}, which no cycle used, by a text with {questions} questions",
}
