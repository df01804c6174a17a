"""Somebody's notifications and preferences; for administrators, all notifications and e-mails without their words."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.access import for_administrators, signed_in
from audit.models import SecurityKind
from audit.security import record_security
from notifications.forms import PreferencesForm
from notifications.kinds import notification_kinds
from notifications.models import Email, EmailState, Notification
from notifications.selectors import delivery_health, latest_id, notifications_of, preferences_of
from notifications.services.notifying import mark_read
from notifications.services.preferences import save_preferences
from notifications.services.sending import retry

PAGE = 50


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    page = Paginator(notifications_of(person), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notifications.html", {"page": page, "latest": latest_id(person)})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    latest = request.POST.get("newest", "")
    if latest.isascii() and latest.isdigit() and len(latest) < 19:
        mark_read(signed_in(request), int(latest), timezone.now())
        messages.success(request, "Your notifications are marked as read.")
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The preferences form, with what the person's next summary holds so far."""
    person = signed_in(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=preferences_of(person))
    if request.method == "POST" and form.is_valid():
        save_preferences(person, form.cleaned_data)
        messages.success(request, "Saved. It holds from the next notification on.")
        return redirect("notifications")
    waiting = notifications_of(person).filter(email__isnull=True, skipped="")
    return render(request, "notifications/choose.html", {"form": form, "next_summary": waiting[:PAGE]})


@require_safe
@for_administrators
def emails(request: HttpRequest) -> HttpResponse:
    """Every e-mail with its state. Subjects are not shown: they may name restricted cycles."""
    shown = request.GET.get("show", "")
    rows = Email.objects.select_related("person")
    if shown in EmailState.values:
        rows = rows.filter(state=shown)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    faults = delivery_health(timezone.now()).faults
    context = {"page": page, "states": EmailState.choices, "shown": shown, "faults": faults}
    return render(request, "notifications/emails.html", context)


@require_POST
@for_administrators
def retry_email(request: HttpRequest, pk: int) -> HttpResponse:
    email = get_object_or_404(Email, pk=pk)
    if retry(email, timezone.now()):
        actor = signed_in(request)
        record_security(
            SecurityKind.EMAIL_RETRIED, person=email.person, actor=actor, request=request, at=timezone.now()
        )
        messages.success(request, f"The email to {email.person} is sent again within a minute.")
    return redirect("emails")


@require_safe
@for_administrators
def all_notifications(request: HttpRequest) -> HttpResponse:
    """Every notification with its kind. Subjects are not shown: they may name restricted cycles."""
    page = Paginator(Notification.objects.select_related("person"), PAGE).get_page(request.GET.get("page"))
    labels = {code: kind.label for code, kind in notification_kinds().items()}
    rows = [(notification, labels.get(notification.kind, notification.kind)) for notification in page]
    return render(request, "notifications/all_notifications.html", {"page": page, "rows": rows})
