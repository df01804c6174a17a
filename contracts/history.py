"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "agreement_added": "Added {reference} {title} to the register",
    "agreement_changed": "Changed {reference} {title}",
    "replaced_agreement_chosen": "This cycle replaces {agreement}",
    "replaced_agreement_cleared": "This cycle no longer replaces {agreement}",
    "agreement_supplier_merged": "{merged} became {name} among the suppliers of {reference}: they are one",
    "agreement_supplier_unmerged": "{name} became {merged} again among the suppliers of {reference}: they are not one",
    "supplier_added": "Added the supplier {name}",
    "supplier_changed": "Changed the supplier {name}",
    "supplier_distinct": "Said that {name} and {other} are not the same",
    "supplier_merged": "Merged {merged} into {name}",
    "supplier_unmerged": "Undid the merge of {merged} into {name}",
    "waiver_added": "Recorded {reference} {what}",
    "waiver_changed": "Changed {reference} {what}",
    "waiver_ending_named": "Said what ends {reference}",
    "waiver_withdrawn": "Withdrew {reference} {what}",
}
# What a changed value is called, where its own name is not plain.
LABELS: dict[str, str] = {
    "first_end": "End of the initial term",
    "is_rolling": "Goes on until notice is given",
    "is_signed": "Signed",
    "council_reference": "The council’s own reference",
    "put_in_place_by_a_cycle": "Put in place by a cycle",
    "ocid": "Open contracting id",
    "ppon": "Procurement organisation number",
    "care_location": "Number of the care regulator",
    "is_local": "Local",
    "is_small": "Small or medium-sized",
    "is_voluntary": "Voluntary, community or social enterprise",
    "ended_by_a_cycle": "Ended by a cycle",
}
