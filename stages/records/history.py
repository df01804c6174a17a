"""The sentences of the audit verbs of the stages' tables."""

SENTENCES: dict[str, str] = {
    "record_added": "Added to {table}: {title}",
    "record_changed": "Changed in {table}: {title}",
    "record_removed": "Removed from {table}: {title}",
    "record_confirmed": "Confirmed in {table}: {title}, a draft from {source}",
    "records_moved": "Changed the order of {table}",
    "records_brought_in": "Brought {amount} into {table}",
    "drafts_dropped": "Dropped {amount} from {table}, not confirmed by anybody: {because}",
    "draft_followed": "The draft {title} in {table} follows the contracts register",
    "record_handed_over": "Handed over in {table}: {title}",
    "records_carried_over": "Carried {amount} over into {table}, to be confirmed, from {source}",
}
