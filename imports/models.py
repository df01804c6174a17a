"""Files of registers that are brought in: what each holds, what it would do, and what it did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from contracts.models.agreements import Agreement
from ui.sorting import COLLATION


class ImportState(models.TextChoices):
    COLUMNS = "columns", "Columns to confirm"
    TO_CHECK = "to_check", "To check"
    BRINGING_IN = "bringing_in", "Being brought in"
    DONE = "done", "Brought in"
    FAILED = "failed", "Not brought in"
    TAKEN_BACK = "taken_back", "Taken back"


OPEN_STATES = (ImportState.COLUMNS, ImportState.TO_CHECK, ImportState.FAILED)  # people still work on it
OVER_STATES = (ImportState.DONE, ImportState.TAKEN_BACK)  # kept as the record of what was done


class RegisterImport(models.Model):
    """One file. Nothing of it is in the register until it is brought in, and then all of it at once.

    The bytes are kept under IMPORTS_ROOT while the columns or the sheet can still be chosen anew; what is kept for
    good is its rows. A worker leases it by an UPDATE that sets `lease` and `lease_until`. The lock on this row, not the
    lease, makes sure that it is brought in once.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="register_imports")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=40, blank=True)  # of the kept bytes: uploads/store.py
    source = models.CharField(max_length=64, blank=True)  # digest of its headings: files of one source have one
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.COLUMNS)
    sheet = models.CharField(max_length=200, blank=True)
    sheets = models.JSONField(default=list)  # names of all sheets that hold a table
    heading_row = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)  # imports/services/columns.py
    notices = models.JSONField(default=list)  # lines of the file that were not read as rows, in sentences
    counts = models.JSONField(default=dict)  # rows by verdict
    error = models.TextField(blank=True)  # why it was not brought in, or what has to be looked at again

    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    brought_in_at = models.DateTimeField(null=True, blank=True)  # asked for, then done
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(name="import_state_is_known", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(
                name="import_under_way_has_somebody_who_pressed",
                condition=~Q(state__in=["bringing_in", "done", "taken_back"]) | Q(brought_in_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("brought_in_at", "id"), condition=Q(state="bringing_in"), name="import_to_bring_in"),
            models.Index(fields=("source", "state")),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """People can still change what it will do."""
        return self.state in OPEN_STATES


class RowVerdict(models.TextChoices):
    """What bringing in does with a row. Doubtful and wrong rows stay out until somebody deals with them."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    DOUBTFUL = "doubtful", "Doubtful"
    WRONG = "wrong", "Wrong"
    LEFT_OUT = "left_out", "Left out"


class RowChoice(models.TextChoices):
    TAKE = "take", "Take it as it is"
    LEAVE_OUT = "leave_out", "Leave it out"


class ImportRow(models.Model):
    """One row of the file. `values` are plain values by field; `problems` say what people should look at."""

    register_import = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the spreadsheet shows it
    cells = models.JSONField(default=dict)  # field: the cell's text
    mended = models.JSONField(default=dict)  # field: the text that somebody put in its place
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    left_out_because = models.CharField(max_length=300, blank=True)  # the file says that it is no agreement
    choice = models.CharField(max_length=10, choices=RowChoice.choices, blank=True)
    verdict = models.CharField(max_length=10, choices=RowVerdict.choices)
    doubts = models.JSONField(default=list)  # sentences about the register: which agreement or supplier is meant
    changes = models.JSONField(default=list)  # [field, before, after] in words
    agreement = models.ForeignKey(
        Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    stored_version = models.PositiveIntegerField(null=True, blank=True)  # of the agreement, as bringing in left it
    before = models.JSONField(null=True, blank=True)  # the changed agreement as it was

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("register_import", "number"), name="import_has_a_row_once"),
            models.CheckConstraint(name="row_verdict_is_known", condition=Q(verdict__in=RowVerdict.values)),
        )
        indexes = (models.Index(fields=("register_import", "verdict", "number")),)

    def __str__(self) -> str:
        return f"Row {self.number}"


class NameKind(models.TextChoices):
    SUPPLIER = "supplier", "Supplier"
    SERVICE = "service", "Service"
    DIRECTORATE = "directorate", "Directorate"
    MANAGER = "manager", "Contract manager"


class NameAnswer(models.TextChoices):
    SAME = "same", "The one proposed"
    NEW = "new", "A new one"
    NONE = "none", "None"


class ImportName(models.Model):
    """A name in the file, and what of the council's it stands for; asked once for all rows that have it.

    `object_id` is the supplier, service, directorate or person meant, `like_key` another name of the same file.
    """

    register_import = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=12, choices=NameKind.choices)
    key = models.CharField(max_length=300)
    name = models.CharField(max_length=300, db_collation=COLLATION)
    rows = models.PositiveIntegerField(default=0)
    is_sure = models.BooleanField(default=False)  # nobody has to be asked
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    like_key = models.CharField(max_length=300, blank=True)
    proposed = models.CharField(max_length=300, blank=True)  # the name of what is proposed
    reason = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=6, choices=NameAnswer.choices, blank=True)
    facts = models.JSONField(default=dict)  # of a new supplier: its numbers and what it is
    made = models.PositiveBigIntegerField(null=True, blank=True)  # what bringing in added under this name

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("register_import", "kind", "key"), name="import_has_a_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """What a heading was used for last, for the next file that has it."""

    heading = models.CharField(max_length=200, unique=True)  # folded
    field = models.CharField(max_length=40)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ("heading",)

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"
