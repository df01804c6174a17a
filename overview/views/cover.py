"""Who decides for somebody while they are away: chosen, checked with the gates that are barred, and given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Cover, Role, RoleKind, User
from accounts.policies import cover as policies
from accounts.selectors import cover_given_by, cover_taken_by
from accounts.services import cover as services
from accounts.verdict import require
from accounts.views.access import for_administrators, posted, signed_in
from accounts.views.error_handling import errors_to_form
from overview.forms.cover import CoverForm, EnteredCoverForm
from overview.presenters.cover_gates import barred_gates
from ui.wording import counted, day_range


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Everybody sees what they decide for others; managers also say who decides for them."""
    person = signed_in(request)
    may_have_cover = policies.may_have_cover(person)
    if request.method == "POST":
        require(may_have_cover)
    form = CoverForm(person, posted(request)) if may_have_cover else None
    return (form and _next_page(request, form, person)) or render(
        request, "overview/cover/cover.html", _context(person, person) | {"form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def manage_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator enters cover for somebody absent; for themselves they give it on their own page."""
    actor, person = signed_in(request), get_object_or_404(User, pk=pk)
    if person == actor:
        return redirect("cover")
    form = EnteredCoverForm(person, posted(request)) if policies.may_have_cover(person) else None
    return (form and _next_page(request, form, person)) or render(
        request, "overview/cover/manage.html", _context(person, actor) | {"form": form}
    )


@require_POST
def end_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """The cover of somebody else is answered with 404."""
    person = signed_in(request)
    ended = services.end_cover(get_object_or_404(Cover, pk=pk, person=person), actor=person, at=timezone.now())
    messages.success(request, f"{ended.stand_in} no longer decides for you.")
    return redirect("cover")


@require_POST
@for_administrators
def end_entered_cover(request: HttpRequest, pk: int, cover_pk: int) -> HttpResponse:
    row = get_object_or_404(Cover, pk=cover_pk, person=pk)
    ended = services.end_cover(row, actor=signed_in(request), at=timezone.now())
    messages.success(request, f"{ended.stand_in} no longer decides for {ended.person}.")
    return redirect("manage-cover", pk)


def _next_page(request: HttpRequest, form: CoverForm, person: User) -> HttpResponse | None:
    """What follows a form that can be given: the check, and with `confirm` the record. None to show the form again."""
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return None
    actor, now, confirmed = signed_in(request), timezone.now(), "confirm" in request.POST
    with errors_to_form(form):
        give = services.give_cover if confirmed else services.prepare_cover
        row = give(person, **form.cleaned_data, actor=actor, at=now)
    if form.errors:
        return None
    own, gates = person == actor, barred_gates([row], actor, timezone.localdate(now))[0]
    if not confirmed:
        days = [("starts", row.starts), ("ends", row.ends)]
        context = {"cover": row, "days": days, "gates": gates, "own": own, "grades": _grades_of([person])}
        return render(request, "overview/cover/check.html", context)
    whom = "you" if own else str(person)
    listed = ""
    if gates:
        are = "is" if len(gates) == 1 else "are"
        listed = f" {counted(len(gates), 'gate')} that they may not decide {are} listed below."
    may = f"{row.stand_in} can decide the gates that wait for {whom} {day_range(row.starts, row.ends)}"
    but = "but none of a cycle that they lead, that they submitted or for which they wrote answers"
    messages.success(request, f"{may}, {but}.{listed}")
    return redirect("cover") if own else redirect("manage-cover", person.pk)


def _context(person: User, reader: User) -> dict[str, Any]:
    today, own = timezone.localdate(), person == reader
    given = list(cover_given_by(person))
    taken = list(cover_taken_by(person, today)) if own else []
    lasting = [row for row in (*given, *taken) if row.lasts(today)]
    barred = dict(zip((row.pk for row in lasting), barred_gates(lasting, reader, today), strict=True))
    grades = list(_grades_of([row.person for row in taken])) if taken else []
    return {
        "person": person,
        "own": own,
        "grades": _grades_of([person]),
        "given": [(row, policies.may_end_cover(reader, row, today), barred.get(row.pk, [])) for row in given],
        "taken": [(row, barred[row.pk], [role for role in grades if role.user_id == row.person_id]) for row in taken],
        "today": today,
    }


def _grades_of(people: Sequence[User]) -> QuerySet[Role]:
    """The roles in which they decide, with their directorates."""
    return Role.objects.filter(kind=RoleKind.MANAGER, user__in=people).select_related("directorate")
