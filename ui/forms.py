"""The base of every form: input is cleaned and limited in length, and errors say what to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.datastructures import MultiValueDict

from ui.fields import MoneyField
from ui.text import clean_line, clean_table, clean_text

LINE_LENGTH, TEXT_LENGTH = 200, 4000
LARGEST = 2_147_483_647
DETERMINERS = {
    "your",
    "the",
    "a",
    "an",
    "how",
    "what",
    "why",
    "who",
    "when",
    "where",
    "which",
    "for",
    "i",
    "this",
    "these",
}
PLAIN_REQUIRED = forms.Field.default_error_messages["required"]


class CouncilForm(forms.Form):
    """Draw it with {% crispy form %} inside the page's own <form novalidate>, or by field with |as_crispy_field.

    `label_sizes` makes a label or legend larger ("m") or plain (""), `widths` how many characters wide an input is;
    `tables` are the fields that rows of a spreadsheet are pasted into.
    """

    use_required_attribute = False
    label_sizes: ClassVar[dict[str, str]] = {}
    widths: ClassVar[dict[str, int]] = {}
    tables: ClassVar[Collection[str]] = ()

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        posted = cleaned(data, self.tables)
        super().__init__(data=posted, files=files, **{"label_suffix": "", **options})
        for name, field in self.fields.items():
            field.label = field.label or name.replace("_", " ").capitalize()
            limit_length(field)
            set_error_messages(field, str(field.label))
            is_line = posted and isinstance(field.widget, (forms.TextInput, forms.EmailInput, forms.URLInput))
            if is_line and isinstance(field, forms.CharField) and (text := posted.get(self.add_prefix(name))):
                posted[self.add_prefix(name)] = clean_line(text)

    @property
    def helper(self) -> FormHelper:
        reveals = [getattr(field.widget, "reveals", {}) for field in self.fields.values()]
        revealed = {
            name for choices in reveals for names in choices.values() for name in names
        }  # drawn with the choice
        helper = FormHelper(self)
        helper.layout = Layout(*(name for name in self.fields if name not in revealed))
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


def cleaned(data: Any, tables: Collection[str] = ()) -> Any:
    """A copy of the posted data, each text as `ui.text` cleans it, those named in `tables` as pasted rows."""
    if data is None:
        return None
    if isinstance(data, MultiValueDict):
        copy: MultiValueDict[str, Any] = MultiValueDict()
        for name, values in data.lists():
            copy.setlist(name, [_clean(value, name in tables) for value in values])
        return copy
    return {name: _clean(value, name in tables) for name, value in data.items()}


def _clean(value: Any, is_table: bool) -> Any:
    if isinstance(value, list):
        return [_clean(item, is_table) for item in value]
    if not isinstance(value, str):
        return value
    return clean_table(value) if is_table else clean_text(value)


def limit_length(field: forms.Field) -> None:
    """Limit every text and whole number to what the database can store."""
    if isinstance(field, forms.CharField) and field.max_length is None:
        field.max_length = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
        field.validators.append(MaxLengthValidator(field.max_length))
    if type(field) is forms.IntegerField and field.max_value is None:
        field.validators += [MaxValueValidator(LARGEST), MinValueValidator(-LARGEST)]
    field.widget.attrs.pop("maxlength", None)  # with it a browser silently cuts what is pasted
    if isinstance(field.widget, forms.NumberInput):
        field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
    if isinstance(field.widget, forms.ClearableFileInput):
        field.widget = forms.FileInput(attrs=field.widget.attrs)


def set_error_messages(field: forms.Field, label: str) -> None:
    """Replace Django's own messages by ones that say what to do; those that the form sets stay."""
    plain: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            plain |= vars(kind).get("default_error_messages", {})
    for code, message in _messages(field, label).items():
        if field.error_messages.get(code) in (None, PLAIN_REQUIRED, plain.get(code)):
            field.error_messages[code] = message


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    noun, verb = with_article(label), "Select" if hasattr(field, "choices") else "Enter"
    if isinstance(field, forms.BooleanField):
        verb = "Tick to confirm:"
    messages = {"required": f"{verb} {noun}"}
    if isinstance(field, forms.CharField):
        messages["max_length"] = f"{label} must be %(limit_value)d characters or fewer"
        messages["min_length"] = f"{label} must be at least %(limit_value)d characters"
        messages["invalid"] = f"Enter {noun} in the correct format"
    if isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address in the correct format, like name@example.com"
    if isinstance(field, forms.URLField):
        messages["invalid"] = "Enter a link that starts with https:// or http://"
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        messages |= _number_messages(field, label)
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        messages |= dict.fromkeys(
            ("invalid_choice", "invalid_list", "invalid_pk_value"), f"Choose {noun} from the list"
        )
    if isinstance(field, forms.FileField):
        messages |= {"required": "Select a file", "empty": "The selected file is empty", "missing": "Select a file"}
        messages |= {
            "invalid": "Select a file",
            "max_length": "The name of the file must be %(max)d characters or fewer",
        }
    return messages


def _number_messages(field: forms.Field, label: str) -> dict[str, str]:
    is_money = isinstance(field, MoneyField)
    kind = "an amount of money, like 250,000" if is_money else "a number"
    whole = kind if isinstance(field, forms.DecimalField) else "a whole number, like 15"
    unit = "£" if is_money else ""
    large = f"{label} must be less than £1,000,000,000,000" if is_money else f"{label} is too large"
    return {
        "invalid": f"{label} must be {whole}",
        "min_value": f"{label} must be {unit}%(limit_value)s or more",
        "max_value": f"{label} must be {unit}%(limit_value)s or less",
        "max_digits": large,
        "max_whole_digits": large,
        "max_decimal_places": f"{label} must have %(max)s decimal places or fewer",
    }


def with_article(label: str) -> str:
    """A label after "Enter" or "Select": the due date, your answer, the JSNA version; a question is "an answer"."""
    if label.endswith("?"):
        return "an answer"
    first = label.split(" ", 1)[0]
    noun = label if first.isupper() else label[:1].lower() + label[1:]
    return noun if first.lower() in DETERMINERS else f"the {noun}"
