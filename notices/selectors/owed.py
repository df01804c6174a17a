"""The notices that agreements and running procurements owe, by the law of the edition in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from contracts.models import Agreement, AgreementKind
from contracts.selectors.change_totals import change_key
from contracts.selectors.visibility import visible_agreements
from cycles.models import Cycle, CycleStage
from cycles.selectors.visibility import visible_to
from cycles.timetable import WITH_SUPPLIER
from notices.facts import NoticeDue, NoticeDueState
from notices.rules import notices_due, since_register
from notices.selectors.facts import agreement_facts, procurement_facts, related_rows
from principles.selectors import edition_in_force

BUYING_ROUTES = tuple(sorted(WITH_SUPPLIER - {""}))
PROCURING_STAGES = (CycleStage.PLAN, CycleStage.DO)
WITHOUT_NOTICES = (AgreementKind.IN_HOUSE, AgreementKind.DIRECT_PAYMENTS)
SOON = timedelta(days=90)
OPEN_STATES = (NoticeDueState.LATE, NoticeDueState.DUE, NoticeDueState.TO_COME, NoticeDueState.NOT_KNOWN)
# What councillors read: not what an officer has still to find out, nor reasons.
PUBLIC_STATES = (NoticeDueState.LATE, NoticeDueState.DUE, NoticeDueState.PUBLISHED)


@dataclass(frozen=True)
class OwedNotice:
    """One notice of one agreement or running procurement.

    `change` is what the variation changes that it is about. `also` are the codes of other notices of the same, for
    which the same fact is missing.
    """

    notice: NoticeDue
    agreement: Agreement | None = None
    cycle: Cycle | None = None
    change: str = ""
    also: tuple[str, ...] = ()

    @property
    def subject(self) -> Agreement | Cycle:
        subject = self.agreement or self.cycle
        assert subject is not None
        return subject

    @property
    def known_since(self) -> date:
        """When what it is of came into the register, or its cycle into the stage."""
        subject = self.subject
        return timezone.localdate(subject.stage_since if isinstance(subject, Cycle) else subject.added_at)

    @property
    def reference(self) -> str:
        return self.subject.reference

    @property
    def title(self) -> str:
        return self.agreement.title if self.agreement else str(self.cycle and self.cycle.service)

    @property
    def key(self) -> str:
        """Its code and occurrence, as addresses and forms name it."""
        return notice_key(self.notice.code, self.notice.occurrence)

    @property
    def codes(self) -> list[str]:
        return [self.notice.code, *self.also]


def notice_key(code: str, occurrence: str) -> str:
    return f"{code}:{occurrence}"


@dataclass(frozen=True)
class NoticeFilter:
    """What of the list is shown. `state` "" is everything that is open."""

    directorate: str = ""
    code: str = ""
    state: str = ""
    mine: bool = False


def law_in_force(today: date) -> Mapping[str, Any]:
    """The figures of the edition in force: the law of notices is that of the day, not that of a cycle's edition."""
    figures: Mapping[str, Any] = edition_in_force(today).figures
    return figures


def notices_of(
    agreements: Sequence[Agreement],
    cycles: Sequence[Cycle],
    figures: Mapping[str, Any],
    today: date,
    *,
    everything: bool = True,
) -> list[OwedNotice]:
    """Without `everything` what its kind or its law rules out at once is left out, which saves most of the work."""
    rows, owed = related_rows(agreements, cycles), list[OwedNotice]()
    # the figures with the notices alone that may be due, by kind and regime of the agreement
    concerning: dict[tuple[str, str], Mapping[str, Any]] = {}
    if not everything:
        of_agreements = [each for each in figures.get("notices", ()) if each["belongs_to"] == "agreement"]
        regimes = {regime for each in of_agreements for regime in each["regimes"]}
        for kind, regime in product(AgreementKind.values, regimes):
            wanted = [each for each in of_agreements if kind in (each["kinds"] or (kind,))]
            wanted = [each for each in wanted if regime in (each["regimes"] or (regime,))]
            concerning[kind, regime] = {**figures, "notices": wanted}
    for agreement in agreements:
        added = timezone.localdate(agreement.added_at)
        changes = {change_key(row): row.what for row in rows.variations[agreement.pk]}
        facts = agreement_facts(agreement, rows, figures, today)
        law = concerning.get((facts.kind, facts.regime), figures)
        for notice in notices_due(facts, law, today):
            change = changes.get(notice.occurrence, "")
            said = notice.sentence.replace(f"change {notice.occurrence} ", f"change “{change}” ") if change else ""
            counted = since_register(replace(notice, sentence=said) if change else notice, added)
            owed.append(OwedNotice(counted, agreement=agreement, change=change))
    for cycle in cycles:
        facts = procurement_facts(cycle, rows)
        for notice in notices_due(facts, concerning.get((facts.kind, facts.regime), figures), today):
            owed.append(OwedNotice(notice, cycle=cycle))
    return owed


