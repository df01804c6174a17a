"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "notice_recorded": "Recorded {notice} as published on {published_on}",
    "notice_not_required": "Recorded that {notice} is not required",
    "notice_withdrawn": "Took back that {notice} is {said}",
    "procurement_recorded": "Changed what is known of its procurement",
}
# What a changed value is called, where its own name is not plain.
LABELS: dict[str, str] = {
    "engaged": "Suppliers engaged with before the tender",
    "engaged_on": "Day of the engagement",
    "tender_on": "Day of the tender",
    "award_on": "Day of the award",
    "signs_on": "Planned day of signature",
    "kpis_published": "Key performance indicators published",
    "large_payments": "Large payments",
    "breach_on": "Day of the latest breach",
    "value_with_vat": "Value with VAT",
}
