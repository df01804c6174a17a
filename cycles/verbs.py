"""The sentence of each audit verb of a cycle; `{x_id}` is shown as that person's name."""

OF_CYCLES: dict[str, str] = {
    "cycle_started": "Started the cycle for {service}, tier {tier}, led by {lead_id}",
    "cycle_edited": "Changed the cycle's details",
    "date_planned": "{milestone} is now planned for {planned}",
    "milestone_done": "{milestone} happened on {on}",
    "milestone_not_done": "{milestone} has not happened after all",
    "tier_changed": "The tier is now {tier}",
    "people_changed": "Changed the people of the cycle",
    "cycle_restricted": "Restricted the cycle to its team, managers, advisers asked and auditors",
    "cycle_opened_to_all": "Lifted the restriction on the cycle",
    "question_set_aside": "Set aside “{title}”",
    "question_asked_again": "“{title}” is asked again",
    "answered": "Answered “{title}”: {state}",
    "evidence_added": "Added the evidence {evidence}",
    "evidence_attached": "Attached {evidence} to “{title}”",
    "evidence_detached": "Took {evidence} off “{title}”",
    "evidence_downloaded": "Downloaded the evidence {evidence}",
    "confirmation_asked": "Asked {adviser_id} to confirm “{title}”",
    "confirmation_given": "Confirmed “{title}”",
    "confirmation_refused": "Did not confirm “{title}”",
    "confirmation_withdrawn": "Withdrew the confirmation of “{title}”",
    "confirmation_lapsed": "“{title}” changed, so its confirmation no longer counts",
    "confirmation_asked_elsewhere": "No longer asks {adviser_id} to confirm “{title}”",
    "outside_confirmation_recorded": "Recorded that the {confirmer} confirmed “{title}”",
    "submitted": "Submitted the {stage} gate, submission {number}",
    "submission_withdrawn": "Withdrew submission {number} to the {stage} gate",
    "submission_voided": "Submission {number} to the {stage} gate is void: {adviser_id} does not confirm “{title}”",
    "decided": "Decided the {stage} gate: {outcome}",
    "decided_for": "Decided the {stage} gate for {cover_for_id}: {outcome}",
    "decision_corrected": "Corrected the decision on the {stage} gate: {outcome}",
    "stage_entered": "The cycle is now in {stage}",
    "cycle_ended": "The cycle is now {how}",
    "successor_opened": "Opened the next cycle, {successor}",
    "condition_set": "Set the condition “{text}” for {owner_id}",
    "condition_claimed": "Says that the condition “{text}” is done",
    "condition_met": "Checked the condition “{text}”: it is met",
    "condition_sent_back": "Checked the condition “{text}”: it is not done",
    "condition_lapsed": "The condition “{text}” lapsed: its gate did not pass on it",
    "condition_handed_over": "Handed over the condition “{text}”",
}

OF_COUNCIL: dict[str, str] = {
    "council_day_listed": "Added {name} of {starts} to the council’s days",
    "council_day_struck": "Took {name} of {starts} off the council’s days",
}

VERBS = OF_CYCLES | OF_COUNCIL
