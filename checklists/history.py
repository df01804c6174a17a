"""The sentences of the audit verbs of questions, evidence and confirmations.

`{x_id}` is shown as that person's name.
"""

SENTENCES: dict[str, str] = {
    "question_set_aside": "Set aside “{title}”",
    "question_asked_again": "“{title}” is asked again",
    "answered": "Answered “{title}”: {state}",
    "answer_changed": "Changed the answer to “{title}”, which stays {state}",
    "missing_part_done": "Says that the missing part of “{title}” is done",
    "missing_part_handed_over": "Handed over the missing part of “{title}”",
    "evidence_added": "Added the evidence {evidence}",
    "evidence_attached": "Attached {evidence} to “{title}”",
    "evidence_replaced": "Replaced {earlier} of “{title}” by its newer version {evidence}",
    "evidence_mended": "Put right what is said of the evidence {evidence}",
    "evidence_detached": "Took {evidence} off “{title}”",
    "evidence_downloaded": "Downloaded the evidence {evidence}",
    "confirmation_asked": "Asked {adviser_id} to confirm “{title}”",
    "confirmation_given": "Confirmed “{title}”",
    "confirmation_refused": "Did not confirm “{title}”",
    "confirmation_withdrawn": "Withdrew the confirmation of “{title}”",
    "confirmation_lapsed": "“{title}” changed, so it has to be confirmed again",
    "confirmation_asked_elsewhere": "No longer asks {adviser_id} to confirm “{title}”",
    "outside_confirmation_recorded": "Recorded that the {confirmer} confirmed “{title}”",
    "answers_published": "Published the {stage} answers to councillors",
    "answers_taken_back": "Took the {stage} answers back from councillors",
    "exception_recorded": "Recorded an exception to the check of “{title}”",
}
