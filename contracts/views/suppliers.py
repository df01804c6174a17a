"""Suppliers: the list, the page of one, adding and changing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Stale
from accounts.roles import roles_of
from accounts.verdict import require
from accounts.views.access import member, posted
from accounts.views.error_handling import errors_to_form, refused_is_403
from audit.models import Event
from audit.presenters import entries
from contracts.forms.suppliers import LABELS, SupplierChangeForm, SupplierForm
from contracts.models import Supplier
from contracts.policies.register import may_keep_register
from contracts.presenters.supplier_page import (
    YES_NO,
    kinds_of,
    other_names_in_words,
    supplier_facts,
    supplier_page,
)
from contracts.presenters.supplier_table import LABELS as FILTER_LABELS
from contracts.presenters.supplier_table import filters_in_words
from contracts.selectors.running import in_pounds
from contracts.selectors.suppliers import (
    AGREEMENTS,
    YES_NO_CHOICES,
    SupplierFilter,
    matching_suppliers,
    merged_suppliers,
    same_names,
    supplier_totals,
    unmerged_suppliers,
)
from contracts.services.merging import what_was_built_on
from contracts.services.suppliers import FIELDS, add_supplier, change_supplier
from contracts.supplier_names import supplier_key
from exports.views import as_csv, as_workbook
from principles.selectors import edition_in_force

PAGE_SIZE = 50
HEADERS = (
    ("name", "Supplier"),
    ("", "Local, small, voluntary"),
    ("running", "Running agreements"),
    ("yearly", "A year"),
)


@require_safe
def suppliers(request: HttpRequest) -> HttpResponse:
    user, today = member(request), timezone.localdate()
    asked = SupplierFilter.from_query(request.GET)
    matching = matching_suppliers(user, asked, today)
    totals = supplier_totals(matching, today)
    paginator = Paginator(matching, PAGE_SIZE)
    paginator.count = totals.suppliers
    page = paginator.get_page(request.GET.get("page"))
    rows = [(each, kinds_of(each), vars(each)["running"], in_pounds(vars(each)["yearly"])) for each in page.object_list]
    context = {
        "asked": asked,
        "page": page,
        "rows": rows,
        "totals": totals,
        "any_suppliers": bool(totals.suppliers) or unmerged_suppliers().exists(),
        "filters": [(name, label, asked.facts.get(name, "")) for name, label in FILTER_LABELS.items()],
        "yes_no": YES_NO_CHOICES,
        "agreement_choices": AGREEMENTS,
        "chosen": filters_in_words(asked),
        "headers": _headers(asked),
        "may_keep": may_keep_register(user),
    }
    return render(request, "contracts/suppliers.html", context)


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    return as_csv(request, "suppliers")


@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    return as_workbook(request, "suppliers")


@require_safe
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    """One that was merged into another leads on to it, and to undoing the merge."""
    user, today = member(request), timezone.localdate()
    shown = supplier_or_404(pk)
    may_keep = may_keep_register(user)
    history = entries(Event.objects.filter(chain=shown.chain).order_by("-seq")) if roles_of(user).is_officer else []
    context: dict[str, Any] = {"supplier": shown, "may_keep": may_keep, "history": history}
    if shown.merged_into is not None:
        built_on = what_was_built_on(shown) if may_keep else ""
        return render(request, "contracts/supplier_merged.html", context | {"built_on": built_on})
    context |= {
        "held": supplier_page(user, shown, today),
        "facts": supplier_facts(shown),
        "other_names": other_names_in_words(shown),
        "merged": merged_suppliers(shown),
        "local": local_definition(),
        "waivers": list(shown.waivers.filter(withdrawn_because="").order_by("-expires", "-serial")),
    }
    return render(request, "contracts/supplier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def new(request: HttpRequest) -> HttpResponse:
    user = member(request)
    require(may_keep_register(user))
    form = SupplierForm(posted(request), local=local_definition(), initial=dict.fromkeys(FIELDS[-3:], "unknown"))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            added = add_supplier(form.values, actor=user, at=timezone.now(), is_another=form.is_said_another)
        except ValidationError as error:
            form = SupplierForm(request.POST, local=local_definition(), asks=_asks(error))
            form.is_valid()
            context = {"same": same_names(supplier_key(form.data["name"])) if _asks(error) else []}
            with errors_to_form(form):
                raise
        else:
            messages.success(request, f"{added} is in the register and can be chosen for agreements.")
            return redirect(added)
    return render(request, "contracts/supplier_new.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@refused_is_403
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    shown, status = supplier_to_change(request, pk), 200
    if shown.merged_into is not None:
        messages.info(request, f"{shown} was merged into {shown.merged_into}: change that one.")
        return redirect(shown)
    form = SupplierChangeForm(posted(request), local=local_definition(), initial=SupplierChangeForm.initial_of(shown))
    context: dict[str, Any] = {"supplier": shown}
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            changed = change_supplier(
                shown,
                form.values,
                other_names=given["other_names"].splitlines(),
                former_until=given["former_until"],
                keeps_former=given["renamed"] == "former",
                actor=member(request),
                at=timezone.now(),
                seen_version=given["version"],
                is_another=form.is_said_another,
            )
        except Stale:
            shown = supplier_or_404(pk)
            if shown.merged_into is not None:
                messages.info(request, f"{shown} was merged into {shown.merged_into} while you were working on it.")
                return redirect(shown)
            context |= {"supplier": shown, "differences": _differences(form, shown), "has_changed": True}
            data = request.POST.copy()
            data["version"] = str(shown.version)
            form, status = SupplierChangeForm(data, local=local_definition()), 409
        except ValidationError as error:
            form = SupplierChangeForm(request.POST, local=local_definition(), asks=_asks(error))
            form.is_valid()
            same = same_names(supplier_key(form.data["name"])) if _asks(error) else []
            context["same"] = [each for each in same if each.pk != shown.pk]
            with errors_to_form(form):
                raise
        else:
            messages.success(request, f"{changed} was saved. Everything that names it shows it so.")
            return redirect(changed)
    return render(request, "contracts/supplier_edit.html", context | {"form": form}, status=status)


def supplier_or_404(pk: int) -> Supplier:
    return get_object_or_404(Supplier.objects.select_related("merged_into"), pk=pk)


def supplier_to_change(request: HttpRequest, pk: int) -> Supplier:
    """For those alone who keep the register."""
    require(may_keep_register(member(request)))
    return supplier_or_404(pk)


def local_definition() -> str:
    """Which suppliers are local, as the edition in force quotes the council's rules; read once a minute."""
    today = timezone.localdate()
    return str(cache.get_or_set(f"local-suppliers-{today}", lambda: _quoted_definition(today)))


