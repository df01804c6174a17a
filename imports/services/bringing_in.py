"""Writing a checked import to the register: asked for by a person, done by a worker in one transaction.

Celery's beat starts it three times a minute, and two runs at once are harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Directorate, User
from accounts.refusals import Refused, Stale
from audit import services as trail
from contracts.models import Agreement, Supplier, SupplierName
from contracts.services.agreements import change_agreement, record_agreement, start_batch, values_of
from contracts.services.outlook import renew_outlooks
from contracts.services.suppliers import SupplierInput, add_supplier
from contracts.supplier_names import supplier_key
from cycles.models import Service
from imports.models import ImportName, ImportRow, ImportState, NameAnswer, NameKind, RegisterImport, RowVerdict
from imports.policies import may_import
from imports.services import progress
from imports.services.checking import JudgedRow, judge_rows, working_on
from imports.services.files import discard_bytes
from imports.services.locking import lock_rows
from imports.services.meaning import changed_input, input_of
from imports.services.names import MeantName, NameBook
from imports.services.snapshots import snapshot_of
from notifications.services.notifying import notify
from ui.text import folded
from ui.wording import counted

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=2)
ATTEMPTS = 3
NOT_DONE = "Something went wrong each time it was tried, and nothing was written. Press “Bring in” to try again."
BATCH = 500


class Moved(Exception):
    """The register is not what it was when the file was checked; so many rows would do something else."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


def request_bringing_in(register_import: RegisterImport, *, actor: User, at: datetime) -> RegisterImport:
    """Have the rows that are new or changed written. A second press is refused: it is under way.

    Raises Refused, or ValidationError where there is nothing to write.
    """
    with working_on(register_import, actor=actor) as fresh:
        if not fresh.counts.get(RowVerdict.NEW) and not fresh.counts.get(RowVerdict.CHANGED):
            raise ValidationError("There is nothing to bring in: no row is new, and none changes anything")
        fresh.state, fresh.error, fresh.attempts = ImportState.BRINGING_IN, "", 0
        fresh.brought_in_by, fresh.brought_in_at = actor, at
        fresh.lease, fresh.lease_until = "", None
        return fresh


def bring_in_waiting(clock: Clock) -> int:
    """Bring in every import that was asked for; returns how many were dealt with.

    Each is written whole, or not at all and it says why. What fails unforeseen is tried again after the lease.
    """
    dealt_with = 0
    while leased := lease(clock()):
        try:
            _write(leased, clock)
        except Moved as moved:
            rows = counted(moved.rows, "row")
            _put_back(
                leased,
                ImportState.TO_CHECK,
                f"The register has changed since you checked the file: {rows} would now"
                " do something else. Nothing was written. Check them, then bring the file in again.",
                clock(),
            )
        except (Refused, ValidationError) as refused:
            sentence = "; ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
            _put_back(leased, ImportState.FAILED, f"Nothing was written. {sentence}", clock())
        except Exception:
            logger.exception("Import %s could not be brought in", leased.pk)
        finally:
            progress.forget(leased)
        dealt_with += 1
    return dealt_with


