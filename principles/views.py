"""The public pages of the framework: what the council means by commissioning, for anybody who wants to know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import RoleKind, User
from accounts.roles import roles_of
from principles.edition_items import compare_editions
from principles.models import Edition, Principle
from principles.presenters import ShownEdition, framework_page, principle_page
from principles.selectors import NoEdition, edition_in_force


@login_not_required
@require_safe
def framework(request: HttpRequest, edition: str = "") -> HttpResponse:
    """The edition in force, or the one that the address names."""
    place = _shown_edition(edition)
    others = Edition.objects.exclude(pk=place.edition.pk)
    context = {"page": framework_page(place), "others": others, "owns_framework": _owns(request)}
    return render(request, "principles/framework.html", context)


@login_not_required
@require_safe
def principle(request: HttpRequest, principle: str, edition: str = "") -> HttpResponse:
    """One principle of the edition in force, or of the one that the address names."""
    place = _shown_edition(edition)
    shown = get_object_or_404(Principle, edition=place.edition, code=principle.replace("-", "_"))
    context = {"page": principle_page(place, shown), "owns_framework": _owns(request)}
    return render(request, "principles/principle.html", context)


@login_not_required
@require_safe
def compare(request: HttpRequest, older: str, newer: str) -> HttpResponse:
    """What changed between two editions, each word of it."""
    editions = {edition.code: edition for edition in Edition.objects.filter(code__in=(older, newer))}
    if len(editions) < 2:
        raise Http404("There are no two such editions")
    sections = compare_editions(editions[older], editions[newer])
    context = {"older": editions[older], "newer": editions[newer], "sections": sections}
    return render(request, "principles/compare.html", context)


def _owns(request: HttpRequest) -> bool:
    """Whether the reader owns the framework, who is led to how it is changed."""
    return isinstance(request.user, User) and roles_of(request.user).has(RoleKind.FRAMEWORK_OWNER)


def _shown_edition(code: str) -> ShownEdition:
    try:
        in_force = edition_in_force(timezone.localdate())
    except NoEdition as none:
        if not code:
            raise Http404(str(none)) from none
        return ShownEdition(get_object_or_404(Edition, code=code), in_force=False)
    shown = get_object_or_404(Edition, code=code) if code else in_force
    return ShownEdition(shown, in_force=shown == in_force)
