"""People, and when they were last seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.cleaning import clean_address
from ui.fast_loading import FastLoadingModel
from ui.sorting import COLLATION
from ui.text import clean_line, folded


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> User:
        user = self.model(email=clean_address(email), name=clean_line(name), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **more: Any) -> User:
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=clean_address(username or ""))


class User(FastLoadingModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do follows from their roles, never from is_superuser."""

    email = models.EmailField(
        unique=True, error_messages={"unique": "Somebody with this email address is already here"}
    )
    name = models.CharField(max_length=120, db_collation=COLLATION)
    job_title = models.CharField(max_length=120, blank=True)
    words = models.TextField(default="", editable=False)  # for search: ui/text_search.py
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)  # of name, email and job title
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end every session
    # Since somebody else changed the password or address: no deciding until it is confirmed from `to_confirm_at`, the
    # last address that the person has proved. `to_confirm_by` is empty for the command line.
    to_confirm_since = models.DateTimeField(null=True, blank=True)
    to_confirm_at = models.EmailField(blank=True)
    to_confirm_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(name="email_is_lower_case", condition=Q(email=Lower("email"))),)

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """However a person is saved, the words by which they are found are those of their name, post and address."""
        self.words = folded(f"{self.name} {self.job_title} {self.email}")
        if update_fields is not None and not {"name", "job_title", "email"}.isdisjoint(update_fields):
            update_fields = {*update_fields, "words"}
        super().save(update_fields=update_fields, **options)

    @property
    def state(self) -> str:
        """For lists and pages of people: invited (without a password yet), active, no_role or inactive."""
        if not self.is_active:
            return "inactive"
        if not self.has_usable_password():
            return "invited"
        return "active" if self.roles.all() else "no_role"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with another password, and with the next epoch."""
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()


class SignInLinkRequest(models.Model):
    """Somebody entered this address to be e-mailed a link; whose it is, if anybody's, is looked up by the sweep.

    A page that stores the same row for every address tells nobody, by its answer or its time, which of them exist.
    """

    address = models.EmailField(max_length=254)
    network = models.CharField(max_length=45)
    asked_at = models.DateTimeField()
    handled = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("address", "asked_at"), name="sign_in_link_requests"),
            models.Index(fields=("network", "asked_at"), name="links_from_network"),
        )

    def __str__(self) -> str:
        return f"{self.address}, {self.asked_at}"


class Visit(models.Model):
    """When somebody was last seen, and when the visit before ended. A row of its own because it changes all day."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="visit")
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user}, {self.seen_at}"
