"""The sentences of the audit verbs of submissions, decisions and conditions.

`{x_id}` is shown as that person's name.
"""

SENTENCES: dict[str, str] = {
    "submitted": "Submitted the {stage} gate, submission {number}",
    "submission_withdrawn": "Withdrew submission {number} to the {stage} gate",
    "submission_voided_by_dates": "Submission {number} to the {stage} gate is void: {source} moved the dates in it",
    "submission_voided": "Submission {number} to the {stage} gate is void: {adviser_id} does not confirm “{title}”",
    "decided": "Decided the {stage} gate: {outcome}",
    "decided_for": "Decided the {stage} gate for {cover_for_id}: {outcome}",
    "decided_in_place": "Decided the {stage} gate in place of {in_place_of_id}, due on {due}: {outcome}",
    "decided_for_in_place": "Decided the {stage} gate for {cover_for_id} in place of {in_place_of_id}, due on {due}:"
    " {outcome}",
    "decision_corrected": "Corrected the decision on the {stage} gate: {outcome}",
    "condition_set": "Set the condition “{text}” for {owner_id}",
    "condition_claimed": "Says that the condition “{text}” is done",
    "condition_met": "Checked the condition “{text}”: it is met",
    "condition_sent_back": "Checked the condition “{text}”: it is not done",
    "condition_lapsed": "The condition “{text}” lapsed: its gate did not pass on it",
    "condition_handed_over": "Handed over the condition “{text}”",
}
