"""Input to clean values: signing in, people and roles. Rules are checked by services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.cleaning import clean_address
from accounts.entry_fields import EntryField
from accounts.lockout import attempt_by, lockout_message
from accounts.models import Directorate, Division, Grade, RoleKind, Specialism, User
from accounts.services.attempts import lockout_of
from ui.forms import CouncilForm
from ui.text import clean_line
from ui.widgets import Radios

WRONG, TOO_MANY = "wrong", "too_many"  # codes of the errors of SignInForm
EMAIL_ERRORS = {
    "required": "Enter an email address",
    "invalid": "Enter an email address in the correct format, like name@example.com",
}


class NameField(forms.CharField):
    """A line without the characters that nobody sees."""

    def to_python(self, value: Any) -> str:
        return clean_line(str(super().to_python(value)))


class AddressField(forms.EmailField):
    """In lower case, without the characters that nobody sees: they would lock the person out."""

    def to_python(self, value: Any) -> str:
        return clean_address(str(super().to_python(value)))


class SignInForm(CouncilForm):
    username = forms.CharField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": "Enter your email address"},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "spellcheck": "false"}),
        error_messages={"required": "Enter your password"},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean_username(self) -> str:
        """In lower case, so that failed attempts on one account are counted together."""
        return clean_address(str(self.cleaned_data["username"]))

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            user = authenticate(self.request, username=username, password=password)
            if user is None:
                if lockout := lockout_of(attempt_by(self.request, username)):
                    raise ValidationError(lockout_message(lockout), code=TOO_MANY)
                raise ValidationError("The email or password is wrong", code=WRONG)
            self.user = user
        return self.cleaned_data

    def get_user(self) -> User | None:
        return self.user


class NewPasswordForm(CouncilForm):
    """Django's view and password managers expect the name of the field."""

    new_password1 = forms.CharField(
        label="New password",
        help_text="At least 12 characters, and more than your name, the council's or a common password."
        " Three words that do not belong together are easy to remember",
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
        error_messages={"required": "Enter a new password"},
    )

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password1(self) -> str:
        password = str(self.cleaned_data["new_password1"])
        password_validation.validate_password(password, self.user)
        return password


class OwnPasswordForm(NewPasswordForm):
    """`current_password` is not asked of somebody who has just come in by an e-mailed link."""

    current_password = forms.CharField(
        label="Current password",
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "spellcheck": "false"}),
        error_messages={"required": "Enter your current password"},
    )
    field_order = ("current_password", "new_password1")

    def __init__(self, request: HttpRequest, user: User, *args: Any, ask_current: bool, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request
        if not ask_current:
            del self.fields["current_password"]

    def clean_current_password(self) -> str:
        """Checked as a sign-in, so that guesses are limited like those of strangers."""
        current = str(self.cleaned_data["current_password"])
        assert self.user
        if authenticate(self.request, username=self.user.email, password=current) is None:
            raise ValidationError("The current password is wrong, or was tried too many times", code=WRONG)
        return current


class LinkForm(CouncilForm):
    email = AddressField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages=EMAIL_ERRORS | {"required": "Enter your email address"},
    )


class ConfirmForm(CouncilForm):
    reason = forms.CharField(
        label="How do you know that the change is right?",
        help_text="For example: seen in person with their staff card. It is kept on the record with your name",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter how you know that the change is right"},
    )


class DetailsForm(CouncilForm):
    """Name, email address and job title. `version` is that of the person shown on the page."""

    name = NameField(label="Full name", max_length=120, error_messages={"required": "Enter a full name"})
    email = AddressField(
        label="Email address",
        help_text="They sign in with it",
        max_length=254,
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
        error_messages=EMAIL_ERRORS,
    )
    job_title = NameField(label="Job title", help_text="You can leave this empty", max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, person: User) -> DetailsForm:
        values = {"name": person.name, "email": person.email, "job_title": person.job_title, "version": person.version}
        return cls(initial=values)


ROLE_HINTS: dict[str, str] = {
    RoleKind.COMMISSIONER: "Starts and leads cycles, answers their questions and submits their gates",
    RoleKind.MANAGER: "Decides gates, in one grade and one directorate",
    RoleKind.ADVISER: "Confirms answers in one specialism, for example Legal or Finance",
    RoleKind.COUNCILLOR: "Reads the dashboard, cycles and what was decided",
    RoleKind.FRAMEWORK_OWNER: "Answers for the framework, and writes the commentary on the dashboard",
    RoleKind.AUDITOR: "Reads every cycle, restricted ones too, and the security record",
    RoleKind.ADMINISTRATOR: "Manages people, roles, the council's lists and emails",
}


class RoleKindForm(CouncilForm):
    kind = forms.ChoiceField(
        label="Which role?",
        choices=RoleKind.choices,
        widget=Radios(ROLE_HINTS),
        error_messages={"required": "Select a role", "invalid_choice": "Select a role"},
    )


class ManagerForm(CouncilForm):
    grade = forms.ChoiceField(
        label="Grade",
        choices=Grade.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a grade", "invalid_choice": "Select a grade"},
    )
    directorate = EntryField(
        Directorate,
        label="Directorate",
        empty_label="Select a directorate",
        error_messages={"required": "Select a directorate", "invalid_choice": "Select a directorate"},
    )


class CommissionerForm(CouncilForm):
    directorate = forms.ModelChoiceField(
        Directorate.objects.all(),
        label="Directorate",
        help_text="Where they work. It changes nothing of what they may see or do",
        empty_label="The whole council",
        required=False,
        error_messages={"invalid_choice": "Select a directorate"},
    )


class AdviserForm(CouncilForm):
    specialism = forms.ModelChoiceField(
        Specialism.objects.all(),
        label="Specialism",
        help_text="What they confirm. Add one role for each specialism",
        empty_label="Select a specialism",
        error_messages={"required": "Select a specialism", "invalid_choice": "Select a specialism"},
    )


class CouncillorForm(CouncilForm):
    division = EntryField(
        Division,
        label="Division",
        help_text="You can leave this empty",
        empty_label="No division",
        required=False,
        error_messages={"invalid_choice": "Select a division"},
    )


# The roles with details, which a page of their own asks for.
ROLE_DETAILS: dict[str, type[CouncilForm]] = {
    RoleKind.COMMISSIONER: CommissionerForm,
    RoleKind.MANAGER: ManagerForm,
    RoleKind.ADVISER: AdviserForm,
    RoleKind.COUNCILLOR: CouncillorForm,
}


class PeopleFilter(CouncilForm):
    """Invalid values are ignored, so that an address that somebody edited still shows a list."""

    q = forms.CharField(
        label="Name or email", max_length=120, required=False, widget=forms.TextInput({"type": "search"})
    )
    role = forms.ChoiceField(label="Role", choices=[("", "All roles"), *RoleKind.choices], required=False)
    directorate = EntryField(
        Directorate,
        ended=True,
        label="Directorate",
        to_field_name="code",
        empty_label="All directorates",
        required=False,
    )

    def valid_values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
