"""The messages that cycles owe to people. Besides its own facts a subject may use {cycle}, {reference} and {actor}."""

from notifications.outbox import Kind

KINDS: list[Kind] = [
    Kind("lead_named", "{actor} added you to the team of {cycle} ({reference})"),
    Kind("sponsor_named", "{actor} named you the sponsor of {cycle} ({reference})"),
    Kind("cycle_opened", "The next cycle has started: {cycle} ({successor})"),
    Kind("confirmation_asked", "Please confirm “{title}”: {cycle}"),
    Kind("confirmation_given", "{actor} confirmed “{title}”: {cycle}"),
    Kind("confirmation_refused", "{actor} did not confirm “{title}”: {cycle}"),
    Kind("confirmation_withdrawn", "{actor} withdrew the confirmation of “{title}”: {cycle}"),
    Kind("confirmation_lapsed", "“{title}” changed, so your confirmation is no longer asked: {cycle}"),
    Kind("confirmation_asked_elsewhere", "{actor} no longer asks you to confirm “{title}”: {cycle}"),
    Kind("gate_waiting", "Please decide the {stage} gate: {cycle}"),
    Kind("gate_signed", "{actor} signed the {stage} gate, {outcome}, and it waits for the next signature: {cycle}"),
    Kind("gate_decided", "{stage} gate, {outcome}: {cycle}"),
    Kind("decision_corrected", "The decision on the {stage} gate was corrected to {outcome}: {cycle}"),
    Kind("submission_withdrawn", "{actor} withdrew the {stage} gate, so there is nothing to decide: {cycle}"),
    Kind("submission_voided", "The {stage} gate is void because a confirmation was withdrawn: {cycle}"),
    Kind("condition_set", "You own a condition of {cycle}: {text}"),
    Kind("condition_claimed", "Please check that this condition is met: {text}"),
    Kind("condition_met", "The condition is met: {text}"),
    Kind("condition_sent_back", "The condition is not done yet: {text}"),
    Kind("condition_lapsed", "The condition no longer stands, because its gate was returned: {text}"),
    Kind("condition_handed_over", "{actor} handed over a condition of {cycle}: {text}"),
]
