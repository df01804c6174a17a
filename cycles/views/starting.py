"""Starting a cycle in a few short pages, changing what it is, and starting the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cycles.forms.starting import EditForm, NextCycleForm
from cycles.models import Cycle, Service
from cycles.policies import may_start
from cycles.queries.dates import FirstLook, council_calendar, dates_of
from cycles.queries.visible import visible_to
from cycles.services.changing import Stale
from cycles.services.editing import VALUE_FIELDS, edit_cycle
from cycles.services.starting import NewCycle, start_cycle, start_next
from cycles.timetable import Basis
from cycles.views.drafting import PAGES, Draft
from cycles.views.outcomes import errors_on, refusals
from cycles.views.reading import band, cycle_or_404, may_now, must, person
from principles import figures


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    must(may_start(person(request)))
    Draft(request, person(request)).drop()
    return redirect("cycle-new-page", page="what")


@refusals
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, page: str) -> HttpResponse:
    must(may_start(person(request)))
    draft = Draft(request, person(request))
    if page == "check":
        return _check(request, draft)
    if page not in PAGES:
        raise Http404("There is no such page")
    form = draft.form(page, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft.keep(page, request.POST)
        return redirect("cycle-new-page", page=_after(draft, page))
    names = list(PAGES)
    place = names.index(page)
    context = {
        "form": form,
        "page": page,
        "heading": PAGES[page][0],
        "number": place + 1,
        "pages": len(names),
        "before": names[place - 1] if place else "",
    }
    return render(request, "cycles/starting/page.html", context)


def _after(draft: Draft, page: str) -> str:
    """The next page; once everything was filled in, back to the check page."""
    names = [*PAGES, "check"]
    following = names[names.index(page) + 1]
    return "check" if draft.first_unfinished() is None else following


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    unfinished = draft.first_unfinished()
    if unfinished:
        return redirect("cycle-new-page", page=unfinished)
    if request.method == "POST":
        cycle = start_cycle(draft.new_cycle(), actor=draft.user, at=timezone.now())
        draft.drop()
        said = dates_of(cycle, timezone.localdate()).headline
        messages.success(request, f"{cycle.reference} has started. {said}")
        return redirect(cycle)
    new, tier = draft.new_cycle(), draft.tier()
    context = {
        "new": new,
        "tier": tier,
        "override": figures.tier_name(draft.edition.figures, new.tier_override) if new.tier_override else "",
        "look": _first_look(draft, new, tier.code),
        "namesakes": _namesakes(request, new.service_name, new.service),
    }
    return render(request, "cycles/starting/check.html", context)


def _first_look(draft: Draft, new: NewCycle, tier: str) -> FirstLook:
    basis = Basis(
        need_by=new.need_by,
        tier=new.tier_override or tier,
        figures=draft.edition.figures,
        route=new.delivery_route.code if new.delivery_route else "",
        key_decision=new.key_decision,
        calendar=council_calendar(),
    )
    return FirstLook(basis, timezone.localdate())


def _namesakes(request: HttpRequest, name: str, service: Service | None) -> list[Cycle]:
    """Live cycles of a service with the same name, told as a warning."""
    if service is not None:
        return []
    seen = visible_to(person(request), timezone.localdate()).select_related("service")
    return [cycle for cycle in seen.filter(service__name__iexact=name.strip()) if cycle.is_live]


@refusals
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    must(may_now(request, "edit", cycle))
    shown = EditForm.shown(cycle)
    form = EditForm(request.POST if request.method == "POST" else None, edition=cycle.edition, initial=shown)
    context = band(cycle, "overview") | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            with errors_on(form):
                _save(request, cycle, form)
                messages.success(request, "Details saved. The questions follow the new tier, route and law.")
                return redirect(cycle)
        except Stale:
            context |= {"form": _beside_theirs(request, cycle), "changed_by_others": True}
    return render(request, "cycles/starting/edit.html", context, status=409 if "changed_by_others" in context else 200)


def _beside_theirs(request: HttpRequest, cycle: Cycle) -> EditForm:
    """What was typed, with the version of what others saved meanwhile: saving again replaces it knowingly."""
    posted = request.POST.copy()
    posted["version"] = str(cycle.details_version)
    form = EditForm(posted, edition=cycle.edition)
    form.add_error(
        None, "Somebody changed this cycle while you were editing. Check what it says now beside what you typed."
    )
    return form


def _save(request: HttpRequest, cycle: Cycle, form: EditForm) -> None:
    values = form.cleaned_data
    edit_cycle(
        cycle,
        {field: values[field] for field in VALUE_FIELDS},
        actor=person(request),
        at=timezone.now(),
        seen_version=values["version"],
        ambitions=values["ambitions"],
        divisions=values["divisions"],
        tier_override=values["tier_override"],
        tier_override_reason=values["tier_override_reason"],
    )


@refusals
@require_http_methods(["GET", "HEAD", "POST"])
def next_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    must(may_now(request, "start_next", cycle))
    form = NextCycleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        need_by = form.cleaned_data["need_by"]
        successor = start_next(cycle, need_by=need_by, actor=person(request), at=timezone.now())
        messages.success(request, f"{successor.reference} has started, while {cycle.reference} still runs.")
        return redirect(successor)
    return render(request, "cycles/starting/next.html", band(cycle, "overview") | {"form": form})