def lease(now: datetime) -> RegisterImport | None:
    """Take the next import, or one whose lease has expired because its process was killed; None without any.

    The UPDATE repeats the condition, so one of several processes gets it.
    """
    due = RegisterImport.objects.filter(state=ImportState.BRINGING_IN)
    due = due.filter(Q(lease="") | Q(lease_until__lt=now))
    while found := due.order_by("brought_in_at", "pk").first():
        if found.attempts >= ATTEMPTS:
            with transaction.atomic():
                if due.filter(pk=found.pk).update(state=ImportState.FAILED, lease="", error=NOT_DONE):
                    _notify("import_failed", found, now)
            continue
        values = {"lease": uuid4().hex, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
        if due.filter(pk=found.pk).update(**values):
            return RegisterImport.objects.select_related("by", "brought_in_by").get(pk=found.pk)
    return None


def _write(leased: RegisterImport, clock: Clock) -> None:
    with transaction.atomic():
        if connection.vendor == "postgresql":  # one import writes at a time, so that two files add an agreement once
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contracts.import'))")
        fresh = RegisterImport.objects.select_for_update().get(pk=leased.pk)
        if fresh.state != ImportState.BRINGING_IN or fresh.lease != leased.lease:
            return
        assert fresh.brought_in_by is not None
        actor, at = fresh.brought_in_by, clock()
        if not (verdict := may_import(actor)):
            raise Refused(verdict.reason)
        judged, moved = judge_rows(fresh, actor=actor, at=at)
        if moved:
            raise Moved(moved)
        writer = _Writer(fresh, actor, at)
        try:
            writer.write(judged)
        except Stale as stale:  # somebody changed an agreement after it was read a moment ago
            raise Moved(1) from stale
        added, changed = fresh.counts[RowVerdict.NEW], fresh.counts[RowVerdict.CHANGED]
        facts = {"file": fresh.file_name, "sha256": fresh.sha256, "added": added, "changed": changed}
        trail.record(trail.SYSTEM, "file_brought_in", actor=actor, at=at, about=fresh, **facts)
        fresh.state, fresh.brought_in_at, fresh.lease, fresh.lease_until = ImportState.DONE, at, "", None
        fresh.error = ""
        discard_bytes(fresh)
        fresh.save()
        _notify("import_done", fresh, at)


class _Writer:
    """Writes the rows of one import, and the suppliers and services that they need."""

    def __init__(self, register_import: RegisterImport, actor: User, at: datetime) -> None:
        self.register_import, self.actor, self.at = register_import, actor, at
        self.names = NameBook(register_import)
        self.suppliers: dict[int, Supplier] = {}
        self.made: list[ImportName] = []
        self.batch = start_batch(at)

    def write(self, judged: list[JudgedRow]) -> None:
        pks = {meant.pk for each in judged for meant, _ in each.wanted.suppliers if meant.pk}
        lock_rows({each.row.agreement.pk for each in judged if each.row.agreement}, pks)
        self.suppliers = {row.pk: row for row in Supplier.objects.select_related("merged_into").filter(pk__in=pks)}
        for done, each in enumerate(judged, start=1):
            self._write_row(each)
            progress.store(self.register_import, done, len(judged))
        rows = [each.row for each in judged]
        renew_outlooks(timezone.localdate(self.at), Agreement.objects.filter(pk__in=[row.agreement_id for row in rows]))
        ImportRow.objects.bulk_update(rows, ["agreement", "stored_version"], batch_size=BATCH)
        changed = [row for row in rows if row.before is not None]
        ImportRow.objects.bulk_update(changed, ["before"], batch_size=BATCH)
        ImportName.objects.bulk_update(self.made, ["made"], batch_size=BATCH)
        same = [  # another spelling that somebody said to be a supplier's is one of its names from now on
            (name, self.names.meant(NameKind.SUPPLIER, name.name))
            for name in self.names.names.values()
            if name.kind == NameKind.SUPPLIER and name.answer == NameAnswer.SAME
        ]
        spellings = [
            SupplierName(supplier_id=meant.pk, name=name.name[:200], key=supplier_key(name.name))
            for name, meant in same
            if meant and meant.pk
        ]
        SupplierName.objects.bulk_create(spellings, ignore_conflicts=True, batch_size=BATCH)

    def _write_row(self, each: JudgedRow) -> None:
        row, wanted = each.row, each.wanted
        try:
            if row.agreement is None:
                service = self._service(wanted.service, wanted.columns.get("directorate"))
                values = input_of(wanted, self._supplier, service)
                agreement = record_agreement(values, actor=self.actor, at=self.at, batch=self.batch)
            else:
                agreement = row.agreement
                directorate = wanted.columns.get("directorate") or agreement.directorate
                service = self._service(wanted.service, directorate)
                row.before = snapshot_of(values_of(agreement)) | {"version": agreement.version}
                values = changed_input(agreement, wanted, self._supplier, service)
                seen = agreement.version
                agreement = change_agreement(agreement, values, actor=self.actor, at=self.at, seen_version=seen)
        except ValidationError as wrong:
            raise ValidationError(f"Row {row.number}: {'; '.join(wrong.messages)}") from wrong
        row.agreement, row.stored_version = agreement, agreement.version

    def _supplier(self, meant: MeantName) -> Supplier:
        """The supplier meant, or the one that it was merged into; a new one is added where it is first needed."""
        if meant.pk is None:
            name = self.names.names[NameKind.SUPPLIER, meant.key]
            if not name.made:
                supplier = add_supplier(SupplierInput(name.name, **name.facts), actor=self.actor, at=self.at)
                name.made, self.suppliers[supplier.pk] = supplier.pk, supplier
                self.made.append(name)
            return self.suppliers[name.made]
        supplier = self.suppliers[meant.pk]
        return supplier.merged_into or supplier

    def _service(self, meant: MeantName | None, directorate: Directorate | None) -> Service | None:
        """The service meant; a new one needs the directorate of the row that names it first."""
        if meant is None:
            return None
        if meant.pk:
            return Service.objects.get(pk=meant.pk)
        name = self.names.names[NameKind.SERVICE, meant.key]
        if name.made:
            return Service.objects.get(pk=name.made)
        if directorate is None:
            return None
        words = folded(name.name)
        service = Service.objects.create(name=name.name[:200], words=words, directorate=directorate, created_at=self.at)
        name.made = service.pk
        self.made.append(name)
        return service


def _put_back(leased: RegisterImport, state: str, error: str, at: datetime) -> None:
    """Nothing was written; rows to be checked again are judged by the register as it is now."""
    with transaction.atomic():
        fresh = (
            RegisterImport.objects.select_for_update(of=("self",))
            .select_related("by", "brought_in_by")
            .get(pk=leased.pk)
        )
        if fresh.lease != leased.lease:
            return
        assert fresh.brought_in_by is not None
        fresh.state, fresh.error, fresh.lease, fresh.lease_until = state, error, "", None
        if state == ImportState.TO_CHECK:
            judge_rows(fresh, actor=fresh.brought_in_by, at=at)
        fresh.save()
        _notify("import_failed", fresh, at)


def _notify(kind: str, register_import: RegisterImport, at: datetime) -> None:
    notify(
        kind,
        [register_import.by],
        about=register_import,
        occasion=f"import:{register_import.pk}:{at.isoformat()}",
        address=reverse("contracts-import", args=[register_import.pk]),
        at=at,
        file=register_import.file_name,
    )
