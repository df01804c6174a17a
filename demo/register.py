"""The demo council's contracts register: demo/agreements.yaml and demo/suppliers.yaml, through the real services.

What a cycle puts in place is recorded beside that cycle's life, everything else in a life of its own. Two files of
other registers are brought in: one is done, one waits at its check page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from accounts.models import Directorate, User
from contracts.models import Agreement, Supplier
from contracts.policies.register import may_keep_register
from contracts.services.agreements import (
    AgreementInput,
    ExtensionInput,
    LotInput,
    SuppliedByInput,
    record_agreement,
)
from contracts.services.documents import DocumentInput, add_document
from contracts.services.ending import end_agreement, say_running_on
from contracts.services.extensions import ExtensionDecisionInput, decline_extension, take_extension
from contracts.services.suppliers import SupplierInput, add_supplier, change_supplier
from contracts.services.variations import VariationInput, record_variation, withdraw_variation
from contracts.services.waivers import WaiverInput, record_waiver
from contracts.supplier_names import supplier_key
from cycles.models import Cycle, Service
from demo.clock import day_of, office_hours
from demo.published_notices import ProcurementNotice, notices
from imports.models import ImportState, NameAnswer
from imports.services.answers import answer_names, confirm_columns
from imports.services.bringing_in import bring_in_waiting, request_bringing_in
from imports.services.files import start_import
from notices.services import NoticeInput, ProcurementInput, change_procurement_record, record_notice
from ui.text import folded

Entry = Mapping[str, Any]
People = Mapping[str, User]
Act = tuple[datetime, Callable[[datetime], object]]

KEEPER = "procurement"  # records what has no contract manager who may
DAYS = ("signed_on", "start", "first_end", "review_on", "break_from", "starts", "expires", "approved_on", "until")
MONEY = ("value", "yearly_value")
PEOPLE = ("contract_manager", "deputy")
DATA = Path(__file__).parent / "data"
INPUTS = {field.name for field in fields(AgreementInput)}


@cache
def script() -> Mapping[str, Any]:
    """Agreements by the council's own reference, waivers, and suppliers by their present names."""
    written: dict[str, Any] = {}
    for name in ("agreements", "suppliers"):
        written |= yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return written


def register_life(people: People, today: date) -> Iterator[datetime]:
    """Everything that no cycle of the demo puts in place, with waivers and what suppliers are called."""
    acts: list[Act] = []
    for reference, entry in script()["agreements"].items():
        if "cycle" not in entry:
            acts += _acts(reference, entry, people, today)
    for place, waiver in enumerate(script()["waivers"]):
        recorded = office_hours(day_of(waiver["approved_on"], today), 300 + place)
        acts.append((recorded, partial(_waive, waiver, people, today)))
    for file, brought_in in script()["imports"].items():
        at = office_hours(day_of(brought_in["day"], today), 330)
        acts.append((at, partial(_bring_in, file, brought_in["state"], people[KEEPER])))
    for name, entry in script()["suppliers"].items():
        if former := entry.get("formerly"):
            acts.append((office_hours(day_of(former["until"], today), 470), partial(_rename, name, former, people)))
    yield from _play(acts)


def life_of_own_agreements(service: str, number: int, people: People, today: date) -> Iterator[datetime]:
    """What the cycle of that service and number puts in place."""
    acts: list[Act] = []
    for reference, entry in script()["agreements"].items():
        if (entry.get("service"), entry.get("cycle")) == (service, number):
            acts += _acts(reference, entry, people, today)
    yield from _play(acts)


def recorded(reference: str) -> Agreement | None:
    """The agreement with that reference of the council's, if it is in the register yet."""
    return Agreement.objects.filter(council_reference=reference).first() if reference else None


def service_named(name: str, directorate: Directorate, at: datetime) -> Service:
    """The service of that name; the register knows services that no cycle was started for."""
    values = {"words": folded(name), "directorate": directorate, "created_at": at}
    return Service.objects.get_or_create(name=name, defaults=values)[0]


