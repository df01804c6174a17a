"""The contracts register as a file: exactly what is filtered, all pages, with more columns than a page has."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from contracts.agreement_states import NAMES, state_of
from contracts.completeness import BY_CODE
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements
from exports.policies import may_download
from exports.tables import Cell, ColumnKind, ExportColumn, ExportTable, Row
from portfolio.presenters.agreement_rows import KIND_LABELS
from portfolio.presenters.export_table import CHUNK
from portfolio.selectors.agreement_columns import ENDS, agreement_columns_for
from portfolio.selectors.agreement_filters import agreement_filters_of, agreement_options
from portfolio.selectors.agreement_listing import matching_agreements, supplier_names_of
from portfolio.selectors.list_state import ListState
from principles.models import DeliveryRoute, LegalRegime

COLUMNS = (
    ExportColumn("reference", "Reference"),
    ExportColumn("council_reference", "The council’s own reference"),
    ExportColumn("title", "Title"),
    ExportColumn("description", "Description"),
    ExportColumn("kind", "Kind"),
    ExportColumn("suppliers", "Suppliers"),
    ExportColumn("directorate", "Directorate"),
    ExportColumn("service", "Service"),
    ExportColumn("state", "State"),
    ExportColumn("signed_on", "Signed on", ColumnKind.DATE),
    ExportColumn("start", "Start", ColumnKind.DATE),
    ExportColumn("first_end", "End of the initial term", ColumnKind.DATE),
    ExportColumn("current_end", "End", ColumnKind.DATE),
    ExportColumn("last_end", "End with every extension", ColumnKind.DATE),
    ExportColumn("ended_on", "Ended on", ColumnKind.DATE),
    ExportColumn("review_on", "Review date", ColumnKind.DATE),
    ExportColumn("value", "Value without VAT", ColumnKind.MONEY),
    ExportColumn("yearly_value", "Yearly value without VAT", ColumnKind.MONEY),
    ExportColumn("vat_not_recoverable", "VAT not recoverable", ColumnKind.MONEY),
    ExportColumn("route", "Delivery route"),
    ExportColumn("regime", "Legal regime"),
    ExportColumn("procedure", "Quotation or tender"),
)
OFFICER_COLUMNS = (
    ExportColumn("decide_by", "Decide on an extension by", ColumnKind.DATE),
    ExportColumn("notice_by", "Give notice by", ColumnKind.DATE),
    ExportColumn("analyse_by", "Next Analyse by", ColumnKind.DATE),
    ExportColumn("manager", "Contract manager"),
    ExportColumn("deputy", "Deputy"),
    ExportColumn("completeness", "Entry complete in percent", ColumnKind.NUMBER),
    ExportColumn("missing", "Entry lacks"),
)
FIELDS = (
    *("pk", "reference", "council_reference", "title", "description", "kind", "directorate__name", "service__name"),
    *("is_signed", "running_on_since", "signed_on", "start", "first_end", "current_end", "last_end", "ended_on"),
    *("review_on", "value", "yearly_value", "vat_not_recoverable", "route", "regime", "procedure"),
    *("decide_by", "notice_by", "analyse_by", "contract_manager__name", "deputy__name", "completeness", "missing"),
)
PROCEDURES = {value: str(label) for value, label in Agreement._meta.get_field("procedure").flatchoices}


def agreement_table(user: User, query: QueryDict) -> ExportTable:
    """What the register shows at an address with that query, and nothing that its reader may not see."""
    if not (verdict := may_download(user)):
        raise PermissionDenied(verdict.reason)
    today, is_officer = timezone.localdate(), roles_of(user).is_officer
    visible = visible_agreements(user, today)
    filters = agreement_filters_of(agreement_options(user), user, today)
    state = ListState.from_query(query, filters, today, agreement_columns_for(user), {"sort": ENDS})
    matching = matching_agreements(visible, state, user).values_list("pk", flat=True)
    # the keys alone, in a subquery: what is visible may itself leave out a subquery
    hidden = Agreement.objects.filter(is_signed=False).exclude(pk__in=visible.order_by().values("pk"))
    return ExportTable(
        title="Contracts register",
        query=state.query.removeprefix("?"),
        filters=[(filters[name].label, choice.label) for name, choice in state.chosen.items()],
        columns=COLUMNS + OFFICER_COLUMNS if is_officer else COLUMNS,
        find=lambda: array("q", matching.iterator(CHUNK)),
        read=AgreementReader(visible, today, is_officer=is_officer),
        hidden=lambda: dict(hidden.values_list("pk", "added_at")),
    )


@dataclass(frozen=True)
class AgreementReader:
    """Reads the rows of given keys in a fixed number of statements; visibility is applied each time."""

    visible: QuerySet[Agreement]
    today: date
    is_officer: bool

    def __call__(self, keys: Sequence[int]) -> Iterator[Row]:
        rows = self.visible.filter(pk__in=keys).order_by().values_list(*FIELDS, named=True)
        agreements = {row.pk: row for row in rows}
        suppliers = supplier_names_of(list(agreements))
        regimes = dict(LegalRegime.objects.order_by("edition").values_list("code", "name"))
        routes = dict(DeliveryRoute.objects.order_by("edition").values_list("code", "name"))
        for key in keys:
            if agreement := agreements.get(key):
                yield self.values_of(agreement, suppliers.get(key, []), regimes, routes)

    def values_of(
        self, agreement: Any, suppliers: Sequence[str], regimes: Mapping[str, str], routes: Mapping[str, str]
    ) -> tuple[Cell, ...]:
        values: tuple[Cell, ...] = (
            agreement.reference,
            agreement.council_reference,
            agreement.title,
            agreement.description,
            KIND_LABELS[agreement.kind],
            "; ".join(suppliers),
            agreement.directorate__name,
            agreement.service__name,
            NAMES[state_of(agreement, self.today)],
            agreement.signed_on,
            agreement.start,
            agreement.first_end,
            agreement.current_end,
            agreement.last_end,
            agreement.ended_on,
            agreement.review_on,
            agreement.value,
            agreement.yearly_value,
            agreement.vat_not_recoverable,
            routes.get(agreement.route, agreement.route),
            regimes.get(agreement.regime, agreement.regime),
            PROCEDURES.get(agreement.procedure, ""),
        )
        if not self.is_officer:
            return values
        return (
            *values,
            agreement.decide_by,
            agreement.notice_by,
            agreement.analyse_by,
            agreement.contract_manager__name,
            agreement.deputy__name,
            agreement.completeness,
            "; ".join(BY_CODE[code].name for code in agreement.missing),
        )
