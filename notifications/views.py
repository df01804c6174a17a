"""What I was told; and for administrators, who was told what kind of thing when."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.views.access import for_administrators, signed_in
from notifications.inbox import mark_read, messages_of, newest_of, unread_count
from notifications.models import Message
from notifications.outbox import kinds

PAGE = 50


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    page = Paginator(messages_of(person), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "newest": newest_of(person), "unread": unread_count(person)}
    return render(request, "notifications/notifications.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        mark_read(signed_in(request), int(newest), timezone.now())
        messages.success(request, "Your notifications are marked as read.")
    return redirect("notifications")


@require_safe
@for_administrators
def all_messages(request: HttpRequest) -> HttpResponse:
    """Without subjects: they name cycles, and a restricted one exists for nobody outside it."""
    page = Paginator(Message.objects.select_related("person"), PAGE).get_page(request.GET.get("page"))
    labels = {code: kind.label for code, kind in kinds().items()}
    rows = [(message, labels.get(message.kind, message.kind)) for message in page]
    return render(request, "notifications/all_messages.html", {"page": page, "rows": rows})