def _play(acts: list[Act]) -> Iterator[datetime]:
    for at, act in sorted(acts, key=lambda pair: pair[0]):
        yield at
        act(at)


def _acts(reference: str, entry: Entry, people: People, today: date) -> Iterator[Act]:
    """Recording one agreement, three days after it was signed unless the script says when, and what came later."""
    added = day_of(entry["added"], today) if "added" in entry else day_of(entry["signed_on"], today)
    minutes = 150 + 7 * (sum(map(ord, reference)) % 40)
    delay = 0 if "added" in entry else 3
    yield office_hours(day_of(delay, added), minutes), partial(_record, reference, entry, people, today)
    for place, change in enumerate(entry.get("then", ())):
        at = office_hours(day_of(change["day"], today), minutes + 5 * place)
        yield at, partial(_change, reference, change, _keeper(entry, people), today)


def _keeper(entry: Entry, people: People) -> User:
    named = people.get(entry.get("contract_manager", KEEPER))
    return named if named and may_keep_register(named) else people[KEEPER]


def _record(reference: str, entry: Entry, people: People, today: date, at: datetime) -> None:
    values: dict[str, Any] = {"council_reference": reference}
    notice = notices()[entry["notice"]] if "notice" in entry else None
    if notice:
        values |= {"title": notice.title, "ocid": notice.ocid, "start": notice.start, "first_end": notice.end}
        values |= {"value": notice.value}
    values |= _dated({name: value for name, value in entry.items() if name in INPUTS}, today)
    values |= {name: people[values[name]] for name in PEOPLE if name in values}
    actor = _keeper(entry, people)
    if "directorate" in entry:
        values["directorate"] = Directorate.objects.get(code=entry["directorate"])
    if "service" in entry:
        values["service"] = service_named(entry["service"], values["directorate"], at)
    if "cycle" in entry:
        values["cycle"] = Cycle.objects.get(service=values["service"], number=entry["cycle"])
    values["framework"] = recorded(entry.get("framework", ""))
    values["lots"] = [
        LotInput(str(number), **_dated(lot, today)) for number, lot in enumerate(entry.get("lots", ()), start=1)
    ]
    values["suppliers"] = [
        SuppliedByInput(_supplier(name, actor, at), str(lot) if lot else "")
        for lot, names in _by_lot(entry.get("suppliers", ()))
        for name in names
    ]
    values["extensions"] = [ExtensionInput(**_dated(each, today)) for each in entry.get("extensions", ())]
    if "assumed" in entry:
        values["description"] = " ".join(filter(None, [entry.get("description"), "Demo assumption:", entry["assumed"]]))
    agreement = record_agreement(AgreementInput(**values), actor=actor, at=at)
    if notice:
        add_document(agreement, DocumentInput("Published notice", notice.source), actor=actor, at=at)
        _record_notices(agreement, notice, actor, at)


def _record_notices(agreement: Agreement, notice: ProcurementNotice, actor: User, at: datetime) -> None:
    """Tender and award notice of what was bought under the Procurement Act, on the days of the published ones."""
    if not agreement.regime.startswith("pa2023"):
        return
    days = {"UK4": notice.tender_on, "UK6": notice.award_on}
    if any(days.values()):
        values = ProcurementInput(advertised=True, tender_on=notice.tender_on, award_on=notice.award_on)
        change_procurement_record(agreement, values, actor=actor, at=at, seen_version=0)
    for code, on in days.items():
        if on:
            record_notice(agreement, NoticeInput(code), published_on=on, url=notice.source, actor=actor, at=at)


def _by_lot(suppliers: Any) -> list[tuple[int, list[str]]]:
    """Names of the whole agreement, or names by the number of their lot."""
    return list(suppliers.items()) if isinstance(suppliers, dict) else [(0, list(suppliers))]


