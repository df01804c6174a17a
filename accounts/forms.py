"""Input to clean values: signing in, people, roles and cover. Rules are checked by services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import lockout
from accounts.fields import PersonChoiceField
from accounts.models import Directorate, Division, Grade, RoleKind, Specialism, User
from accounts.selectors import possible_stand_ins
from ui.fields import DayField
from ui.forms import CouncilForm

EMAIL_ERRORS = {
    "required": "Enter an email address",
    "invalid": "Enter an email address in the correct format, like name@example.com",
}


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
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            user = authenticate(self.request, username=username, password=password)
            if lockout.is_locked_out(self.request):
                raise ValidationError(lockout.lockout_message(self.request, username))
            if user is None:
                raise ValidationError("The email or password is wrong")
            self.user = user
        return self.cleaned_data

    def get_user(self) -> User | None:
        return self.user


class NewPasswordForm(CouncilForm):
    """Django's view and password managers expect the name of the field."""

    new_password1 = forms.CharField(
        label="New password",
        help_text="At least 12 characters. Three words that do not belong together are easy to remember",
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


class DetailsForm(CouncilForm):
    """Name, email address and job title. `version` is that of the person shown on the page."""

    name = forms.CharField(label="Full name", max_length=120, error_messages={"required": "Enter a full name"})
    email = forms.EmailField(
        label="Email address",
        help_text="They sign in with it",
        max_length=254,
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
        error_messages=EMAIL_ERRORS,
    )
    job_title = forms.CharField(label="Job title", help_text="You can leave this empty", max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, person: User) -> DetailsForm:
        values = {"name": person.name, "email": person.email, "job_title": person.job_title, "version": person.version}
        return cls(initial=values)


class RoleKindForm(CouncilForm):
    kind = forms.ChoiceField(
        label="Which role?",
        choices=RoleKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a role", "invalid_choice": "Select a role"},
    )


class ManagerForm(CouncilForm):
    grade = forms.ChoiceField(
        label="Grade",
        choices=Grade.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a grade", "invalid_choice": "Select a grade"},
    )
    directorate = forms.ModelChoiceField(
        Directorate.objects.all(),
        label="Directorate",
        empty_label="Select a directorate",
        error_messages={"required": "Select a directorate", "invalid_choice": "Select a directorate"},
    )


class CommissionerForm(CouncilForm):
    directorate = forms.ModelChoiceField(
        Directorate.objects.all(),
        label="Directorate",
        help_text="Where they work. Managers alone decide gates",
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
    division = forms.ModelChoiceField(
        Division.objects.all(),
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
    directorate = forms.ModelChoiceField(
        Directorate.objects.all(),
        label="Directorate",
        to_field_name="code",
        empty_label="All directorates",
        required=False,
    )

    def valid_values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CoverForm(CouncilForm):
    starts = DayField(label="First day", error_messages={"required": "Enter the first day"})
    ends = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    stand_in = PersonChoiceField(
        label="Who decides for you?",
        help_text="Both your names are recorded with what they decide",
        error_messages={"required": "Select who decides for you"},
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stand_in = self.fields["stand_in"]
        assert isinstance(stand_in, forms.ModelChoiceField)
        stand_in.queryset = possible_stand_ins(person)

    def days(self) -> tuple[date, date]:
        return self.cleaned_data["starts"], self.cleaned_data["ends"]
