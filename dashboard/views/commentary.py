from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.views.access import posted
from cycles.views.outcomes import errors_on
from cycles.views.reading import member, must
from dashboard.forms import CommentaryForm
from dashboard.models import Commentary
from dashboard.policies import may_comment
from dashboard.selectors.commentary import REFERENCE, everybody_may_read, lines_left
from dashboard.services.commentary import comment

EARLIER = 10


@require_http_methods(["GET", "HEAD", "POST"])
def commentary(request: HttpRequest) -> HttpResponse:
    """What is said now, with a form to say something else; what was said before stays readable."""
    user = member(request)
    must(may_comment(user))
    said = _said()
    form = CommentaryForm(posted(request), initial={"text": said[0].text if said else ""})
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            comment(form.cleaned_data["text"], actor=user, at=timezone.now())
        if not form.errors:
            messages.success(request, "Published. The dashboard shows it in a few seconds.")
            return redirect("dashboard-commentary")
    return render(request, "dashboard/commentary.html", {"form": form, "said": said})


def _said() -> list[Commentary]:
    """The latest first, each with the lines that everybody may still read."""
    said = list(Commentary.objects.select_related("author")[: EARLIER + 1])
    readable = everybody_may_read(REFERENCE.findall("\n".join(one.text for one in said)))
    for one in said:
        one.text = "\n".join(lines_left(one.text, readable))
    return said
