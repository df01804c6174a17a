"""What is said of a supplier, and which of two stays where they are one. Rules are checked by services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from contracts.forms.versions import VersionField
from contracts.models import Supplier
from contracts.services.suppliers import FIELDS, SupplierInput
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios, SearchSelect

CHOICES = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))
VALUES = {"yes": True, "no": False, "unknown": None}
CODES = {value: code for code, value in VALUES.items()}
FLAGS = ("is_local", "is_small", "is_voluntary")
LABELS = {
    "name": "Name",
    "company_number": "Company number",
    "charity_number": "Charity number",
    "ppon": "Procurement organisation number (PPON)",
    "care_location": "Number of the care regulator",
    "is_local": "Local",
    "is_small": "Small or medium-sized",
    "is_voluntary": "Voluntary, community or social enterprise",
}


class SupplierForm(CouncilForm):
    """A new supplier. `local` is the council's definition; `asks` whether a name in the register is another's too."""

    widths: ClassVar[dict[str, int]] = {"company_number": 10, "charity_number": 10, "ppon": 20, "care_location": 20}

    name = forms.CharField(
        label=LABELS["name"],
        help_text="As it stands on the agreement, for example “Brightways Care Ltd”",
        error_messages={"required": "Enter the supplier’s name"},
    )
    is_another = forms.BooleanField(label="This is another supplier of the same name", required=False)
    company_number = forms.CharField(
        label=LABELS["company_number"],
        help_text="8 numbers, or 2 letters and 6 numbers. You can leave this and the other numbers empty",
        max_length=20,
        required=False,
    )
    charity_number = forms.CharField(label=LABELS["charity_number"], max_length=20, required=False)
    ppon = forms.CharField(label=LABELS["ppon"], help_text="Like PWDZ-5192-JLCG", max_length=40, required=False)
    care_location = forms.CharField(
        label=LABELS["care_location"],
        help_text="The location’s number at the Care Quality Commission, like 1-116934268, or its number at Ofsted",
        max_length=40,
        required=False,
    )
    is_local = forms.ChoiceField(label="Is it local?", choices=CHOICES, widget=Radios(inline=True))
    is_small = forms.ChoiceField(
        label="Is it small or medium-sized?",
        help_text="By its staff, turnover and balance sheet total, as section 123 of the Procurement Act 2023 says",
        choices=CHOICES,
        widget=Radios(inline=True),
    )
    is_voluntary = forms.ChoiceField(
        label="Is it a voluntary, community or social enterprise?", choices=CHOICES, widget=Radios(inline=True)
    )

    def __init__(self, *args: Any, local: str = "", asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_local"].help_text = local
        if not asks and "is_another" not in self.data:
            del self.fields["is_another"]

    @staticmethod
    def initial_of(supplier: Supplier) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(supplier, name) for name in FIELDS}
        names = "\n".join(row.name for row in supplier.other_names.all())
        flags = {name: CODES[values[name]] for name in FLAGS}
        return values | flags | {"other_names": names, "version": supplier.version}

    @property
    def values(self) -> SupplierInput:
        given = {name: self.cleaned_data[name] for name in FIELDS}
        return SupplierInput(**given | {name: VALUES[given[name]] for name in FLAGS})

    @property
    def is_said_another(self) -> bool:
        return bool(self.cleaned_data.get("is_another"))


class SupplierChangeForm(SupplierForm):
    """A supplier in the register. The name until now becomes a former name unless it was only misspelt."""

    version = VersionField()
    renamed = forms.ChoiceField(
        label="If you changed the name, what becomes of the name until now?",
        choices=(("former", "It is a former name"), ("misspelt", "It was misspelt: don’t keep it")),
        widget=Radios,
        initial="former",
    )
    former_until = DayField(
        label="Last day of the former name",
        help_text="You can leave this empty where it is not known",
        required=False,
    )
    other_names = forms.CharField(
        label="Former and other names",
        help_text="One a line: names that files and people use for it. The supplier is found by all of them",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    field_order = ("name", "is_another", "renamed", "former_until", "other_names")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(len(line) > 200 for line in (values.get("other_names") or "").splitlines()):
            self.add_error("other_names", "Each name must be 200 characters or fewer")
        return values


class OtherSupplierForm(CouncilForm):
    """The other one of two that are one."""

    other = forms.ModelChoiceField(
        Supplier.objects.none(),
        label="Which supplier is the same?",
        widget=SearchSelect,
        empty_label="Select a supplier",
        error_messages={
            "required": "Select the supplier that is the same",
            "invalid_choice": "Select a supplier from the list",
        },
    )

    def __init__(self, *args: Any, suppliers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.queryset = suppliers


class MergeForm(CouncilForm):
    """Which of two suppliers stays, and of each fact that differs which is right."""

    def __init__(self, *args: Any, pair: Sequence[Supplier], texts: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        keys = [str(supplier.pk) for supplier in pair]
        self.fields["stays"] = forms.ChoiceField(
            label="Which one stays?",
            help_text="Its page and address stay; the other’s page leads on to it",
            choices=[(key, f"{supplier.name} (number {key})") for key, supplier in zip(keys, pair, strict=True)],
            widget=Radios,
            error_messages={"required": "Select which one stays", "invalid_choice": "Select which one stays"},
        )
        for name, (first, second) in texts.items():
            message = f"Select which is right: {LABELS[name].lower()}"
            self.fields[name] = forms.ChoiceField(
                label=f"{LABELS[name]}: which is right?",
                choices=[(keys[0], first), (keys[1], second)],
                widget=Radios,
                error_messages={"required": message, "invalid_choice": message},
            )
        for supplier in pair:
            self.fields[f"version_{supplier.pk}"] = VersionField(initial=supplier.version)

    @property
    def kept_and_merged(self) -> tuple[Supplier, Supplier]:
        first, second = self.pair
        return (first, second) if self.cleaned_data["stays"] == str(first.pk) else (second, first)

    @property
    def values(self) -> SupplierInput:
        """What is asked as it was chosen; of the rest whichever is known."""
        first, second = self.pair
        given: dict[str, Any] = {}
        for name in FIELDS:
            chosen = self.cleaned_data.get(name)
            if chosen:
                given[name] = getattr(first if chosen == str(first.pk) else second, name)
            else:
                known = getattr(first, name)
                given[name] = getattr(second, name) if known in ("", None) else known
        return SupplierInput(**given)

    def version_of(self, supplier: Supplier) -> int:
        return int(self.cleaned_data[f"version_{supplier.pk}"])
