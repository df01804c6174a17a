"""What the council has signed, and how long it lasts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Directorate
from checklists.models import Evidence
from contracts.models.suppliers import Supplier
from cycles.models import Cycle, Service
from ui.fast_loading import FastLoadingModel
from ui.sorting import COLLATION

AGREEMENT_CHAIN = "agreement:"  # how the chains of agreements begin, in the record


class AgreementKind(models.TextChoices):
    CONTRACT = "contract", "Contract"
    FRAMEWORK = "framework", "Framework"
    CALL_OFF = "call_off", "Call-off"
    GRANT = "grant", "Grant"
    SECTION_75 = "section_75", "Section 75 agreement"
    IN_HOUSE = "in_house", "In-house service agreement"
    DIRECT_PAYMENTS = "direct_payments", "Direct-payment scheme"


class ProcurementCategory(models.TextChoices):
    """What is bought: thresholds and limits of changes differ."""

    GOODS_SERVICES = "goods_services", "Goods or services"
    WORKS = "works", "Works"
    CONCESSION = "concession", "Concession"


class Procedure(models.TextChoices):
    """How offers were asked for, in the words of the Local Government Transparency Code 2015."""

    QUOTATION = "quotation", "Invitation to quote"
    TENDER = "tender", "Invitation to tender"
    NEITHER = "neither", "Neither"


class ReorganisationTreatment(models.TextChoices):
    """What becomes of an agreement when other councils take over."""

    TRANSFER = "transfer", "Transfer to a successor council"
    HOST = "host", "One successor council hosts it for others"
    NOVATE = "novate", "Novate by agreement with the supplier"
    SPLIT = "split", "Split between successor councils"
    END = "end", "End before vesting day"


class Agreement(FastLoadingModel):
    """One agreement of the register. Empty and NULL are not known; money is in GBP.

    Routes, regimes, causes and classes are codes of an edition: an agreement outlasts the edition it was made under.
    """

    serial = models.PositiveIntegerField(unique=True)
    reference = models.CharField(max_length=12, unique=True)  # A-0147
    council_reference = models.CharField(max_length=80, blank=True, db_index=True)  # of the council's own register
    ocid = models.CharField(max_length=80, blank=True, db_index=True)  # open contracting id of its notices
    kind = models.CharField(max_length=16, choices=AgreementKind.choices, default=AgreementKind.CONTRACT)
    title = models.CharField(max_length=300, db_collation=COLLATION)
    description = models.TextField(blank=True)
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py

    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, null=True, blank=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    # the cycle that put it in place
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    # the framework that a call-off is under
    framework = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="call_offs")
    category = models.CharField(max_length=16, choices=ProcurementCategory.choices, blank=True)
    route = models.CharField(max_length=40, blank=True)
    regime = models.CharField(max_length=40, blank=True)
    regime_route = models.CharField(max_length=40, blank=True)
    procedure = models.CharField(max_length=10, choices=Procedure.choices, blank=True)

    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)  # whole life, without VAT
    yearly_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    vat_not_recoverable = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    is_capital = models.BooleanField(default=False)

    signed_on = models.DateField(null=True, blank=True)  # not signed yet, or the day is not known
    is_signed = models.BooleanField(default=True)
    start = models.DateField(null=True, blank=True)
    first_end = models.DateField(null=True, blank=True)  # the last day of the initial term
    is_rolling = models.BooleanField(default=False)  # goes on until notice is given
    review_on = models.DateField(null=True, blank=True)
    break_from = models.DateField(null=True, blank=True)  # from when the council may end it early
    # notice to be given of an extension, an end or a break, in months and days
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # the last day, once it is over
    end_reason = models.TextField(blank=True)
    # since when somebody says that it runs on although its end has passed
    running_on_since = models.DateField(null=True, blank=True)

    contract_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements_managed"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements_deputised"
    )
    risk_class = models.CharField(max_length=40, blank=True)
    reorganisation = models.CharField(max_length=10, choices=ReorganisationTreatment.choices, blank=True)
    consented_on = models.DateField(null=True, blank=True)  # the successor's written consent
    consent = models.CharField(max_length=300, blank=True)  # whose, and where it is kept

    # What follows from the above: stored by contracts/services/derived.py.
    current_end = models.DateField(null=True, blank=True)  # with the extensions taken
    last_end = models.DateField(null=True, blank=True)  # with every extension that can still be taken
    notice_by = models.DateField(null=True, blank=True)  # of the next extension
    decide_by = models.DateField(null=True, blank=True)  # whether to extend
    analyse_by = models.DateField(null=True, blank=True)  # the last safe day to start the next Analyse
    tender_by = models.DateField(null=True, blank=True)  # the last safe day to publish the next tender notice
    # the yearly value, or the whole-life value spread over the years: value_a_year in contracts/terms.py
    value_a_year = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    missing = models.JSONField(default=list, blank=True)  # codes of what its entry lacks: contracts/completeness.py
    completeness = models.PositiveSmallIntegerField(default=0)  # in percent

    version = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("serial",)
        constraints = (
            models.CheckConstraint(
                name="agreement_ends_after_it_starts",
                condition=Q(start__isnull=True) | Q(first_end__isnull=True) | Q(first_end__gte=F("start")),
            ),
            models.CheckConstraint(
                name="agreement_has_no_value_below_nothing",
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(yearly_value__isnull=True) | Q(yearly_value__gte=0))
                & (Q(vat_not_recoverable__isnull=True) | Q(vat_not_recoverable__gte=0)),
            ),
            models.CheckConstraint(
                name="rolling_agreement_has_no_first_end", condition=Q(is_rolling=False) | Q(first_end__isnull=True)
            ),
            models.CheckConstraint(
                name="signed_on_a_day_is_signed", condition=Q(is_signed=True) | Q(signed_on__isnull=True)
            ),
            models.CheckConstraint(name="no_agreement_is_its_own_framework", condition=~Q(framework=F("id"))),
        )
        indexes = (
            # the order of the register, with all that sums and counts of what runs or ends ask of it
            models.Index(
                name="agreement_ends",
                fields=(
                    *("current_end", "serial", "id", "is_signed", "ended_on", "running_on_since"),
                    *("start", "kind", "directorate", "value_a_year"),
                ),
            ),
            models.Index(fields=("directorate", "current_end", "serial")),
            models.Index(fields=("service", "current_end")),
            models.Index(fields=("contract_manager", "serial")),
            models.Index(fields=("value", "serial")),
            models.Index(fields=("changed_at",)),
            models.Index(fields=("serial",), condition=Q(is_signed=False), name="unsigned_agreements"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.reference])

    @property
    def chain(self) -> str:
        """Its own chain of the record."""
        return f"{AGREEMENT_CHAIN}{self.pk}"


class DeletedNumber(models.Model):
    """The serial number of an agreement that was deleted, the highest of a file that was taken back.

    No number up to it is given again: the record, links and printed pages name the agreement that had it.
    """

    serial = models.PositiveIntegerField(unique=True)

    def __str__(self) -> str:
        return f"A-{self.serial:04d}"


class Lot(models.Model):
    """A part of an agreement that suppliers hold by themselves."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="lots")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="agreement_has_a_lot_once"),)

    def __str__(self) -> str:
        return f"Lot {self.number}: {self.title}" if self.title else f"Lot {self.number}"


