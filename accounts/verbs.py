"""The sentence of each audit verb."""

VERBS: dict[str, str] = {
    "person_added": "{person_id} added",
    "person_changed": "Details of {person_id} changed: {changed}",
    "person_made_inactive": "{person_id} made inactive",
    "person_made_active": "{person_id} made active again",
    "role_given": "Role given to {person_id}: {role}",
    "role_taken": "Role taken from {person_id}: {role}",
    "cover_given": "{stand_in_id} covers for {person_id} from {starts} to {ends}",
    "cover_ended": "Cover of {stand_in_id} for {person_id} ended early, on {ended_on}",
    "sign_in_link_made": "Link to set a new password made for {person_id}",
    "password_set": "{person_id} set a new password",
}
