"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "file_brought_in": "Brought in {file}: {added} agreements added, {changed} changed",
    "file_taken_back": "Took back {file}: {deleted} agreements deleted, {restored} set back, {kept} kept",
    "agreement_taken_back": "Took back {reference} {title}, which a file had added",
    "supplier_taken_back": "Took back the supplier {name}, which a file had added",
}