def agreements_that_owe(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Without the kinds for which no law has anything published."""
    return agreements.exclude(kind__in=WITHOUT_NOTICES).select_related(
        "cycle__procurement", "directorate", "procurement"
    )


def running_procurements(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Cycles in Plan or Do that buy. Once what they bought is in the register, its entry has the notices."""
    in_register = Agreement.objects.filter(cycle=OuterRef("pk"))
    rows = cycles.filter(stage__in=PROCURING_STAGES, delivery_route__code__in=BUYING_ROUTES)
    return rows.exclude(Exists(in_register)).select_related("service", "directorate", "procurement")


def subjects_of(user: User, today: date, *, mine: bool = False) -> tuple[list[Agreement], list[Cycle]]:
    """What the list of one person is about: the agreements and, of officers, the running procurements that they see."""
    agreements = agreements_that_owe(visible_agreements(user, today))
    if mine:
        agreements = agreements.filter(Q(contract_manager=user) | Q(deputy=user))
    if not roles_of(user).is_officer:
        return list(agreements), []
    cycles = running_procurements(visible_to(user, today))
    return list(agreements), list(cycles.filter(lead=user) if mine else cycles)


def owed_notices(
    subjects: tuple[list[Agreement], list[Cycle]],
    wanted: NoticeFilter,
    figures: Mapping[str, Any],
    today: date,
    *,
    is_officer: bool,
) -> list[OwedNotice]:
    """The list: late first, then due soon, to come, and what cannot be said because a fact is missing."""
    agreements, cycles = subjects
    if wanted.directorate:
        agreements = [row for row in agreements if row.directorate and row.directorate.code == wanted.directorate]
        cycles = [row for row in cycles if row.directorate.code == wanted.directorate]
    everything = wanted.state in (NoticeDueState.PUBLISHED, NoticeDueState.NOT_REQUIRED)
    owed = notices_of(agreements, cycles, figures, today, everything=everything)
    states: Sequence[str] = [wanted.state] if wanted.state else OPEN_STATES
    if not is_officer:
        states = [state for state in states if state in PUBLIC_STATES]
    rows = [row for row in owed if row.notice.state in states and (not wanted.code or row.notice.code == wanted.code)]

    def order(row: OwedNotice) -> tuple[int, date, str, str]:
        last = row.notice.due_by or row.notice.published_on or date.max
        if row.notice.state is NoticeDueState.LATE:
            group = 0
        elif row.notice.state in (NoticeDueState.DUE, NoticeDueState.TO_COME):
            group = 1 if last <= today + SOON else 2
        else:
            group = 3
        return group, last, row.reference, row.key

    return sorted(_by_missing_fact(rows), key=order)


def _by_missing_fact(rows: Iterable[OwedNotice]) -> list[OwedNotice]:
    """What cannot be said for one and the same reason is one row. What is to come some day has no row yet."""
    shown: list[OwedNotice] = []
    places: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.notice.state is NoticeDueState.TO_COME and row.notice.due_by is None:
            continue
        if row.notice.state is NoticeDueState.NOT_KNOWN:
            place = places.setdefault((row.reference, row.notice.sentence), len(shown))
            if place < len(shown):
                if row.notice.code not in shown[place].codes:
                    shown[place] = replace(shown[place], also=(*shown[place].also, row.notice.code))
                continue
        shown.append(row)
    return shown
