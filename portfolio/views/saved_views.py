"""Saved views: those on offer, saving, changing and removing one, and starting with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.views.access import member
from accounts.views.error_handling import errors_to_form, refused_is_403
from portfolio.forms.saved_views import ViewForm
from portfolio.models import Audience, ListSubject, SavedView, StartView, Way
from portfolio.presenters.filter_form import FilterForm
from portfolio.selectors.filter_options import shown_to
from portfolio.selectors.saved_views import views_of
from portfolio.services.saved_views import edit_view, remove_view, save_view, set_start_view
from portfolio.views.list_context import list_context


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    user = member(request)
    views = list(views_of(user))
    start = StartView.objects.filter(person=user).values_list("view", flat=True).first()
    context = {
        "mine": [view for view in views if view.owner_id == user.pk],
        "shared": [view for view in views if view.owner_id != user.pk],
        "start": start,
    }
    return render(request, "portfolio/views.html", context)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest) -> HttpResponse:
    asked = list_context(request)
    way = Way(request.GET["way"]) if request.GET.get("way") in Way.values else Way.LIST
    back = f"{way.page}{asked.state.query}"
    return new_view_page(request, asked.filter, user=asked.user, subject=ListSubject.CYCLES, way=way, back=back)


def new_view_page(
    request: HttpRequest, filtered: FilterForm, *, user: User, subject: ListSubject, way: Way, back: str
) -> HttpResponse:
    """Save what the address asks of a list under a name. Only parameters that its filter reads are saved."""
    posted = request.POST if request.method == "POST" else None
    form = ViewForm(posted, user=user, initial={"audience": Audience.ME})
    if posted is not None and form.is_valid():
        with errors_to_form(form):
            query = filtered.state.query.removeprefix("?")
            view = save_view(form.values, subject=subject, way=way, query=query, actor=user, at=timezone.now())
            messages.success(request, f"The view “{view}” is saved.")
            return redirect(view)
    context = {"form": form, "filter": filtered, "subject": subject, "way": way, "back": back}
    return render(request, "portfolio/view_new.html", context)


@refused_is_403
@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request: HttpRequest, slug: str) -> HttpResponse:
    user, view = member(request), own_view_or_404(request, slug)
    posted = request.POST if request.method == "POST" else None
    form = ViewForm(posted, user=user, initial=ViewForm.initial_of(view))
    if posted is not None and form.is_valid():
        try:
            with errors_to_form(form):
                edit_view(view, form.values, actor=user)
                messages.success(request, f"The view “{view}” is saved.")
                return redirect("cycles-views")
        except SavedView.DoesNotExist:  # removed meanwhile, in another window
            raise Http404("There is no such view") from None
    return render(request, "portfolio/view_edit.html", {"form": form, "view": own_view_or_404(request, slug)})


@require_http_methods(["GET", "HEAD", "POST"])
def view_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """A check page: a view that is shared may be missed by others."""
    user, view = member(request), own_view_or_404(request, slug)
    if request.method == "POST":
        remove_view(view, actor=user)
        messages.success(request, f"The view “{view}” is removed.")
        return redirect("cycles-views")
    return render(request, "portfolio/view_remove.html", {"view": view, "starts": view.starts.count()})


@require_POST
def view_start(request: HttpRequest) -> HttpResponse:
    """Start with the view that is named, or without one with the role's page."""
    user, slug = member(request), request.POST.get("view", "")
    view = next((view for view in shown_to(user) if view.slug == slug), None)
    if slug and view is None:
        raise Http404("There is no such view")
    set_start_view(view, actor=user)
    messages.success(request, f"You now start with “{view}”." if view else "You now start with your own page.")
    return redirect("cycles-views")


def own_view_or_404(request: HttpRequest, slug: str) -> SavedView:
    """Somebody else's view answers 404, as one that does not exist."""
    view = SavedView.objects.select_related("directorate").filter(owner=member(request), slug=slug).first()
    if view is None:
        raise Http404("There is no such view")
    return view
