"""The checks of the Plan gate, for `settings.GATE_CHECKS`."""

from stages.records.checks import stored_check

risks_owned = stored_check("risks_owned")
measures_complete = stored_check("measures_complete")
equality_analysis_opened = stored_check("equality_analysis_opened")
equality_analysis_considered = stored_check("equality_analysis_considered")