def _dated(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """With days for days of the script, and money for numbers."""
    dated = dict(values)
    for name in DAYS:
        if dated.get(name) is not None:
            dated[name] = day_of(dated[name], today)
    for name in MONEY:
        if dated.get(name) is not None:
            dated[name] = Decimal(str(dated[name]))
    return dated


def _supplier(name: str, actor: User, at: datetime) -> Supplier:
    """The supplier of that present name, added under the name that it had on the day."""
    known = dict(script()["suppliers"][name] or {})
    former = known.pop("formerly", None)
    names = [name, former["name"]] if former else [name]
    found = Supplier.objects.filter(key__in=[supplier_key(each) for each in names]).first()
    then = former["name"] if former and timezone.localdate(at) <= former["until"] else name
    return found or add_supplier(SupplierInput(then, **known), actor=actor, at=at)


def _rename(name: str, former: Entry, people: People, at: datetime) -> None:
    """From now on the supplier is called so, if the register knows it by then."""
    supplier = Supplier.objects.filter(key=supplier_key(former["name"])).first()
    if supplier is None:
        return
    known = {key: value for key, value in script()["suppliers"][name].items() if key != "formerly"}
    change_supplier(
        supplier,
        SupplierInput(name, **known),
        former_until=timezone.localdate(at),
        actor=people[KEEPER],
        at=at,
        seen_version=supplier.version,
    )


def _change(reference: str, change: Entry, actor: User, today: date, at: datetime) -> None:
    """One later act on an agreement, on the day on which it was decided."""
    agreement = Agreement.objects.get(council_reference=reference)
    on = timezone.localdate(at)
    do = change["do"]
    if do in ("take_extension", "decline_extension"):
        act = take_extension if do == "take_extension" else decline_extension
        decision = ExtensionDecisionInput(change["by"], on, change["reason"])
        act(agreement, change["number"], decision, actor=actor, at=at)
    elif do in ("vary", "vary_in_error"):
        names = ("what", "kind", "value", "months", "is_foreseen", "approver")
        values = _dated({name: change[name] for name in names if name in change}, today)
        starts = day_of(change.get("starts", on), today)
        variation = record_variation(
            agreement, VariationInput(starts=starts, approved_on=on, **values), actor=actor, at=at
        )
        if do == "vary_in_error":
            withdraw_variation(variation, reason=change["reason"], actor=actor, at=at)
    elif do == "end":
        end_agreement(agreement, day_of(change["last_day"], today), reason=change["reason"], actor=actor, at=at)
    elif do == "run_on":
        say_running_on(agreement, day_of(change["since"], today), reason=change["reason"], actor=actor, at=at)
    else:
        raise ValueError(f"{reference}: nobody can {do}")


def _waive(entry: Entry, people: People, today: date, at: datetime) -> None:
    names = {field.name for field in fields(WaiverInput)} - {"directorate", "agreement", "service", "supplier"}
    values = _dated({name: value for name, value in entry.items() if name in names}, today)
    values["approved_on"] = timezone.localdate(at)  # in office hours
    directorate, actor = Directorate.objects.get(code=entry["directorate"]), people[KEEPER]
    service = service_named(entry["service"], directorate, at)
    cycles = Cycle.objects.filter(service=service, number=entry.get("ended_by_cycle", 0))
    record_waiver(
        WaiverInput(
            **values,
            directorate=directorate,
            service=service,
            agreement=recorded(entry.get("agreement", "")),
            supplier=_supplier(entry["supplier"], actor, at),
        ),
        ended_by=cycles.first(),
        actor=actor,
        at=at,
    )


def _bring_in(name: str, state: str, actor: User, at: datetime) -> None:
    """Read a file with its columns as they are proposed; write it too, unless it is to wait at its check page.

    Services in it that are not the council's yet are new ones.
    """
    started = start_import((DATA / name).read_bytes(), name, actor=actor, at=at)
    fields = {column["letters"]: column["field"] for column in started.columns}
    confirm_columns(started, fields, actor=actor, at=at)
    if state == ImportState.DONE:
        asked = started.names.filter(is_sure=False)
        answer_names(started, {name.pk: (NameAnswer.NEW, None) for name in asked}, actor=actor, at=at)
        request_bringing_in(started, actor=actor, at=at)
        bring_in_waiting(lambda: at)
