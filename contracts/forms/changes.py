"""Forms of the changes of an agreement: decisions, variations, ends, documents, people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from accounts.fields import PersonChoiceField
from checklists.models import Evidence
from contracts.forms.managers import managers_to_choose
from contracts.models import Agreement, ReorganisationTreatment, VariationKind
from contracts.services.documents import DocumentInput
from contracts.services.extensions import ExtensionDecisionInput
from contracts.services.reorganisation import ReorganisationInput
from contracts.services.variations import VariationInput
from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm
from ui.links import LinkField
from ui.widgets import Radios, SearchSelect

MOST_MONTHS = 600
TAKE, DECLINE = "take", "decline"
ENDED, RUNS_ON, EXTENDED = "ended", "runs_on", "extended"


def reason_field(label: str = "Reason", help_text: str = "It is kept in the agreement’s history") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )


class ReasonForm(CouncilForm):
    """Nothing but why: for what is taken back or removed."""

    reason = reason_field()


class ExtensionDecisionForm(CouncilForm):
    decision = forms.ChoiceField(
        label="What was decided?",
        choices=[(TAKE, "It is taken"), (DECLINE, "It is not taken")],
        widget=Radios,
        error_messages={
            "required": "Select whether it is taken",
            "invalid_choice": "Select whether it is taken",
        },
    )
    decided_by = forms.CharField(
        label="Who decided",
        help_text="The post or the body, for example “Assistant Director of Place”",
        max_length=200,
        error_messages={"required": "Enter who decided"},
    )
    on = DayField(
        label="Day of the decision",
        help_text="For example 20 11 2026",
        error_messages={"required": "Enter the day of the decision"},
    )
    reason = reason_field(help_text="What it rests on: performance, need, price, and what else was considered")

    @property
    def values(self) -> ExtensionDecisionInput:
        data = self.cleaned_data
        return ExtensionDecisionInput(data["decided_by"], data["on"], data["reason"])


class VariationForm(CouncilForm):
    widths = {"value": 20, "months": 3}  # noqa: RUF012
    kind = forms.ChoiceField(
        label="What is it?",
        choices=VariationKind.choices,
        widget=Radios,
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is"},
    )
    what = forms.CharField(
        label="What changes",
        help_text="One sentence, for example “Two more towns are swept each week”",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Enter what changes"},
    )
    value = MoneyField(
        label="Added to the whole-life value, without VAT",
        help_text="Put a minus before what is taken off. Leave empty if the value stays as it is",
        required=False,
        min_value=None,
    )
    months = forms.IntegerField(
        label="Months added to the term",
        help_text="Put a minus before what is taken off. Leave empty if the end stays as it is. An extension that the"
        " agreement provides for is recorded as an extension",
        required=False,
        min_value=-MOST_MONTHS,
        max_value=MOST_MONTHS,
    )
    starts = DayField(
        label="Day from which it counts", error_messages={"required": "Enter the day from which it counts"}
    )
    is_foreseen = forms.BooleanField(
        label="A clause of the agreement provides for it",
        help_text="Then it does not count towards the limits above which a change notice is due",
        required=False,
    )
    approver = forms.CharField(
        label="Who approved it",
        help_text="The post or the body",
        max_length=200,
        error_messages={"required": "Enter who approved it"},
    )
    approved_on = DayField(label="Day of the approval", error_messages={"required": "Enter the day of the approval"})

    @property
    def values(self) -> VariationInput:
        data = self.cleaned_data
        return VariationInput(**(data | {"value": data["value"] or Decimal(0), "months": data["months"] or 0}))


class SignForm(CouncilForm):
    on = DayField(label="Day of the last signature", error_messages={"required": "Enter the day of the last signature"})


class AgreementEndForm(CouncilForm):
    on = DayField(
        label="Its last day",
        help_text="It may be to come, where notice has been given",
        error_messages={"required": "Enter its last day"},
    )
    reason = reason_field()


class StillRunningForm(CouncilForm):
    """What happened to an agreement whose end has passed."""

    answer = forms.ChoiceField(
        label="What happened?",
        choices=[
            (ENDED, "It has ended"),
            (RUNS_ON, "It runs on without an agreement"),
            (EXTENDED, "An extension was taken"),
        ],
        widget=Radios(
            hints={
                RUNS_ON: "The supplier still delivers and is paid, and nothing is signed for it",
                EXTENDED: "You record the decision on the next page",
            },
            reveals={ENDED: ["on"], RUNS_ON: ["since"]},
        ),
        error_messages={"required": "Select what happened", "invalid_choice": "Select what happened"},
    )
    on = DayField(label="Its last day", required=False)
    since = DayField(label="It has run on since", required=False)
    reason = forms.CharField(
        label="Reason",
        help_text="Leave this empty if an extension was taken: that page asks for it",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, can_extend: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_extend:
            answer: Any = self.fields["answer"]
            answer.choices = [choice for choice in answer.choices if choice[0] != EXTENDED]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        answer = values.get("answer")
        if answer == ENDED and not values.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter its last day")
        if answer == RUNS_ON and not values.get("since") and "since" not in self.errors:
            self.add_error("since", "Enter the day since which it has run on")
        if answer in (ENDED, RUNS_ON) and not (values.get("reason") or "").strip():
            self.add_error("reason", "Enter the reason")
        return values


class EvidenceChoiceField(forms.ModelChoiceField[Evidence]):
    """An item of evidence of a cycle, named with its cycle."""

    widget = SearchSelect

    def label_from_instance(self, obj: Evidence) -> str:
        return f"{obj.title}, {obj.cycle.reference}"


class DocumentForm(CouncilForm):
    url = LinkField(
        label="Link",
        help_text="Where the document is kept, for example in SharePoint",
        required=False,
        max_length=1000,
    )
    evidence = EvidenceChoiceField(
        Evidence.objects.none(),
        label="Or an item of evidence",
        help_text="Of the cycles of this service. Whoever may not see the cycle does not see the document",
        required=False,
        empty_label="Select an item of evidence",
        error_messages={"invalid_choice": "Select an item of evidence from the list"},
    )
    title = forms.CharField(
        label="What it is",
        help_text="For example “Signed contract”. Leave empty to keep the title of the evidence",
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, evidence: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.queryset = evidence

    @property
    def values(self) -> DocumentInput:
        return DocumentInput(**self.cleaned_data)


class AgreementPeopleForm(CouncilForm):
    contract_manager = PersonChoiceField(
        label="Contract manager",
        help_text="Who is reminded before it ends, and keeps its entry right",
        required=False,
        empty_label="Nobody",
    )
    deputy = PersonChoiceField(
        label="Deputy", help_text="Who stands in for the contract manager", required=False, empty_label="Nobody"
    )

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        initial = {
            "contract_manager": agreement.contract_manager_id,
            "deputy": agreement.deputy_id,
            "version": agreement.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        manager: Any = self.fields["contract_manager"]
        deputy: Any = self.fields["deputy"]
        manager.queryset = deputy.queryset = managers_to_choose(agreement)


class ReorganisationForm(CouncilForm):
    treatment = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("", "Not decided yet"), *ReorganisationTreatment.choices],
        required=False,
        widget=Radios,
        error_messages={"invalid_choice": "Select from the list"},
    )
    consented_on = DayField(
        label="Day of the successor council’s written consent",
        help_text="Leave empty if it is not given, or not needed",
        required=False,
    )
    consent = forms.CharField(
        label="Whose consent it is, and where it is kept",
        required=False,
        max_length=300,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        initial = {
            "treatment": agreement.reorganisation,
            "consented_on": agreement.consented_on,
            "consent": agreement.consent,
            "version": agreement.version,
        }
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def values(self) -> ReorganisationInput:
        data = self.cleaned_data
        return ReorganisationInput(data["treatment"], data["consented_on"], data["consent"])