class AgreementSupplier(FastLoadingModel):
    """A supplier of an agreement, or of one of its lots."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="supplied_by")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="agreements_held")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, null=True, blank=True, related_name="supplied_by")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("agreement", "supplier", "lot"), name="lot_has_a_supplier_once"),
            models.UniqueConstraint(
                fields=("agreement", "supplier"), condition=Q(lot__isnull=True), name="agreement_has_a_supplier_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.supplier} ({self.lot})" if self.lot else str(self.supplier)


class ExtensionState(models.TextChoices):
    OPEN = "open", "Not decided"
    TAKEN = "taken", "Taken"
    NOT_TAKEN = "not_taken", "Not taken"


class Extension(models.Model):
    """An option to extend, in the order in which they can be taken. It lasts for months, or until a day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="extensions")
    number = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)  # none: that of the agreement
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)  # who decides, or decided
    state = models.CharField(max_length=10, choices=ExtensionState.choices, default=ExtensionState.OPEN)
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("agreement", "number"), name="agreement_has_an_extension_once"),
            models.CheckConstraint(
                name="extension_has_one_length",
                condition=Q(months__isnull=False, until__isnull=True) | Q(months__isnull=True, until__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_extension_has_a_day", condition=Q(state="open") | Q(decided_on__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"Extension {self.number}"


class Document(models.Model):
    """A document of an agreement: an item of evidence of a cycle, or a link."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="documents")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-added_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="document_is_evidence_or_a_link",
                condition=Q(evidence__isnull=False, url="") | (Q(evidence__isnull=True) & ~Q(url="")),
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReplacedAgreement(models.Model):
    """The agreement that a cycle replaces: the day after its current end is the cycle's need-by date."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="replaced_agreement")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="replaced_in")

    def __str__(self) -> str:
        return f"{self.agreement.reference} in {self.cycle.reference}"
