"""The cycles that prepare what comes after an agreement."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from contracts.models import Agreement
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_among


def replacing_cycles(agreement: Agreement, user: User, today: date) -> list[Cycle]:
    """Those that the person sees, the latest need-by date first."""
    rows = Cycle.objects.filter(replaced_agreement__agreement=agreement).select_related("service")
    cycles = list(rows.order_by("-need_by", "-pk"))
    hidden = not_visible_among(user, cycles, today)
    return [cycle for cycle in cycles if cycle.pk not in hidden]
