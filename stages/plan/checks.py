"""The checks of the Plan gate, for `settings.GATE_CHECKS`."""

from stages.records.checks import stored_check

risks_owned = stored_check("risks_owned")
options_appraised = stored_check("options_appraised")
preferred_option_stress_tested = stored_check("preferred_option_stress_tested")
measures_complete = stored_check("measures_complete")
whole_life_cost_confirmed = stored_check("whole_life_cost_confirmed")
equality_analysis_opened = stored_check("equality_analysis_opened")
equality_analysis_considered = stored_check("equality_analysis_considered")
