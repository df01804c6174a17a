"""What search looks for, each kind with the SQL that finds it and the words in which a hit is told.

The statements are written out: as querysets they took half of the page (docs/adr/0045). Each begins with `hidden`, the
cycles that the person may not see by cycles.selectors.visibility.not_visible_to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from accounts.policies.people import may_see_people
from accounts.presenters import post_of
from accounts.roles import roles_of
from accounts.selectors import ROLES
from checklists.models import Evidence
from checklists.policies.reading import readable_evidence
from contracts.models import Agreement, Supplier
from contracts.presenters.cycle_agreements import suppliers_in_words, when_in_words
from contracts.selectors.visibility import visible_agreements_sql
from cycles.models import Cycle, Service
from cycles.models.cycle import cycle_title
from cycles.selectors.visibility import not_visible_to_sql
from principles.models import Principle, Question
from stages.records.models import RecordText
from stages.records.steps import page_of_table
from ui.text_search import holds_sql

SqlCondition = tuple[str, Sequence[Any]]  # with its values
HitTexts = tuple[str, str, str]  # a title, its address, and what is said beneath it
EVERYTHING: SqlCondition = ("1 = 1", ())
NOTHING: SqlCondition = ("1 = 0", ())


@dataclass(frozen=True)
class SearchScope:
    """For whom what is looked for: its words, and the cycles that the person may not see as a statement of SQL."""

    user: User
    words: Sequence[str]
    on: date
    hidden: SqlCondition

    @classmethod
    def of(cls, user: User, words: Sequence[str], on: date) -> SearchScope:
        return cls(user, words, on, not_visible_to_sql(user, on))


def _everything(scope: SearchScope) -> SqlCondition:
    return EVERYTHING


def _visible_agreements(scope: SearchScope) -> SqlCondition:
    return visible_agreements_sql(scope.user), ()


def _records_for_officers(scope: SearchScope) -> SqlCondition:
    """Rows of the tables of Analyse and Plan, drafts too: officers read the work of every cycle they see."""
    return EVERYTHING if roles_of(scope.user).is_officer else NOTHING


def _readable_evidence(scope: SearchScope) -> SqlCondition:
    if roles_of(scope.user).is_officer:
        return EVERYTHING
    keys, values = Evidence.objects.filter(readable_evidence(scope.user)).values("pk").query.sql_with_params()
    return f"evidence.id IN ({keys})", values


def _people_for_officers(scope: SearchScope) -> SqlCondition:
    return EVERYTHING if may_see_people(scope.user) else NOTHING


def _of_edition_in_force(scope: SearchScope) -> SqlCondition:
    first = "SELECT id FROM principles_edition WHERE valid_from <= %s ORDER BY valid_from DESC, id DESC LIMIT 1"
    return f"question.edition_id = ({first})", (scope.on.isoformat(),)


def _service_told(row: Any) -> HitTexts:
    latest = f"Latest cycle {row.latest}" if row.latest else "No cycle yet"
    return row.name, reverse("service", args=[row.pk]), f"{latest}, {row.place}"


def _cycle_told(row: Any) -> HitTexts:
    told = f"{row.reference}, {row.get_stage_display()}, {row.place}. {row.purpose}"
    return cycle_title(row.service_name, row.number), row.get_absolute_url(), told


def _agreement_told(row: Any) -> HitTexts:
    parts = [row.get_kind_display(), suppliers_in_words(row), row.place or ""]
    told = f"{row.reference}, {', '.join(filter(None, parts))}. {when_in_words(row)}"
    return row.title, row.get_absolute_url(), told


def _supplier_told(row: Any) -> HitTexts:
    number = f"Supplier, company number {row.company_number}" if row.company_number else "Supplier"
    return row.name, row.get_absolute_url(), number


def _record_told(row: Any) -> HitTexts:
    """The page of its table, at the row."""
    cycle = Cycle(reference=row.cycle_reference)
    page, draft = page_of_table(cycle, row.kind), ", draft to confirm" if row.is_draft else ""
    title = cycle_title(row.service_name, row.cycle_number)
    told = f"{page.title if page else 'Record'}{draft}, {title}, {row.cycle_reference}"
    return row.title, f"{page.url if page else cycle.get_absolute_url()}#row-{row.record_id}", told


def _evidence_told(row: Any) -> HitTexts:
    url = reverse("evidence-item", args=[row.cycle_reference, row.pk])
    return row.title, url, f"{cycle_title(row.service_name, row.cycle_number)}, {row.cycle_reference}"


def _person_told(row: User) -> HitTexts:
    return row.name, reverse("person", args=[row.pk]), post_of(row)


def _question_told(row: Any) -> HitTexts:
    principle = Principle(code=row.principle_code, name=row.principle_name)
    url = f"{reverse('framework-principle', args=[principle.slug])}#{row.code.lower()}"
    told = f"{row.code}, {principle}, {row.get_stage_display()} gate. {row.text}"
    return row.title, url, told


@dataclass(frozen=True)
class SearchKind:
    """One kind of thing: its name in SQL, what is read of its rows in which order, and how a hit is told.

    A row is found that `exists` for the person and fits what else `may_find` says.
    """

    name: str
    model: type[Model]
    row: str
    columns: str
    order: str
    told: Callable[[Any], HitTexts]
    joined: str = ""  # what else the columns are read from
    exists: str = "1 = 1"
    may_find: Callable[[SearchScope], SqlCondition] = _everything
    also: tuple[Any, ...] = ()  # what is read beside the rows

    @property
    def table(self) -> str:
        return f"{self.model._meta.db_table} {self.row}"

    def found(self, scope: SearchScope) -> SqlCondition:
        """Which rows the person may find."""
        holds, patterns = holds_sql(scope.words, f"{self.row}.words")
        may_find, values = self.may_find(scope)
        return f"{holds} AND {self.exists} AND {may_find}", [*patterns, *values]

    def first(self, scope: SearchScope, number: int) -> list[Any]:
        """So many of the first hits. Without a statement where the person may find none of the kind."""
        found, values = self.found(scope)
        if found.endswith(NOTHING[0]):
            return []
        hidden, admitted = scope.hidden
        statement = f"""
            WITH hidden (id, service_id) AS ({hidden})
            SELECT {self.row}.id, {self.columns} FROM {self.table} {self.joined}
            WHERE {found} ORDER BY {self.order} LIMIT {number}"""
        rows = self.model._default_manager.raw(statement, [*admitted, *values])
        return list(rows.prefetch_related(*self.also) if self.also else rows)


def count_hits(kinds: Mapping[str, SearchKind], scope: SearchScope, most: int) -> dict[str, int]:
    """How many there are of each of these kinds, at most one more than `most`: one statement."""
    hidden, admitted = scope.hidden
    parts, values = [], list(admitted)
    for code, kind in kinds.items():
        found, of_kind = kind.found(scope)
        rows = f"SELECT 1 AS one FROM {kind.table} WHERE {found} LIMIT {most + 1}"
        parts.append(f"SELECT '{code}', COUNT(*) FROM ({rows}) AS {code}")
        values += of_kind
    with connection.cursor() as cursor:
        cursor.execute(f"WITH hidden (id, service_id) AS ({hidden}) {' UNION ALL '.join(parts)}", values)
        return dict(cursor.fetchall())


# Of the cycle that a row belongs to, how it is named.
CYCLE_COLUMNS = "cycle.reference AS cycle_reference, cycle.number AS cycle_number, service.name AS service_name"
CYCLE_JOINED = """JOIN cycles_cycle cycle ON cycle.id = {row}.cycle_id
    JOIN cycles_service service ON service.id = cycle.service_id"""
KINDS: Mapping[str, SearchKind] = {
    # each with the latest of its cycles that the person sees; without one it is as absent as they are
    "services": SearchKind(
        "Services",
        Service,
        "service",
        """service.name, directorate.name AS place, (
            SELECT latest.reference FROM cycles_cycle latest
            WHERE latest.service_id = service.id AND latest.id NOT IN (SELECT id FROM hidden)
            ORDER BY latest.number DESC LIMIT 1
        ) AS latest""",
        "service.id DESC",
        _service_told,
        "JOIN accounts_directorate directorate ON directorate.id = service.directorate_id",
        """(service.id NOT IN (SELECT service_id FROM hidden) OR EXISTS (
            SELECT 1 FROM cycles_cycle seen
            WHERE seen.service_id = service.id AND seen.id NOT IN (SELECT id FROM hidden)
        ))""",
    ),
    "cycles": SearchKind(
        "Cycles",
        Cycle,
        "cycle",
        "cycle.reference, cycle.number, cycle.stage, cycle.purpose, service.name AS service_name, "
        "directorate.name AS place",
        "cycle.serial DESC",
        _cycle_told,
        """JOIN cycles_service service ON service.id = cycle.service_id
            JOIN accounts_directorate directorate ON directorate.id = cycle.directorate_id""",
        "cycle.id NOT IN (SELECT id FROM hidden)",
    ),
    "agreements": SearchKind(
        "Agreements",
        Agreement,
        "agreement",
        """agreement.reference, agreement.title, agreement.kind, agreement.start, agreement.current_end,
        agreement.ended_on, agreement.is_rolling, agreement.notice_by, directorate.name AS place, (
            SELECT supplier.name FROM contracts_agreementsupplier held
            JOIN contracts_supplier supplier ON supplier.id = held.supplier_id
            WHERE held.agreement_id = agreement.id ORDER BY supplier.name LIMIT 1
        ) AS supplier_name, (
            SELECT COUNT(DISTINCT held.supplier_id) FROM contracts_agreementsupplier held
            WHERE held.agreement_id = agreement.id
        ) AS supplier_count""",
        "agreement.serial DESC",
        _agreement_told,
        "LEFT JOIN accounts_directorate directorate ON directorate.id = agreement.directorate_id",
        may_find=_visible_agreements,
    ),
    "suppliers": SearchKind(
        "Suppliers",
        Supplier,
        "supplier",
        "supplier.name, supplier.company_number",
        "supplier.name, supplier.id",
        _supplier_told,
        exists="supplier.merged_into_id IS NULL",
    ),
    "records": SearchKind(
        "Records of Analyse and Plan",
        RecordText,
        "record",
        f"record.kind, record.record_id, record.title, record.is_draft, {CYCLE_COLUMNS}",
        "record.id DESC",
        _record_told,
        CYCLE_JOINED.format(row="record"),
        "record.cycle_id NOT IN (SELECT id FROM hidden)",
        may_find=_records_for_officers,
    ),
    "evidence": SearchKind(
        "Evidence",
        Evidence,
        "evidence",
        f"evidence.title, {CYCLE_COLUMNS}",
        "evidence.id DESC",
        _evidence_told,
        CYCLE_JOINED.format(row="evidence"),
        "evidence.cycle_id NOT IN (SELECT id FROM hidden)",
        may_find=_readable_evidence,
    ),
    "people": SearchKind(
        "People",
        User,
        "person",
        "person.name, person.job_title",
        "person.name, person.id",
        _person_told,
        exists="person.is_active",
        may_find=_people_for_officers,
        also=(ROLES,),
    ),
    "questions": SearchKind(
        "Questions of the framework",
        Question,
        "question",
        "question.code, question.title, question.text, question.stage, principle.code AS principle_code, "
        "principle.name AS principle_name",
        "question.position",
        _question_told,
        "JOIN principles_principle principle ON principle.id = question.principle_id",
        may_find=_of_edition_in_force,
    ),
}
