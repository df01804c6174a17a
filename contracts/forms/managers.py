"""Who may be named as contract manager or deputy."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import User
from contracts.models import Agreement
from cycles.forms.people import officers


def managers_to_choose(agreement: Agreement | None) -> Any:
    """The officers, and whoever is named already: somebody who has left stays until another is chosen."""
    named = [agreement.contract_manager_id, agreement.deputy_id] if agreement else []
    return User.objects.filter(Q(pk__in=officers().values("pk")) | Q(pk__in=[pk for pk in named if pk]))
