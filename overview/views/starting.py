"""Starting a cycle in a few short pages, changing what it is, and starting the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.access import require, signed_in
from accounts.views.error_handling import refused_is_403
from calendars.selectors import council_calendar
from cycles.models import Cycle, Running
from cycles.models.cycle import decision_maker_in_words
from cycles.policies.actions import may_start
from cycles.presenters.dates import StartForecast
from cycles.selectors.arrangement_end import RunningArrangement
from cycles.selectors.visibility import visible_to
from cycles.services.starting import start_next
from cycles.timetable import Basis
from cycles.views.shortcuts import cycle_header, cycle_or_404, may_now
from overview.forms.starting import NextCycleForm
from overview.services.starting import start_drafted
from overview.views.cycle_draft import PAGES, Draft
from principles import figures
from principles.edition_cache import parts_of
from principles.models import DeliveryRoute
from ui.text import clean_line, folded
from ui.wording import listed


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    require(may_start(signed_in(request)))
    return redirect("cycle-new-page", get_random_string(8).lower(), "what")


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, start: str, page: str) -> HttpResponse:
    require(may_start(signed_in(request)))
    draft = Draft(signed_in(request), start)
    if draft.kept and draft.kept.made:
        return redirect("cycle", draft.kept.made)
    if page == "check":
        return _check(request, draft)
    if page not in PAGES:
        raise Http404("There is no such page")
    form = draft.form(page, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft.keep(page, request.POST)
        following = "check" if draft.first_unfinished() is None else [*PAGES, "check"][list(PAGES).index(page) + 1]
        return redirect("cycle-new-page", start, following)
    names = list(PAGES)
    place = names.index(page)
    context = {
        "form": form,
        "key": start,
        "page": page,
        "heading": PAGES[page][0],
        "number": place + 1,
        "pages": len(names),
        "before": names[place - 1] if place else "",
    }
    return render(request, "overview/starting/page.html", context)


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    unfinished = draft.first_unfinished()
    if unfinished or draft.kept is None:
        return redirect("cycle-new-page", draft.key, unfinished)
    is_changed = request.POST.get("version", str(draft.kept.version)) != str(draft.kept.version)
    if request.method == "POST" and not is_changed:
        new, replaced = draft.new_cycle(), draft.agreement()
        cycle, is_new = start_drafted(draft.kept, new, replaced, actor=draft.user, at=timezone.now())
        if is_new:
            messages.success(request, f"{cycle.reference} has started.")
        return redirect(cycle)
    new, tier, today = draft.new_cycle(), draft.tier(), timezone.localdate()
    basis = Basis(
        need_by=new.need_by,
        tier=new.tier_override or tier.code,
        figures=draft.edition.figures,
        route=new.delivery_route.code if new.delivery_route else "",
        regime=new.legal_regime.code if new.legal_regime else "",
        key_decision=new.key_decision,
        other_routes=tuple(new.other_routes),
        regime_route=new.regime_route.code if new.regime_route else "",
        drops=tuple(new.regime_route.drops) if new.regime_route else (),
        flags=tuple(new.tier_flags),
        decider=new.decision_maker,
        calendar=council_calendar(),
    )
    namesakes: list[Cycle] = []
    if new.service is None:
        seen = visible_to(draft.user, today).filter(service__words=folded(clean_line(new.service_name)))
        namesakes = [cycle for cycle in seen.select_related("service") if cycle.is_live]
    figures_in_force, value = draft.edition.figures, draft.value_with_vat()
    routes = {route.code: route.name for route in parts_of(draft.edition, DeliveryRoute)}
    regime = new.legal_regime.code if new.legal_regime else ""
    running = RunningArrangement(today, new.running, new.running_ends, new.running_notice_by)
    context = {
        "key": draft.key,
        "version": draft.kept.version,
        "is_changed": is_changed,
        "new": new,
        "running": running,
        "replaces": draft.agreement(),
        "mismatch": running.mismatch(new.need_by),
        "routes": listed([routes[code] for code in new.other_routes]),
        "value_with_vat": value,
        "warning": figures.threshold_warning(figures_in_force, regime, value, today),
        "flags": figures.flags_in_words(new.tier_flags),
        "decided_by": decision_maker_in_words(new.decision_maker, new.decision_maker_title, new.consulting),
        "tier": tier,
        "override": figures.tier_name(figures_in_force, new.tier_override) if new.tier_override else "",
        "look": StartForecast(basis, today, new_service=new.running == Running.NOTHING),
        "namesakes": namesakes,
    }
    return render(request, "overview/starting/check.html", context, status=409 if is_changed else 200)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def next_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    cycle = cycle_or_404(request, reference)
    require(may_now(request, "start_next", cycle))
    form = NextCycleForm(request.POST if request.method == "POST" else None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        need_by = form.cleaned_data["need_by"]
        successor = start_next(cycle, need_by=need_by, actor=signed_in(request), at=timezone.now())
        messages.success(request, f"{successor.reference} has started, while {cycle.reference} still runs.")
        return redirect(successor)
    return render(request, "overview/starting/next.html", cycle_header(cycle, "overview") | {"form": form})
