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
    "invitation_sent": "Sent {person_id} the invitation again",
    "password_link_sent": "Sent {person_id} a link to set a new password",
    "password_set": "Set a new password",
    "password_set_for": "Set a new password for {person_id} on the command line",
    "link_used": "Signed in by an e-mailed link",
    "sessions_ended": "Signed out everywhere else",
    "confirmation_sent": "Sent {person_id} the link again to confirm changed sign-in details",
    "credentials_confirmed": "Confirmed from the former e-mail address that sign-in details were changed",
    "credentials_confirmed_for": "Confirmed for {person_id} the sign-in details that {changed_by_id} changed: {reason}",
    "command_line_confirmed_for": "Confirmed for {person_id} the password set on the command line: {reason}",
}
