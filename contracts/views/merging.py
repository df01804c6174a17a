"""Suppliers that may be one: the pairs, merging two, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refused, Stale
from accounts.verdict import require
from accounts.views.access import member, posted
from accounts.views.error_handling import errors_to_form, refused_is_403
from contracts.forms.suppliers import MergeForm, OtherSupplierForm
from contracts.models import Supplier
from contracts.policies.register import may_keep_register
from contracts.presenters.supplier_page import YES_NO, other_names_in_words, supplier_facts
from contracts.selectors.suppliers import suppliers_alike, unmerged_suppliers
from contracts.selectors.visibility import visible_agreements
from contracts.services.merging import MergeInput, merge_suppliers, unmerge_supplier
from contracts.services.suppliers import FIELDS, say_distinct
from contracts.views.suppliers import supplier_or_404, supplier_to_change

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def alike(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one; somebody merges them, or says that they are not the same."""
    user = member(request)
    require(may_keep_register(user))
    if request.method == "POST":
        keys = [request.POST.get(name, "") for name in ("first", "second")]
        rows = unmerged_suppliers().filter(pk__in=[key for key in keys if key.isascii() and key.isdigit()][:2])
        pair = list(rows) if all(len(key) <= 18 for key in keys) else []
        if len(pair) == 2:
            say_distinct(*pair, actor=user, at=timezone.now())
            messages.success(request, f"{pair[0]} and {pair[1]} are not the same. You are not asked again.")
        else:
            messages.info(request, "One of these suppliers is no longer in the register by itself.")
        return redirect("suppliers-alike")
    page = Paginator(suppliers_alike(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "contracts/suppliers_alike.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The other one of the two."""
    shown = supplier_to_change(request, pk)
    form = OtherSupplierForm(posted(request), suppliers=unmerged_suppliers().exclude(pk=pk))
    if shown.merged_into is not None:
        return redirect(shown)
    if request.method == "POST" and form.is_valid():
        return redirect("supplier-merge-check", pk, form.cleaned_data["other"].pk)
    return render(request, "contracts/supplier_merge.html", {"supplier": shown, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def check(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """All that the two are and hold; which stays, and what is right where they differ."""
    user, status = member(request), 200
    pair = [supplier_to_change(request, pk), supplier_or_404(other)]
    if pk == other:
        raise Http404("A supplier is not merged into itself")
    for each in pair:
        if each.merged_into is not None:
            messages.info(request, f"{each} was merged into {each.merged_into} already.")
            return redirect(each)
    texts = differing_texts(pair)
    form = MergeForm(posted(request), pair=pair, texts=texts, initial={"stays": str(pk)})
    if request.method == "POST" and form.is_valid():
        kept, merged = form.kept_and_merged
        versions = (form.version_of(kept), form.version_of(merged))
        try:
            with errors_to_form(form):
                kept = merge_suppliers(MergeInput(kept, merged, form.values, *versions), actor=user, at=timezone.now())
        except Stale:
            pair = [supplier_or_404(pk), supplier_or_404(other)]
            data = request.POST.copy()
            data |= {f"version_{each.pk}": str(each.version) for each in pair}
            form, status = MergeForm(data, pair=pair, texts=differing_texts(pair)), 409
            form.is_valid()
        else:
            if not form.errors:
                messages.success(request, f"{merged} was merged into {kept}. You can undo it on the page of {merged}.")
                return redirect(kept)
    visible = visible_agreements(user, timezone.localdate())
    sides = [
        {
            "supplier": each,
            "facts": supplier_facts(each),
            "other_names": other_names_in_words(each),
            "agreements": list(visible.filter(supplied_by__supplier=each).distinct().order_by("serial")),
            "waivers": list(each.waivers.order_by("serial")),
        }
        for each in pair
    ]
    context = {"form": form, "pair": sides, "has_changed": status == 409}
    return render(request, "contracts/supplier_merge_check.html", context, status=status)


@require_POST
@refused_is_403
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    user, shown = member(request), supplier_to_change(request, pk)
    try:
        unmerge_supplier(shown, actor=user, at=timezone.now())
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, f"{shown} is a supplier of its own again, with what it had.")
    return redirect(shown)


def differing_texts(pair: list[Supplier]) -> dict[str, list[str]]:
    """By field what each of the two says, where both say something and it differs."""
    texts: dict[str, list[str]] = {}
    for name in FIELDS:
        values = [getattr(supplier, name) for supplier in pair]
        if values[0] != values[1] and not any(value in ("", None) for value in values):
            texts[name] = [value if isinstance(value, str) else YES_NO[value] for value in values]
    return texts
