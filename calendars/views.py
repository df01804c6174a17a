"""The days on which the dates of cycles depend: meetings, pre-election periods, closed days, bank holidays."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.access import for_administrators, posted, signed_in
from accounts.views.error_handling import errors_to_form
from calendars.days import bank_holidays
from calendars.forms import CouncilDayForm
from calendars.models import CouncilDay
from calendars.services import add_council_day, delete_council_day

YEARS = 2  # of bank holidays shown


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def council_days(request: HttpRequest) -> HttpResponse:
    form = CouncilDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_to_form(form):
            day = add_council_day(**form.cleaned_data, actor=signed_in(request), at=timezone.now())
        if not form.errors:
            election = day.kind == CouncilDay.Kind.ELECTION
            follows = "No date moves for it" if election else "The dates of every cycle follow within a minute"
            messages.success(request, f"{day} is on the list. {follows}.")
            return redirect("council-days")
    today = timezone.localdate()
    to_come = list(CouncilDay.objects.filter(ends__gte=today))
    context = {
        "form": form,
        "days": [day for day in to_come if day.kind != CouncilDay.Kind.CLOSED],
        "closed": [day for day in to_come if day.kind == CouncilDay.Kind.CLOSED],
        "past": CouncilDay.objects.filter(ends__lt=today),
        "bank": [day for year in range(today.year, today.year + YEARS) for day in bank_holidays(year) if day >= today],
    }
    return render(request, "calendars/council_days/list.html", context)


@require_POST
@for_administrators
def delete_day(request: HttpRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(CouncilDay, pk=pk)
    delete_council_day(day, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{day} is off the list. Add it again if that was a mistake.")
    return redirect("council-days")
