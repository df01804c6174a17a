"""A calendar to subscribe to, at an address that is as good as a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.access import signed_in
from reminders.calendar_feed import calendar_of
from reminders.ics import ics
from reminders.models import CalendarAddress
from reminders.services.calendar import new_address

RESET = "Your calendar has a new address. The old one shows nothing any more."


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The address, and how to use it; a POST makes one, or another one in its place."""
    user = signed_in(request)
    if request.method == "POST":
        had = CalendarAddress.objects.filter(person=user).exists()
        new_address(user, at=timezone.now())
        messages.success(request, RESET if had else "Your calendar is ready.")
        return redirect("calendar")
    row = CalendarAddress.objects.filter(person=user).first()
    address = settings.SITE_URL + reverse("calendar-feed", args=[row.secret]) if row else ""
    return render(request, "reminders/calendar/calendar.html", {"row": row, "address": address})


@require_safe
def reset(request: HttpRequest) -> HttpResponse:
    """Asks once more: what subscribes to the old address stops."""
    return render(request, "reminders/calendar/reset.html")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For a calendar program, which can't sign in. What the person may not see any more is not in it."""
    row = CalendarAddress.objects.select_related("person").filter(secret=secret, person__is_active=True).first()
    if row is None:
        raise Http404("There is no such calendar")
    text = ics(calendar_of(row.person, timezone.localdate()), timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="commissioning.ics"'
    return answer
