"""The page of one agreement: what it is, with whom, until when, what comes next, and what its entry lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from accounts.models import User
from accounts.roles import roles_of
from audit.models import Event
from audit.presenters import Entry, entries
from contracts.completeness import BY_CODE, WANTED, WantedFact
from contracts.models import Agreement, Document, ExtensionState, Lot, Supplier
from contracts.policies.changes import may_end, may_reopen, may_say_running_on, may_vary
from contracts.policies.register import may_change_seen_agreement
from contracts.policies.reorganisation import may_plan_reorganisation
from contracts.presenters.agreement_state import AgreementStateText, LastSafeDay, agreement_state, last_safe_days
from contracts.presenters.agreement_terms import (
    ExtensionRow,
    VariationTotals,
    ends_in_words,
    extension_rows,
    notice_in_words,
    variation_totals,
)
from contracts.presenters.change_limit import ChangeLimit, change_limit
from contracts.presenters.edition_names import risk_class_name, route_name
from contracts.selectors.documents import documents_of
from contracts.selectors.replacements import replacing_cycles
from contracts.selectors.visibility import visible_agreements, visible_cycle
from cycles.models import Cycle
from principles.models import DeliveryRoute, LegalRegime, RegimeRoute
from principles.selectors import edition_in_force

FIRST_EVENTS = 5


@dataclass(frozen=True)
class SupplierOfAgreement:
    """A supplier with the lots that it holds; none where it supplies the whole."""

    supplier: Supplier
    lots: list[Lot]


@dataclass(frozen=True)
class EntryCompleteness:
    """9 of 12 facts, and what is missing."""

    known: int
    asked: int
    missing: list[WantedFact]


@dataclass(frozen=True)
class AgreementPage:
    """What the page shows. Councillors read the fields of the published register, and nothing for officers."""

    is_officer: bool
    may_change: bool
    state: AgreementStateText
    days: list[LastSafeDay]
    ends: str
    notice: str
    suppliers: list[SupplierOfAgreement]
    lots: list[Lot]
    call_offs: list[Agreement]
    framework: Agreement | None
    extensions: list[ExtensionRow]
    variations: VariationTotals
    change_limit: ChangeLimit | None
    documents: list[Document]
    completeness: EntryCompleteness
    cycle: Cycle | None
    replaced_in: list[Cycle]
    changes: list[Entry]
    route: str
    regime: str
    regime_route: str
    risk_class: str
    can: dict[str, bool]  # the changes that fit its state


def agreement_page(agreement: Agreement, user: User, today: date) -> AgreementPage:
    """A fixed number of statements, whatever the rows: kinds of rows that there are none of are not read.

    `agreement` is one of `with_parts`.
    """
    parts: Any = agreement
    is_officer, edition = roles_of(user).is_officer, edition_in_force(today)
    extensions = list(agreement.extensions.all())
    variations = list(agreement.variations.all() if parts.has_variations else ())
    replaced_in = replacing_cycles(agreement, user, today)
    state = agreement_state(agreement, replaced_in, today)
    still_open = sum(each.state == ExtensionState.OPEN for each in extensions)
    framework = None
    if agreement.framework_id:
        framework = visible_agreements(user, today).filter(pk=agreement.framework_id).first()
    call_offs = visible_agreements(user, today).filter(framework=agreement) if parts.has_call_offs else None
    supplied = agreement.supplied_by.select_related("supplier", "lot").order_by("supplier__name", "supplier", "pk")
    changes = Event.objects.filter(chain=agreement.chain)
    asked = [fact for fact in WANTED if agreement.kind not in fact.not_for]
    return AgreementPage(
        is_officer=is_officer,
        may_change=bool(may_change_seen_agreement(user, agreement)),
        state=state,
        days=last_safe_days(agreement, state.code, replaced_in),
        ends=ends_in_words(agreement, still_open),
        notice=notice_in_words(agreement.notice_months, agreement.notice_days),
        suppliers=[
            SupplierOfAgreement(supplier, [row.lot for row in rows if row.lot])
            for supplier, rows in groupby(supplied, key=lambda row: row.supplier)
        ],
        lots=list(agreement.lots.all() if parts.has_lots else ()),
        call_offs=[] if call_offs is None else list(call_offs.order_by("reference")),
        framework=framework,
        extensions=extension_rows(agreement, extensions, variations),
        variations=variation_totals(agreement, extensions, variations),
        change_limit=change_limit(agreement, variations, extensions, edition.figures) if variations else None,
        documents=list(documents_of(agreement, user, today) if parts.has_documents else ()),
        completeness=EntryCompleteness(
            len(asked) - len(agreement.missing), len(asked), [BY_CODE[code] for code in agreement.missing]
        ),
        cycle=visible_cycle(user, agreement, today),
        replaced_in=replaced_in,
        changes=entries(changes.order_by("-seq")[:FIRST_EVENTS]) if is_officer else [],
        route=route_name(edition, DeliveryRoute, agreement.route),
        regime=route_name(edition, LegalRegime, agreement.regime),
        regime_route=route_name(edition, RegimeRoute, agreement.regime_route),
        risk_class=risk_class_name(edition, agreement.risk_class),
        can={
            "vary": bool(may_vary(agreement)),
            "end": bool(may_end(agreement)),
            "say_running_on": bool(may_say_running_on(agreement, today)),
            "reopen": bool(may_reopen(agreement)),
            "reorganise": bool(may_plan_reorganisation(edition.figures)),
        },
    )
