"""The page of a person for colleagues."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies.people import may_manage_people, may_see_people
from accounts.selectors import cover_now, person_with_roles
from accounts.verdict import require
from accounts.views.access import signed_in


@require_safe
def person_card(request: HttpRequest, pk: int) -> HttpResponse:
    require(may_see_people(signed_in(request)))
    person = person_with_roles(pk)
    if person is None:
        raise Http404("There is no such person")
    return render(
        request,
        "accounts/person.html",
        {
            "person": person,
            "roles": list(person.roles.all()),
            "cover": cover_now(person, timezone.localdate()),
            "may_manage": may_manage_people(signed_in(request)),
        },
    )
