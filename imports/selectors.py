"""Imports, and what their pages list."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from contracts.models import Agreement
from contracts.selectors.responsible import with_next_cycle
from contracts.selectors.visibility import visible_agreements
from cycles.models import Service
from imports.models import ImportName, ImportRow, ImportState, NameKind, RegisterImport

WITHIN = timedelta(days=365)  # how soon the next cycle must start to be proposed


def all_imports() -> QuerySet[RegisterImport]:
    """Newest first."""
    return RegisterImport.objects.select_related("by", "brought_in_by", "taken_back_by")


def visible_rows(register_import: RegisterImport, user: User, today: date) -> QuerySet[ImportRow]:
    """Without those about an agreement that is hidden from the person: its cycle was restricted since."""
    seen = Q(agreement__isnull=True) | Q(agreement__in=visible_agreements(user, today).values("pk"))
    return register_import.rows.filter(seen).select_related("agreement")


def agreements_gone(register_import: RegisterImport, user: User, today: date) -> QuerySet[Agreement]:
    """Live agreements that earlier files with the same headings had, and that this one does not have."""
    earlier = ImportRow.objects.filter(
        register_import__source=register_import.source,
        register_import__state=ImportState.DONE,
        agreement__isnull=False,
    ).exclude(register_import=register_import)
    had = earlier.filter(register_import__at__lt=register_import.at).values("agreement")
    has = register_import.rows.filter(agreement__isnull=False).values("agreement")
    rows = visible_agreements(user, today).filter(pk__in=had, ended_on__isnull=True).exclude(pk__in=has)
    return rows.order_by("serial")


def names_to_answer(register_import: RegisterImport) -> QuerySet[ImportName]:
    """Names that are not sure, and that somebody can say something about."""
    nobody = Q(kind=NameKind.MANAGER, object_id__isnull=True)
    return register_import.names.filter(is_sure=False).exclude(nobody).order_by("-kind", "name", "pk")


def services_known_to_all() -> QuerySet[Service]:
    """Those that may be proposed to everybody: an import is shown to people who don't see restricted cycles."""
    signed = Agreement.objects.filter(is_signed=True, service__isnull=False).values("service")
    known = Q(cycles__isnull=True) | Q(cycles__restricted=False) | Q(pk__in=signed)
    return Service.objects.filter(known).distinct()


def unknown_managers(register_import: RegisterImport) -> QuerySet[ImportName]:
    """Contract managers of the file whom nobody here is."""
    return register_import.names.filter(kind=NameKind.MANAGER, is_sure=False, answer="").order_by("name")


def waiting_suppliers(register_import: RegisterImport) -> int:
    """Names of suppliers whose rows wait for an answer."""
    found = register_import.names.filter(kind=NameKind.SUPPLIER, is_sure=False, answer="").aggregate(n=Count("pk"))
    return int(found["n"])


def cycles_to_start(register_import: RegisterImport, user: User, today: date) -> list[Agreement]:
    """Agreements that the import wrote and whose next Analyse must start within a year, the most pressing first.

    One of each service: the others follow with its cycle. Without a directorate there is nobody to sponsor a cycle.
    """
    written = register_import.rows.filter(stored_version__isnull=False, agreement__isnull=False).values("agreement")
    rows = visible_agreements(user, today).filter(
        pk__in=written,
        is_signed=True,
        ended_on__isnull=True,
        current_end__gte=today,
        analyse_by__lte=today + WITHIN,
        directorate__isnull=False,
    )
    rows = rows.exclude(with_next_cycle()).select_related("service", "directorate").order_by("analyse_by", "serial")
    services: set[int] = set()
    found = []
    for row in rows:
        if row.service_id is None or row.service_id not in services:
            found.append(row)
        if row.service_id:
            services.add(row.service_id)
    return found
