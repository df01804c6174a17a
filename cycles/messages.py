"""The messages that cycles owe to people. Besides its own facts a subject may use {cycle}, {reference} and {actor}."""

from cycles.queries.still import (
    above_my_turn,
    condition_mine,
    condition_open,
    condition_to_check,
    date_stands,
    evidence_used,
    held_still,
    my_turn,
    my_word,
    part_missing,
    seen,
)
from notifications.outbox import Kind

KINDS: list[Kind] = [
    Kind("lead_named", "{actor} added you to the team of {cycle} ({reference})", "cycles", seen),
    Kind("sponsor_named", "{actor} named you the sponsor of {cycle} ({reference})", "cycles", seen),
    Kind("cycle_opened", "The next cycle has started: {cycle} ({successor})", "cycles", seen),
    Kind("confirmation_asked", "Please confirm “{title}”: {cycle}", "confirmations", my_word),
    Kind("confirmation_given", "{actor} confirmed “{title}”: {cycle}", "answers", seen),
    Kind("confirmation_refused", "{actor} did not confirm “{title}”: {cycle}", "answers", seen),
    Kind("confirmation_withdrawn", "{actor} withdrew the confirmation of “{title}”: {cycle}", "answers", seen),
    Kind(
        "confirmation_lapsed",
        "“{title}” changed, so your confirmation is no longer asked: {cycle}",
        "confirmations",
        seen,
    ),
    Kind(
        "confirmation_asked_elsewhere",
        "{actor} no longer asks you to confirm “{title}”: {cycle}",
        "confirmations",
        seen,
    ),
    Kind("gate_waiting", "Please decide the {stage} gate: {cycle}", "gates", my_turn),
    Kind(
        "gate_signed",
        "{actor} signed the {stage} gate, {outcome}, and it waits for the next signature: {cycle}",
        "decisions",
        seen,
    ),
    Kind("gate_decided", "{stage} gate, {outcome}: {cycle}", "decisions", seen),
    Kind(
        "decision_corrected", "The decision on the {stage} gate was corrected to {outcome}: {cycle}", "decisions", seen
    ),
    Kind(
        "submission_withdrawn",
        "{actor} withdrew the {stage} gate, so there is nothing to decide: {cycle}",
        "gates",
        seen,
    ),
    Kind(
        "submission_voided",
        "The {stage} gate is void because a confirmation was refused or withdrawn: {cycle}",
        "gates",
        seen,
    ),
    Kind("condition_set", "You own a condition of {cycle}: {text}", "conditions", condition_mine),
    Kind("condition_claimed", "Please check that this condition is met: {text}", "conditions", condition_to_check),
    Kind("condition_met", "The condition is met: {text}", "conditions", seen),
    Kind("condition_sent_back", "The condition is not done yet: {text}", "conditions", condition_open),
    Kind(
        "condition_lapsed", "The condition no longer stands, because its gate was returned: {text}", "conditions", seen
    ),
    Kind("condition_handed_over", "{actor} handed over a condition of {cycle}: {text}", "conditions", seen),
    Kind(
        "gate_still_waiting",
        "Please decide the {stage} gate, {days} working days after it was put to you: {cycle}",
        "gates",
        my_turn,
    ),
    Kind("gate_above", "The {stage} gate waits for {holder} for {days} working days: {cycle}", "gates", above_my_turn),
    Kind("question_due", "“{title}” is due on {due}: {cycle}", "work", part_missing),
    Kind("question_late", "“{title}” was due on {due}: {cycle}", "work", part_missing),
    Kind("condition_due", "This condition is due on {due}: {text}", "conditions", condition_mine),
    Kind("condition_late", "This condition was due on {due}: {text}", "late_conditions", condition_mine),
    Kind(
        "confirmation_unanswered",
        "Please confirm “{title}”, asked {days} working days ago: {cycle}",
        "confirmations",
        my_word,
    ),
    Kind("review_due", "The review of {cycle} is due on {due}", "dates", date_stands),
    Kind("last_safe_date", "The last day to {what} is {due}: {cycle}", "dates", date_stands),
    Kind("need_by_near", "{cycle} is needed by {due}", "dates", date_stands),
    Kind("evidence_ending", "“{title}” is good until {due}: {cycle}", "work", evidence_used),
    Kind("nudge", "{actor} asks you to look at “{title}”: {cycle}", "nudges", held_still),
]
