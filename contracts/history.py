"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "agreement_added": "Added {reference} {title} to the register",
    "agreement_changed": "Changed {reference} {title}",
    "agreement_signed": "{reference} was signed on {on}",
    "agreement_ended": "Ended {reference}, with {on} as its last day",
    "agreement_runs_on": "{reference} has run on past its end since {since}",
    "agreement_reopened": "Took back what was said of the end of {reference}",
    "agreement_people_changed": "Changed who manages {reference}",
    "agreement_reorganisation_planned": "Changed what becomes of {reference} when other councils take over",
    "extension_taken": "Took extension {number} of {reference}: it now ends on {end}",
    "extension_not_taken": "Did not take extension {number} of {reference}",
    "extension_reopened": "Took back the decision on extension {number} of {reference}",
    "variation_recorded": "Varied {reference}: {what}",
    "variation_withdrawn": "Withdrew a variation of {reference} as recorded in error: {what}",
    "document_added": "Added {what} to the documents of {reference}",
    "document_removed": "Removed {what} from the documents of {reference}",
    "replaced_agreement_chosen": "This cycle replaces {agreement}",
    "replaced_agreement_cleared": "This cycle no longer replaces {agreement}",
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
    "current_end": "End",
    "last_end": "End with every extension",
    "value_added": "Added to its value",
    "reorganisation": "When other councils take over",
    "ocid": "Open contracting id",
}
