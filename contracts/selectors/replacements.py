"""The cycles that prepare what comes after an agreement."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from contracts.models import Agreement
from cycles.models import Cycle
from cycles.selectors.visibility import not_visible_to


def replacing_cycles(agreement: Agreement, user: User, today: date) -> list[Cycle]:
    """Those that the person sees, the latest need-by date first."""
    cycles = Cycle.objects.filter(replaced_agreement__agreement=agreement).select_related("service")
    hidden = not_visible_to(user, today).values("pk")
    return list(cycles.exclude(pk__in=hidden).order_by("-need_by", "-pk"))
