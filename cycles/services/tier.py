"""The tier of a cycle."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from cycles.models import Cycle
from principles import figures


def set_tier(cycle: Cycle, override: str = "", reason: str = "") -> None:
    """Calculate the tier from the edition; an override replaces it and needs a reason."""
    content = cycle.edition.figures
    computed = figures.tier_for(content, cycle.value_with_vat, cycle.key_decision, cycle.tier_flags)
    if override and override not in {rule["code"] for rule in content["tiers"]}:
        raise ValidationError({"tier_override": "Select a tier of the framework"})
    cycle.tier_computed = computed.code
    cycle.tier = override or computed.code
    cycle.tier_override_reason = reason.strip() if override and override != computed.code else ""
