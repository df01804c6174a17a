"""Forms of notices: what became of one, taking that back, and what the law asks of a procurement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from contracts.models import Agreement, ProcurementCategory
from cycles.models import Cycle
from notices.models import ProcurementRecord
from notices.presenters.rows import NOT_REQUIRED, PUBLISHED
from notices.services import LONGEST_LINK, NoticeInput, ProcurementInput
from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm
from ui.widgets import Radios

Choices = list[tuple[str, Any]]
CHOOSE = ("", "Select a notice")
OF_CYCLE_ALONE = ("category", "signs_on")
OF_AGREEMENT_ALONE = ("kpis_published", "large_payments", "breach_on")


class OneNoticeForm(CouncilForm):
    """A form about one notice of a list, by its code and occurrence."""

    notice = forms.ChoiceField(
        label="Notice",
        error_messages={"required": "Select a notice", "invalid_choice": "Select a notice from the list"},
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["notice"]
        field.choices = [CHOOSE, *choices]

    @property
    def chosen(self) -> NoticeInput:
        code, _, occurrence = self.cleaned_data["notice"].partition(":")
        return NoticeInput(code, occurrence)


class NoticeForm(OneNoticeForm):
    said = forms.ChoiceField(
        label="What became of it?",
        choices=[(PUBLISHED, "It was published"), (NOT_REQUIRED, "It is not required")],
        widget=Radios(reveals={PUBLISHED: ("published_on", "url"), NOT_REQUIRED: ("because",)}),
        error_messages={
            "required": "Select whether it was published",
            "invalid_choice": "Select whether it was published",
        },
    )
    published_on = DayField(label="Day of publication", help_text="For example 20 11 2026", required=False)
    url = forms.CharField(
        label="Link to the notice",
        help_text="On Find a Tender, or where else it was published. You can leave it empty",
        max_length=LONGEST_LINK,
        required=False,
    )
    because = forms.CharField(
        label="Why is it not required?",
        help_text="It is kept in the history, with your name",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        said = data.get("said")
        if said == PUBLISHED and not data.get("published_on") and "published_on" not in self.errors:
            self.add_error("published_on", "Enter the day on which it was published")
        if said == NOT_REQUIRED and not data.get("because") and "because" not in self.errors:
            self.add_error("because", "Enter why it is not required")
        return data


class NoticeWithdrawForm(OneNoticeForm):
    reason = forms.CharField(
        label="Why is it taken back?",
        help_text="It is kept in the history, with your name",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )


def flag_field(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """Yes, no or not known; the last is chosen until somebody says."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not known")],
        widget=Radios(inline=True),
        required=False,
        coerce=lambda text: text == "yes",
        empty_value=None,
        error_messages={"invalid_choice": "Select yes, no or not known"},
    )


def optional_day(label: str, help_text: str = "") -> DayField:
    return DayField(label=label, help_text=help_text, required=False)


class ProcurementForm(CouncilForm):
    """What is left empty is not known."""

    category = forms.ChoiceField(
        label="What is bought?",
        choices=[*ProcurementCategory.choices, ("", "Not known")],
        widget=Radios,
        required=False,
        error_messages={"invalid_choice": "Select what is bought"},
    )
    value_with_vat = MoneyField(
        label="Whole-life value with VAT",
        help_text="The thresholds of the law count VAT",
        required=False,
    )
    engaged = flag_field("Were suppliers engaged with before the tender?")
    engaged_on = optional_day("Day of the engagement", "Of the first, if there were several")
    advertised = flag_field("Was the tender advertised?", "Asked of what is below the threshold")
    tender_on = optional_day("Day on which the tender started")
    award_on = optional_day("Day of the award")
    signs_on = optional_day("Day on which it will be signed", "As planned")
    urgent = flag_field("Was it awarded as urgent?", "Asked under the Provider Selection Regime")
    abandoned_on = optional_day("Day on which the procurement was abandoned", "Leave it empty if it was not")
    kpis_published = flag_field(
        "Are its key performance indicators published?", "Asked where its value with VAT is over £5 million"
    )
    large_payments = flag_field(
        "Are payments over £30,000 made under it?",
        "With yes a payment notice is due for every quarter; say “not required” for a quarter without such a payment",
    )
    breach_on = optional_day(
        "Day of the latest breach or poor performance", "One that the law has published. Leave it empty if none"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    widths = {"value_with_vat": 20}  # noqa: RUF012

    def __init__(self, *args: Any, subject: Agreement | Cycle, **options: Any) -> None:
        super().__init__(*args, **options)
        unasked: Collection[str] = OF_AGREEMENT_ALONE if isinstance(subject, Cycle) else OF_CYCLE_ALONE
        for name in unasked:
            del self.fields[name]

    @staticmethod
    def initial_of(record: ProcurementRecord) -> dict[str, Any]:
        flags = {True: "yes", False: "no"}
        values = {name: getattr(record, name) for name in ProcurementRecord.NAMES}
        shown = {name: flags[value] if isinstance(value, bool) else value for name, value in values.items()}
        return shown | {"version": record.version}

    def values(self, record: ProcurementRecord) -> ProcurementInput:
        """What the form does not ask stays."""
        kept = {name: getattr(record, name) for name in ProcurementRecord.NAMES}
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ProcurementInput(**kept | said)