def _quoted_definition(today: date) -> str:
    return str(edition_in_force(today).figures.get("local_supplier", "")).strip()


def _headers(asked: SupplierFilter) -> list[tuple[str, str, str, str]]:
    """Name, sort order for `aria-sort`, and the parameter that a press asks for; figures begin with the largest."""
    headers = []
    for key, label in HEADERS:
        if not key:
            headers.append((label, "", "", ""))
            continue
        order = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "none")
        first, second = (key, f"-{key}") if key == "name" else (f"-{key}", key)
        headers.append((label, order, second if asked.sort == first else first, "" if key == "name" else "num"))
    return headers


def _asks(error: ValidationError) -> bool:
    """Whether the name is that of a supplier in the register, so that the person is asked which of the two it is."""
    return any(each.code == "known" for each in error.error_dict.get("name", []))


def _differences(form: SupplierChangeForm, fresh: Supplier) -> list[tuple[str, str, str]]:
    """(what, as it stands now, as it was typed) of what differs."""
    typed = form.values
    rows = [(LABELS[name], _text(getattr(fresh, name)), _text(getattr(typed, name))) for name in FIELDS]
    names = "\n".join(row.name for row in fresh.other_names.all())
    rows.append(("Former and other names", names, form.cleaned_data["other_names"]))
    return [(label, now or "Nothing", mine or "Nothing") for label, now, mine in rows if now != mine]


def _text(value: str | bool | None) -> str:
    return value if isinstance(value, str) else YES_NO[value]
