"""The sentence of each audit verb."""

SENTENCES: dict[str, str] = {
    "edition_loaded": "loaded the edition {title} with {questions} questions",
    "edition_replaced": "replaced the edition {title}, which no cycle used, by a text with {questions} questions",
}
