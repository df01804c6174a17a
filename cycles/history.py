"""The sentences of the audit verbs of a cycle's own values, people, dates and stages.

`{x_id}` is shown as that person's name.
"""

SENTENCES: dict[str, str] = {
    "cycle_started": "Started the cycle for {service}, tier {tier}, led by {lead_id}",
    "cycle_edited": "Changed the cycle's details",
    "date_planned": "{milestone} is now planned for {planned}",
    "date_planned_in_breach": "{milestone} is now planned for {planned}, against a rule. {breach}",
    "dates_planned_anew": "Every date to come is planned anew, with {spare} working days to spare where there is time",
    "milestone_done": "{milestone} happened on {on}",
    "milestone_not_done": "{milestone} has not happened after all",
    "need_by_followed": "The need-by date is {need_by}, the day after {source} ends, which this cycle replaces",
    "need_by_released": "{source} no longer sets by when this is needed",
    "arrangement_end_followed": "{source}, the agreement that this cycle puts in place, ends on {ends}",
    "arrangement_end_released": "{source} no longer sets when what this cycle puts in place ends",
    "tier_changed": "The tier is now {tier}",
    "people_changed": "Changed the people of the cycle",
    "cycle_restricted": "Restricted the cycle to its team, managers, advisers asked and auditors",
    "cycle_opened_to_all": "Lifted the restriction on the cycle",
    "stage_entered": "The cycle is now in {stage}",
    "cycle_ended": "The cycle is now {how}",
    "successor_opened": "Opened the next cycle, {successor}",
}

# What a change of a value is called, where its name does not say it.
LABELS: dict[str, str] = {
    "regime_route": "Route of the legal regime",
    "whole_life_value": "Whole-life value without VAT",
    "vat": "VAT on it",
    "yearly_value": "Yearly value without VAT",
    "decision_maker_title": "Portfolio or delegation",
    "consulting": "In consultation with",
    "tier_flags": "What applies",
}
