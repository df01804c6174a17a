"""Notification kinds of cycles. Every subject may use {cycle}, {reference} and {actor} besides its own facts."""

from notifications.kinds import NotificationKind
from reminders.relevance import (
    action_pending,
    condition_open,
    condition_owned,
    condition_to_check,
    confirmation_needs_adviser,
    confirmation_pending,
    confirmations_pending,
    cycle_visible,
    date_stands,
    escalated_signature_pending,
    escalation_pending,
    evidence_damaged,
    evidence_in_use,
    missing_part_pending,
    part_done,
    requests_need_adviser,
    signature_pending,
)

KINDS: list[NotificationKind] = [
    NotificationKind(
        "evidence_damaged",
        "The file of “{evidence}” of {cycle} ({reference}) is {damage}: nobody can open it. Have it restored from a"
        " backup, or add it again",
        "work",
        evidence_damaged,
    ),
    NotificationKind(
        "evidence_files_damaged",
        "An evidence file is altered or missing on the site’s disk: manage.py verify_evidence names it",
        "work",
    ),
    NotificationKind("lead_named", "{actor} made you the lead of {cycle} ({reference})", "cycles", cycle_visible),
    NotificationKind(
        "lead_handed_over",
        "{actor} made you the lead of {cycle} ({reference}), with {work}",
        "cycles",
        cycle_visible,
    ),
    NotificationKind(
        "lead_replaced", "{cycle} ({reference}) is now led by {lead}; {standing}{moved}", "cycles", cycle_visible
    ),
    NotificationKind("team_joined", "{actor} added you to the team of {cycle} ({reference})", "cycles", cycle_visible),
    NotificationKind(
        "team_left", "{actor} took you off the team of {cycle} ({reference}){moved}", "cycles", cycle_visible
    ),
    NotificationKind(
        "work_handed_over", "{actor} handed over to you {work} of {cycle} ({reference})", "work", cycle_visible
    ),
    NotificationKind(
        "sponsor_named", "{actor} named you the sponsor of {cycle} ({reference})", "cycles", cycle_visible
    ),
    NotificationKind(
        "sponsor_replaced",
        "{cycle} ({reference}) is now sponsored by {sponsor}; you no longer are its sponsor",
        "cycles",
        cycle_visible,
    ),
    NotificationKind(
        "contract_manager_named",
        "{actor} named you the contract manager of {cycle} ({reference})",
        "cycles",
        cycle_visible,
    ),
    NotificationKind(
        "contract_manager_replaced",
        "You no longer are the contract manager of {cycle} ({reference})",
        "cycles",
        cycle_visible,
    ),
    NotificationKind("cycle_opened", "The next cycle has started: {cycle} ({reference})", "cycles", cycle_visible),
    NotificationKind(
        "confirmation_asked", "Please confirm “{title}” by {due}: {cycle}", "confirmations", confirmation_pending
    ),
    NotificationKind(
        "confirmations_asked",
        "Please confirm {answers} of {cycle}, the first by {due}",
        "confirmations",
        confirmations_pending,
    ),
    NotificationKind("confirmation_given", "{actor} confirmed “{title}”: {cycle}", "answers", cycle_visible),
    NotificationKind("confirmation_refused", "{actor} did not confirm “{title}”: {cycle}", "answers", cycle_visible),
    NotificationKind(
        "confirmation_withdrawn", "{actor} withdrew the confirmation of “{title}”: {cycle}", "answers", cycle_visible
    ),
    NotificationKind(
        "confirmation_lapsed",
        "“{title}” changed, so your confirmation is no longer asked: {cycle}",
        "confirmations",
        cycle_visible,
    ),
    NotificationKind(
        "confirmation_asked_elsewhere",
        "{actor} no longer asks you to confirm “{title}”: {cycle}",
        "confirmations",
        cycle_visible,
    ),
    NotificationKind(
        "missing_part_done", "{actor} says that the missing part of “{title}” is done: {cycle}", "work", part_done
    ),
    NotificationKind("gate_waiting", "Please decide the {stage} gate by {due}: {cycle}", "gates", signature_pending),
    NotificationKind(
        "gate_signed",
        "{actor} signed the {stage} gate, {outcome}, and it waits for the next signature: {cycle}",
        "decisions",
        cycle_visible,
    ),
    NotificationKind("gate_decided", "{stage} gate, {outcome}: {cycle}", "decisions", cycle_visible),
    NotificationKind(
        "decision_corrected",
        "The decision on the {stage} gate was corrected to {outcome}: {cycle}",
        "decisions",
        cycle_visible,
    ),
    NotificationKind(
        "submission_withdrawn",
        "{actor} withdrew the {stage} gate, so there is nothing to decide: {cycle}",
        "gates",
        cycle_visible,
    ),
    NotificationKind(
        "submission_voided",
        "The {stage} gate is void because a confirmation was refused or withdrawn: {cycle}",
        "gates",
        cycle_visible,
    ),
    NotificationKind(
        "submission_voided_by_dates",
        "The {stage} gate is void because {source} moved the dates in what was submitted: {cycle}",
        "gates",
        cycle_visible,
    ),
    NotificationKind(
        "need_by_moved",
        "{agreement} moved the need-by date of {cycle} from {before} to {due}",
        "dates",
        cycle_visible,
    ),
    NotificationKind("condition_set", "You own a condition of {cycle}: {text}", "conditions", condition_owned),
    NotificationKind(
        "condition_claimed", "Please check that this condition is met: {text}", "conditions", condition_to_check
    ),
    NotificationKind("condition_met", "The condition is met: {text}", "conditions", cycle_visible),
    NotificationKind("condition_sent_back", "The condition is not done yet: {text}", "conditions", condition_open),
    NotificationKind(
        "condition_lapsed",
        "The condition no longer stands, because its gate was returned: {text}",
        "conditions",
        cycle_visible,
    ),
    NotificationKind(
        "condition_handed_over", "{actor} handed over a condition of {cycle}: {text}", "conditions", cycle_visible
    ),
    NotificationKind(
        "gate_still_waiting",
        "Please decide the {stage} gate, due on {due}{late}: {cycle}",
        "gates",
        signature_pending,
    ),
    NotificationKind(
        "gate_escalated",
        "You may sign the {stage} gate in place of {holder}, due on {due}{late}: {cycle}",
        "gates",
        escalated_signature_pending,
    ),
    NotificationKind(
        "gate_above",
        "The {stage} gate waits for {holder}, due on {due}{late}: {cycle}",
        "gates",
        escalation_pending,
    ),
    NotificationKind("question_due", "“{title}” is due on {due}: {cycle}{left}", "work", missing_part_pending),
    NotificationKind("question_late", "“{title}” was due on {due}: {cycle}{left}", "work", missing_part_pending),
    NotificationKind("condition_due", "This condition is due on {due}: {text}{left}", "conditions", condition_owned),
    NotificationKind(
        "condition_late", "This condition was due on {due}: {text}{left}", "late_conditions", condition_owned
    ),
    NotificationKind(
        "confirmation_unanswered",
        "Please confirm “{title}”, due on {due}{late}: {cycle}",
        "confirmations",
        confirmation_pending,
    ),
    NotificationKind(
        "confirmation_needs_adviser",
        "{holder} can no longer confirm “{title}”, due on {due}{late}. Ask another adviser: {cycle}",
        "answers",
        confirmation_needs_adviser,
    ),
    NotificationKind(
        "requests_need_adviser",
        "{adviser} no longer advises on {specialism}: ask somebody else to confirm {answers} of {cycle} ({reference})",
        "answers",
        requests_need_adviser,
    ),
    NotificationKind("review_due", "The review of {cycle} is due on {due}", "dates", date_stands),
    NotificationKind("last_safe_date", "The last day to {what} is {due}: {cycle}", "dates", date_stands),
    NotificationKind("need_by_near", "The need-by date of {cycle} is {due}", "dates", date_stands),
    NotificationKind("evidence_ending", "“{title}” is good until {due}: {cycle}", "work", evidence_in_use),
    NotificationKind("nudge", "{actor} asks you to look at “{title}”{by}: {cycle}", "nudges", action_pending),
]
