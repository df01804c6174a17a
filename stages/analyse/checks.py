"""The checks of the Analyse gate, for `settings.GATE_CHECKS`."""

from stages.records.checks import stored_check

outcomes_have_baselines = stored_check("outcomes_have_baselines")
evidence_sourced = stored_check("evidence_sourced")
cost_baseline_confirmed = stored_check("cost_baseline_confirmed")
lessons_disposed = stored_check("lessons_disposed")
demand_projected = stored_check("demand_projected")
