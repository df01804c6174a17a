"""The public pages of the framework: what the council means by commissioning, for anybody who wants to know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from principles.models import Edition, Principle
from principles.presenters import ShownEdition, framework_page, principle_page
from principles.selectors import NoEdition, edition_in_force


@login_not_required
@require_safe
def framework(request: HttpRequest, edition: str = "") -> HttpResponse:
    """The edition in force, or the one that the address names."""
    place = _shown_edition(edition)
    others = Edition.objects.exclude(pk=place.edition.pk)
    return render(request, "principles/framework.html", {"page": framework_page(place), "others": others})


@login_not_required
@require_safe
def principle(request: HttpRequest, principle: str, edition: str = "") -> HttpResponse:
    """One principle of the edition in force, or of the one that the address names."""
    place = _shown_edition(edition)
    shown = get_object_or_404(Principle, edition=place.edition, code=principle.replace("-", "_"))
    return render(request, "principles/principle.html", {"page": principle_page(place, shown)})


def _shown_edition(code: str) -> ShownEdition:
    try:
        in_force = edition_in_force(timezone.localdate())
    except NoEdition as none:
        if not code:
            raise Http404(str(none)) from none
        return ShownEdition(get_object_or_404(Edition, code=code), in_force=False)
    shown = get_object_or_404(Edition, code=code) if code else in_force
    return ShownEdition(shown, in_force=shown == in_force)
