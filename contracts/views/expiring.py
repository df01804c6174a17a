"""What ends in the next two years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import roles_of
from accounts.views.access import member
from contracts.policies.register import may_keep_register
from contracts.presenters.expiring import expiring_groups
from contracts.selectors.expiring import first_of_each_quarter, sums_by_quarter
from contracts.selectors.next_cycles import next_cycles, restricted_preparers


@require_safe
def expiring(request: HttpRequest) -> HttpResponse:
    """Councillors read what ends and what it costs, not what the council plans about it."""
    user, today = member(request), timezone.localdate()
    restricted = restricted_preparers(user, today)
    sums, rows = sums_by_quarter(restricted, today), first_of_each_quarter(today)
    groups = expiring_groups(sums, rows, next_cycles(rows, restricted, user, today), today)
    context = {
        "groups": groups,
        "any": any(group.number for group in groups),
        "plans": roles_of(user).is_officer,
        "may_keep": may_keep_register(user),
        "here": "expiring",
    }
    return render(request, "contracts/expiring.html", context)
