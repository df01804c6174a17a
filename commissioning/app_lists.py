"""The lists by which an app joins in with those below it: dotted names, each list typed by a Protocol where it is read.

Part of the settings, which take every name of it.
"""

from __future__ import annotations

# Dictionaries of audit verbs and their sentences.
HISTORY = [
    "accounts.history.SENTENCES",
    "calendars.history.SENTENCES",
    "principles.history.SENTENCES",
    "exports.history.SENTENCES",
    "cycles.history.SENTENCES",
    "checklists.history.SENTENCES",
    "approvals.history.SENTENCES",
    "contracts.history.SENTENCES",
    "notices.history.SENTENCES",
    "imports.history.SENTENCES",
    "stages.records.history.SENTENCES",
    "stages.analyse.history.SENTENCES",
    "stages.plan.history.SENTENCES",
    "dashboard.history.SENTENCES",
]
# Dictionaries of what a change of a value is called, where its name does not say it.
HISTORY_LABELS = ["cycles.history.LABELS", "contracts.history.LABELS", "notices.history.LABELS"]
# Dictionaries of what people may do to a cycle, each action with its rule: cycles.policies.Rule.
ACTIONS = [
    "cycles.policies.actions.ACTIONS",
    "checklists.policies.answering.ACTIONS",
    "approvals.policies.deciding.ACTIONS",
    "approvals.policies.conditions.ACTIONS",
    "notices.policies.ACTIONS",
    "stages.records.policies.ACTIONS",
    "reminders.policies.ACTIONS",
]
# Lists of notifications.kinds.NotificationKind.
NOTIFICATION_KINDS = [
    "notifications.account_kinds.KINDS",
    "reminders.notification_kinds.KINDS",
    "exports.notification_kinds.KINDS",
    "notifications.cover_kinds.KINDS",
    "contracts.notification_kinds.KINDS",
    "notices.notification_kinds.KINDS",
    "imports.notification_kinds.KINDS",
    "stages.plan.notification_kinds.KINDS",
    "overview.notification_kinds.KINDS",
]
# The cycles that do not exist for a person, whose notifications are hidden: notifications.visibility.HiddenCycles.
HIDDEN_CYCLES = "cycles.selectors.visibility.hidden_cycles"
# The cycles under whose names an e-mail lists several notifications.
CYCLE_NAMES = "cycles.selectors.visibility.cycle_names"
# Functions of the day that return reminders: notifications.reminders.ReminderSource. The sweep calls each by itself.
REMINDERS = [
    "reminders.due.waiting_gates",
    "reminders.due.unanswered_confirmations",
    "reminders.due.due_questions",
    "reminders.due.due_conditions",
    "reminders.due.need_by_dates",
    "reminders.due.last_safe_dates",
    "reminders.due.due_reviews",
    "reminders.due.expiring_evidence",
    "contracts.due.agreement_dates",
    "contracts.due.expired_agreements",
    "contracts.due.expiring_waivers",
    "notices.due.owed_publications",
    "stages.plan.due.risks_to_review",
    "reminders.cover.cover_that_begins",
    "reminders.cover.cover_that_is_over",
]
# Functions of the day that bring figures up to date before that.
DAILY_WORK = [
    "audit.security.delete_old_security_events",
    "imports.services.files.delete_unfinished_imports",
    "unsaved.services.delete_expired",
    "checklists.services.evidencing.delete_unnamed_files",
    "stages.records.services.pasting.delete_old_pasted_tables",
    "cycles.services.scheduling.recalculate_all_dates",
    "contracts.services.daily.renew_all_agreement_dates",
    "approvals.services.signers.renew_outdated_signers",
]
# Functions that bring something up to date in the same transaction as an event, by the event and in their order.
FOLLOW_UPS = {
    "link_requested": ["notifications.services.account_notices.notify_link"],
    "credentials_changed": [
        "notifications.services.account_notices.notify_change",
        "reminders.services.calendar.end_address",
    ],
    "managers_changed": ["approvals.services.signers.renew_for_directorates"],
    "adviser_roles_changed": ["checklists.services.participants.renew_for_adviser"],
    "cover_changed": ["notifications.services.cover.notify_cover_changed"],
    "person_deactivated": [
        "approvals.services.leaving.ask_next_signers",
        "overview.services.leavers.notify_replacements",
        "stages.records.services.holders.renew_findings_of",
    ],
    "person_activated": ["stages.records.services.holders.renew_findings_of"],
    "role_revoked": ["checklists.services.advisers.notify_teams_of_lost_adviser"],
    "council_days_changed": ["cycles.services.scheduling.mark_dates_outdated"],
    "cycle_values_changed": [
        "checklists.services.questions.sync_questions",
        "stages.records.services.tables.renew_after_values_changed",
        "stages.analyse.services.projections.renew_commitment",
    ],
    "cycle_people_changed": ["approvals.services.leads.renew_after_people_changed"],
    "cycle_dates_followed": [
        "approvals.services.voiding.void_submission_with_other_dates",
        "stages.analyse.services.projections.renew_commitment",
    ],
    "successor_opened": ["contracts.services.replacing.take_agreement_of_previous"],
    "submitted": ["stages.plan.services.equality.freeze_version"],
    "next_cycle_started": [
        "stages.records.services.carrying.carry_records",
        "stages.analyse.services.lessons.carry_conditions",
    ],
    "restriction_lifted": ["stages.records.services.carrying.drop_hidden_drafts"],
    "replaced_agreement_renewed": ["stages.analyse.services.register.follow_register"],
    "confirmation_closed": ["approvals.services.voiding.void_submission_without_confirmation"],
}
# A function of a person that says what became of their last link to set a password: accounts.follow_ups.LinkDelivery.
LINK_DELIVERY = "notifications.selectors.link_delivery"
# Functions of (cycles, people) that give what people hold in the work of apps above approvals and others can take.
HELD_RECORDS = ["stages.records.services.holders.held_records"]
# What names an entry of the council's lists: accounts.council_lists.ListUses.
LIST_USES = ["accounts.selectors.roles_in", "cycles.selectors.list_uses.cycles_in"]
# Functions of a person that give the address of the page to begin with, by what they left or chose, or None.
START_PAGES = ["unsaved.selectors.unseen_page", "portfolio.selectors.saved_views.start_page"]
# Functions of (user, query) that give the table of a page as something to download, by the name of the page; its files
# are at the addresses of that name with -export-csv and -export-xlsx.
EXPORTS = {
    "cycles": "portfolio.presenters.export_table.cycle_table",
    "suppliers": "contracts.presenters.supplier_table.supplier_table",
    "waivers": "contracts.presenters.waiver_report.waiver_table",
    "contracts": "portfolio.presenters.agreement_export.agreement_table",
    "contracts-published": "contracts.presenters.published_files.contracts_table",
    "grants-published": "contracts.presenters.published_files.grants_table",
    "pipeline": "notices.presenters.pipeline_file.pipeline_table",
    "notices": "notices.presenters.table.notice_table",
    "stage-records": "portfolio.presenters.record_table.record_table",
    "contracts-reorganisation": "contracts.presenters.reorganisation_rows.reorganisation_table",
}
# The computed checks that questions name, each with its function: checklists.checks.GateCheck.
GATE_CHECKS = {
    "regime_and_manager_set": "approvals.checks.regime_and_manager_set",
    "schedule_has_float": "approvals.checks.schedule_has_float",
    "decision_route_set": "approvals.checks.decision_route_set",
    "key_decision_notice_given": "approvals.checks.key_decision_notice_given",
    "decision_in_force": "approvals.checks.decision_in_force",
    "register_entry_complete": "contracts.checks.register_entry_complete",
    "signed_before_start": "contracts.checks.signed_before_start",
    "next_step_decided_in_time": "approvals.checks.next_step_decided_in_time",
    "reorganisation_consent": "contracts.reorganisation_checks.reorganisation_consent",
    "demand_projected": "stages.analyse.checks.demand_projected",
    "evidence_sourced": "stages.analyse.checks.evidence_sourced",
    "cost_baseline_confirmed": "stages.analyse.checks.cost_baseline_confirmed",
    "outcomes_have_baselines": "stages.analyse.checks.outcomes_have_baselines",
    "lessons_disposed": "stages.analyse.checks.lessons_disposed",
    "risks_owned": "stages.plan.checks.risks_owned",
    "measures_complete": "stages.plan.checks.measures_complete",
    "whole_life_cost_confirmed": "stages.plan.checks.whole_life_cost_confirmed",
    "options_appraised": "stages.plan.checks.options_appraised",
    "preferred_option_stress_tested": "stages.plan.checks.preferred_option_stress_tested",
    "equality_analysis_opened": "stages.plan.checks.equality_analysis_opened",
    "equality_analysis_considered": "stages.plan.checks.equality_analysis_considered",
}
# The checks over the tables of the stages, each with what works it out when a table changes: RecordCheck.
STORED_CHECKS = {
    "demand_projected": "stages.analyse.findings.demand_projected",
    "evidence_sourced": "stages.analyse.findings.evidence_sourced",
    "cost_baseline_confirmed": "stages.analyse.findings.cost_baseline_confirmed",
    "outcomes_have_baselines": "stages.analyse.findings.outcomes_have_baselines",
    "lessons_disposed": "stages.analyse.findings.lessons_disposed",
    "risks_owned": "stages.plan.findings.risks_owned",
    "measures_complete": "stages.plan.findings.measures_complete",
    "whole_life_cost_confirmed": "stages.plan.cost_check.whole_life_cost_confirmed",
    "options_appraised": "stages.plan.appraisal_findings.options_appraised",
    "preferred_option_stress_tested": "stages.plan.appraisal_findings.preferred_option_stress_tested",
    "equality_analysis_opened": "stages.plan.equality_findings.equality_analysis_opened",
    "equality_analysis_considered": "stages.plan.equality_findings.equality_analysis_considered",
}
# Lists of stages.records.kinds.RecordKind and of stages.records.steps.StageStep, in the order of the stages.
STAGE_TABLES = ["stages.analyse.kinds.KINDS", "stages.plan.kinds.KINDS"]
STAGE_STEPS = ["stages.analyse.steps.STEPS", "stages.plan.steps.STEPS"]
# The sections of a stage's short page, by stage: stages.records.short.ShortSection.
STAGE_SHORT = {"analyse": "stages.analyse.short.SECTIONS", "plan": "stages.plan.short.SECTIONS"}
# What checks read of a cycle besides its dates, as lookups of prefetch_related: read once for all cycles of a list.
GATE_CHECK_READS = {
    "register_entry_complete": ["agreements"],
    "signed_before_start": ["agreements"],
    **{name: ["stored_findings"] for name in STORED_CHECKS},
}
# The page on which the records that a check reads are kept: checklists.checks.CheckPages.
CHECK_PAGES = "stages.records.steps.page_of_check"
# By stage, the checks that its gate asks although no question names them: one that fails is a gap.
GATES_ASK = {"do": ["reorganisation_consent"]}
# What apps add to the pack that a submission seals: approvals.presenters.packing.SealedPart.
SEALED = [
    "approvals.presenters.packing.CycleValuesPart",
    "approvals.presenters.packing.AnswersPart",
    "approvals.presenters.packing.FindingsPart",
    "approvals.presenters.packing.TablesPart",
]
# Functions of (cycle, stage) that give the tables of its work that a pack seals: approvals.packs.SealedTable.
SEALED_TABLES = [
    "stages.records.presenters.sealing.sealed_tables",
    "stages.analyse.presenters.demand_sealing.sealed_demand",
    "stages.plan.presenters.costs.sealed_costs",
    "stages.plan.presenters.appraisal_sealing.appraisal_tables",
    "stages.plan.presenters.equality.sealed_tables",
]
# Functions of (cycle, stage) that give what deciders read for a duty besides evidence: DutyDocumentMaker.
DUTY_DOCUMENTS = ["stages.plan.presenters.equality.duty_documents"]
# Functions of (cycle, stage) that say what a submission would leave out: approvals.presenters.readiness.CautionSource.
GATE_CAUTIONS = ["stages.records.presenters.cautions.drafts_left_out"]
# In how many cycles people who have left still hold something, of a reader: the list of people links to them.
CYCLES_OF_LEAVERS = "overview.selectors.leavers.cycles_of_leavers"
IS_WORKING_DAY = "calendars.days.is_working_day"
