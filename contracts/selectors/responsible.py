"""Who answers for an agreement or a waiver, and is reminded of its dates; and the cycles that prepare what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import GRADES
from contracts.models import Agreement, Waiver
from cycles.models import LIVE_STAGES, Cycle, CycleStage
from cycles.selectors.replacements import Managers, active_managers, holder_or_replacements


def with_next_cycle() -> Q:
    """Agreements for which the next cycle has started: one that replaces it, or a live one of its service."""
    replacing = Cycle.objects.filter(replaced_agreement__agreement=OuterRef("pk")).exclude(stage=CycleStage.STOPPED)
    of_service = Cycle.objects.filter(service=OuterRef("service"), stage__in=LIVE_STAGES).exclude(pk=OuterRef("cycle"))
    without_own = of_service.filter(Q(number__gt=OuterRef("cycle__number")))
    first = Q(Exists(Cycle.objects.filter(service=OuterRef("service"), stage__in=LIVE_STAGES)), cycle__isnull=True)
    return Q(Exists(replacing)) | Q(Exists(without_own)) | first


def unanswered(today: date) -> QuerySet[Agreement]:
    """Signed agreements whose end has passed without anybody saying whether they are over or run on."""
    return Agreement.objects.filter(
        is_signed=True, current_end__lt=today, ended_on__isnull=True, running_on_since__isnull=True
    )


def waivers_in_use() -> QuerySet[Waiver]:
    """Those that were not withdrawn and that no cycle has ended."""
    return Waiver.objects.filter(withdrawn_because="", ended_by__isnull=True)


def live_cycles_of(agreements: Iterable[Agreement]) -> Mapping[int, list[Cycle]]:
    """The live cycles that put an agreement in place or replace it, by the agreement's key. One statement."""
    keys = {row.pk for row in agreements}
    cycles: dict[int, list[Cycle]] = {}
    rows = Cycle.objects.filter(stage__in=LIVE_STAGES).select_related("lead", "sponsor", "service")
    linked = rows.filter(Q(agreements__in=keys) | Q(replaced_agreement__agreement__in=keys))
    for cycle in linked.annotate(put=F("agreements"), replaced=F("replaced_agreement__agreement")):
        for key in {cycle.put, cycle.replaced} & keys:
            if cycle not in cycles.setdefault(key, []):
                cycles[key].append(cycle)
    return cycles


def responsible_for(agreement: Agreement, cycles: Sequence[Cycle], managers: Managers) -> list[User]:
    """Contract manager, deputy, and the leads of its live cycles; managers in place of who has left or is not named."""
    people = _manager_or_instead(agreement, managers)
    if agreement.deputy and agreement.deputy.is_active:
        people.append(agreement.deputy)
    for cycle in cycles:
        people += holder_or_replacements(cycle.lead, cycle, managers)
    return list(dict.fromkeys(people))


def asked_whether_it_runs(agreement: Agreement, managers: Managers) -> list[User]:
    """The contract manager, and the grade above them in the directorate."""
    people = _manager_or_instead(agreement, managers)
    held = [
        place
        for place, grade in enumerate(GRADES)
        if agreement.contract_manager in managers.get((agreement.directorate_id or 0, grade), ())
    ]
    for grade in GRADES[max(held, default=-1) + 1 :]:
        if above := managers.get((agreement.directorate_id or 0, grade)):
            return list(dict.fromkeys([*people, *above]))
    return people


def responsible_for_waiver(waiver: Waiver, managers: Managers) -> list[User]:
    """Who answers for its agreement; without one the managers of its directorate."""
    if waiver.agreement and waiver.agreement.is_signed:
        return responsible_for(waiver.agreement, [], managers)
    return managers_of(waiver.directorate_id, managers)


def managers_of(directorate: int | None, managers: Managers) -> list[User]:
    """The managers of the lowest grade that anybody holds there."""
    return next((list(there) for grade in GRADES if (there := managers.get((directorate or 0, grade)))), [])


def recipients_now(agreement: Agreement) -> tuple[list[User], list[User]]:
    """Who answers for one agreement, and who is asked whether it still runs."""
    managers, cycles = active_managers(), live_cycles_of([agreement]).get(agreement.pk, [])
    return responsible_for(agreement, cycles, managers), asked_whether_it_runs(agreement, managers)


def _manager_or_instead(agreement: Agreement, managers: Managers) -> list[User]:
    if agreement.contract_manager and agreement.contract_manager.is_active:
        return [agreement.contract_manager]
    return managers_of(agreement.directorate_id, managers)
