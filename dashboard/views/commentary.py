from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.verdict import require
from accounts.views.access import member, posted
from accounts.views.error_handling import errors_to_form
from dashboard.forms import CommentaryForm
from dashboard.models import Commentary
from dashboard.policies import may_comment
from dashboard.selectors.commentary import REFERENCE, public_references, readable_lines
from dashboard.services.commentary import publish_commentary

EARLIER = 10


@require_http_methods(["GET", "HEAD", "POST"])
def commentary(request: HttpRequest) -> HttpResponse:
    """The present and earlier commentaries, each with the lines that everybody may still read, and a form for another.

    The form starts with the present one.
    """
    user = member(request)
    require(may_comment(user))
    commentaries = list(Commentary.objects.select_related("author")[: EARLIER + 1])
    public = public_references(REFERENCE.findall("\n".join(commentary.text for commentary in commentaries)))
    for commentary in commentaries:
        commentary.text = "\n".join(readable_lines(commentary.text, public))
    form = CommentaryForm(posted(request), initial={"text": commentaries[0].text if commentaries else ""})
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            publish_commentary(form.cleaned_data["text"], actor=user, at=timezone.now())
        if not form.errors:
            messages.success(request, "Published. The dashboard shows it in a few seconds.")
            return redirect("dashboard-commentary")
    return render(request, "dashboard/commentary.html", {"form": form, "commentaries": commentaries})
