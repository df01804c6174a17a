"""The sentence of each audit verb; `{x_id}` is shown as that person's name."""

SENTENCES: dict[str, str] = {
    "person_added": "Added {person_id}",
    "person_changed": "Changed details of {person_id}: {changed}",
    "person_made_inactive": "Made {person_id} inactive",
    "person_made_active": "Made {person_id} active again",
    "role_given": "Gave {person_id} the role {role}",
    "role_taken": "Took the role {role} from {person_id}",
    "cover_given": "Named {stand_in_id} to cover for {person_id} from {starts} to {ends}",
    "cover_ended": "Ended the cover of {stand_in_id} for {person_id} early, on {ended_on}",
    "sign_in_link_made": "Made a link for {person_id} to set a new password",
    "password_set": "Set a new password",
    "list_entry_added": "Added {name} to the list of {list}",
    "list_entry_changed": "Changed {previous} in the list of {list}",
    "list_entry_ended": "Ended {name} in the list of {list}: its last day is {ended_on}",
    "list_entry_reopened": "Reopened {name} in the list of {list}: its last day was {ended_on}",
}
