"""What every form of the site has by its mark: nothing that was typed is lost, and several presses are one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ui.form_marks import FIELD, FormMark, read_mark
from unsaved.addresses import PARAMETER, with_parameter
from unsaved.filling import Page
from unsaved.models import KEPT, Because, SentForm, UnsavedFile, UnsavedForm, keys_of
from unsaved.services import (
    FILE_FIELD,
    FORM_FIELD,
    REMOVE_FIELD,
    begin_sending,
    delete_files,
    delete_form,
    end_sending,
    keep_file,
    keep_form,
)
from uploads.store import Altered, open_kept

Handler = Callable[[HttpRequest], HttpResponse]
LONGEST_WAIT = 10  # seconds, for an earlier press of the same form


class UnsavedForms:
    """Keep a form that can't be acted on, fill it in again, carry its files, and act on it once."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent: SentForm | None = getattr(request, "sent_form", None)
        if sent and 300 <= response.status_code < 400:
            end_sending(sent, response["Location"])
            delete_sent(request)
        elif sent:
            SentForm.objects.filter(pk=sent.pk).delete()
            show_chosen_files(request, response)
        elif request.method == "GET" and PARAMETER in request.GET and request.user.is_authenticated:
            return filled(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        mark = read_mark(request.POST.get(FIELD, "")) if request.method == "POST" else None
        if mark is None or not (request.user.is_authenticated or getattr(view, "login_required", True)):
            return None
        if request.user.pk != mark.person:
            return keep_sent(request, mark)
        removed = request.POST.getlist(REMOVE_FIELD)
        files = UnsavedFile.objects.filter(person=mark.person)
        if removed:
            delete_files(files.filter(key__in=keys_of(removed)))
            return keep_sent(request, mark, Because.FILE_REMOVED)
        carried = files.filter(key__in=keys_of(request.POST.getlist(FILE_FIELD))) if FILE_FIELD in request.POST else []
        for file in carried:
            if file.field not in request.FILES:
                try:
                    stream = open_kept(settings.UNSAVED_ROOT, file.stored, file.sha256)
                except (Altered, ValueError):
                    continue  # as if it had not been chosen: the form asks for it again
                request.FILES.appendlist(file.field, UploadedFile(stream, file.name, file.content_type, file.size))
        return act_once(request, mark)


def act_once(request: HttpRequest, mark: FormMark) -> HttpResponse | None:
    """None for the first press of a form; for every other one of the same words, what came of the first."""
    digest = hashlib.sha256(repr((mark, request.path)).encode())
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", FIELD):
            digest.update(repr((name, values)).encode())
    for name, files in request.FILES.lists():
        digest.update(repr((name, [(file.name, file.size) for file in files])).encode())
    until = time.monotonic() + LONGEST_WAIT
    while True:
        sent, is_new = begin_sending(digest.hexdigest(), mark.person, at=timezone.now())
        if is_new:
            request.sent_form = sent  # type: ignore[attr-defined]
            return None
        if sent.leads_to:
            return redirect(sent.leads_to)
        if time.monotonic() > until:
            return render(request, "unsaved/being_recorded.html", status=409)
        time.sleep(0.2)


def keep_sent(request: HttpRequest, mark: FormMark, because: Because = Because.SIGNED_OUT) -> HttpResponse:
    """Keep what was sent for whom its form was drawn, and lead there: to its page, or to signing in before."""
    is_other = request.user.is_authenticated and request.user.pk != mark.person
    unsaved = keep_form(mark, request.POST, request.FILES, sent_to=request.path, because=because, at=timezone.now())
    for older in UnsavedForm.objects.filter(person=mark.person, key__in=keys_of(request.POST.getlist(FORM_FIELD))):
        delete_form(older)
    if is_other:
        return render(request, "unsaved/of_somebody_else.html", status=403)
    page = with_parameter(unsaved.page, unsaved.key)
    return redirect(page if request.user.is_authenticated else f"{settings.LOGIN_URL}?{urlencode({'next': page})}")


def filled(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page with its form as it was sent, for whom it was kept; where it leads elsewhere, the words go along."""
    now = timezone.now()
    mine = UnsavedForm.objects.filter(person=request.user.pk, kept_at__gte=now - KEPT)
    unsaved = mine.filter(key__in=keys_of(request.GET.getlist(PARAMETER))).first()
    if unsaved is None:
        return response
    if response.has_header("Location"):
        response["Location"] = with_parameter(response["Location"], unsaved.key)
        return response
    if not is_page(response):
        return redirect(with_parameter("/", unsaved.key))  # no page has this form any more
    page = Page(response.content.decode(), request.path)
    unplaced, lost = page.fill(unsaved), page.add_files(unsaved.sent_to, unsaved.files.all())
    words = {"because": unsaved.because, "without": [*unsaved.without, *lost], "unplaced": unplaced}
    page.say("unsaved/said.html", words)
    response.content = str(page)
    mine.filter(pk=unsaved.pk).update(shown_at=now)
    return response


def show_chosen_files(request: HttpRequest, response: HttpResponse) -> None:
    """Keep files that were chosen where something else of the form has to be mended; a refused file is not kept."""
    if not request.FILES or not request.user.pk or not is_page(response):
        return
    mine = UnsavedFile.objects.filter(person=request.user.pk)
    carried = list(mine.filter(key__in=keys_of(request.POST.getlist(FILE_FIELD))))
    page, kept, without = Page(response.content.decode(), request.path), list[UnsavedFile](), list[str]()
    for field, uploads in request.FILES.lists():
        control = page.file_control(request.path, field)
        if control is None or "govuk-file-upload--error" in (control.get("class") or ""):
            continue
        same = [file for file in carried if file.field == field and file.name == uploads[0].name]
        if same and same[0].size == uploads[0].size:
            kept.append(same[0])
        elif file := keep_file(request.user.pk, field, uploads[0], form=None, at=timezone.now()):
            kept.append(file)
        else:
            without.append(str(uploads[0].name))
    delete_files([file for file in carried if file not in kept])
    page.add_files(request.path, kept)
    if without:
        page.say("unsaved/no_room.html", {"without": without})
    response.content = str(page)


def delete_sent(request: HttpRequest) -> None:
    """What was kept of a form that has now been acted on."""
    keys, forms = keys_of(request.POST.getlist(FILE_FIELD)), keys_of(request.POST.getlist(FORM_FIELD))
    if keys:
        delete_files(UnsavedFile.objects.filter(person=request.user.pk, key__in=keys))
    for form in UnsavedForm.objects.filter(person=request.user.pk, key__in=forms) if forms else ():
        delete_form(form)


def is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
