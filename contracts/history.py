"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "agreement_added": "Added {reference} {title} to the register",
    "agreement_changed": "Changed {reference} {title}",
    "replaced_agreement_chosen": "This cycle replaces {agreement}",
    "replaced_agreement_cleared": "This cycle no longer replaces {agreement}",
    "supplier_added": "Added the supplier {name}",
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
