"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "agreement_added": "Added {reference} {title} to the register",
    "agreement_changed": "Changed {reference} {title}",
    "supplier_added": "Added the supplier {name}",
    "file_brought_in": "Brought in {file}: {added} agreements added, {changed} changed",
    "file_taken_back": "Took back {file}: {deleted} agreements deleted, {restored} set back, {kept} kept",
    "agreement_taken_back": "Took back {reference} {title}, which a file had added",
    "supplier_taken_back": "Took back the supplier {name}, which a file had added",
}
# What a changed value is called, where its own name is not plain.
LABELS: dict[str, str] = {
    "first_end": "End of the initial term",
    "is_rolling": "Goes on until notice is given",
    "is_signed": "Signed",
    "council_reference": "The council’s own reference",
    "put_in_place_by_a_cycle": "Put in place by a cycle",
    "ocid": "Open contracting id",
}
