"""What I was told; and for administrators, who was told what kind of thing when."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.access import for_administrators, signed_in
from notifications import choosing
from notifications.forms import ChoiceForm
from notifications.health import health
from notifications.inbox import mark_read, messages_of, newest_of
from notifications.models import Letter, LetterState, Message
from notifications.outbox import kinds
from notifications.sending import try_again

PAGE = 50


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    page = Paginator(messages_of(person), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notifications.html", {"page": page, "newest": newest_of(person)})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        mark_read(signed_in(request), int(newest), timezone.now())
        messages.success(request, "Your notifications are marked as read.")
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """How somebody is told of each topic, with what their next summary would hold."""
    person = signed_in(request)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=choosing.choices_of(person))
    if request.method == "POST" and form.is_valid():
        choosing.choose(person, form.cleaned_data)
        messages.success(request, "Saved. It holds from the next message on.")
        return redirect("notifications")
    waiting = messages_of(person).filter(letter__isnull=True, settled="")
    return render(request, "notifications/choose.html", {"form": form, "next_summary": waiting[:PAGE]})


@require_safe
@for_administrators
def letters(request: HttpRequest) -> HttpResponse:
    """Every e-mail with what became of it; without its words, as with messages."""
    shown = request.GET.get("show", "")
    rows = Letter.objects.select_related("person")
    if shown in LetterState.values:
        rows = rows.filter(state=shown)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": LetterState.choices, "shown": shown, "faults": health(timezone.now()).faults}
    return render(request, "notifications/letters.html", context)


@require_POST
@for_administrators
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter, pk=pk)
    if try_again(letter, timezone.now()):
        messages.success(request, f"The e-mail to {letter.person} is sent again within a minute.")
    return redirect("letters")


@require_safe
@for_administrators
def all_messages(request: HttpRequest) -> HttpResponse:
    """Without subjects: they name cycles, and a restricted one exists for nobody outside it."""
    page = Paginator(Message.objects.select_related("person"), PAGE).get_page(request.GET.get("page"))
    labels = {code: kind.label for code, kind in kinds().items()}
    rows = [(message, labels.get(message.kind, message.kind)) for message in page]
    return render(request, "notifications/all_messages.html", {"page": page, "rows": rows})
