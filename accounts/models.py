"""People, their roles, and who covers for them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower


class Grade(models.TextChoices):
    """Grades of manager, lowest first: a step goes up in this order."""

    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    ASSISTANT_DIRECTOR = "assistant_director", "Assistant director"
    EXECUTIVE_DIRECTOR = "executive_director", "Executive director"


class Directorate(models.Model):
    """A part of the council that commissions. Loaded with an edition of the framework."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Specialism(models.Model):
    """What an adviser is asked to confirm: the confirmers of the framework who sign in."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """An electoral division of the county, within a district."""

    name = models.CharField(max_length=120, unique=True)
    district = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> User:
        user = self.model(email=email.strip().lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **more: Any) -> User:
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do follows from their roles, never from is_superuser."""

    email = models.EmailField(
        unique=True, error_messages={"unique": "Somebody with this email address is already here"}
    )
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)  # of name, email and job title

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


class RoleKind(models.TextChoices):
    COMMISSIONER = "commissioner", "Commissioner"
    MANAGER = "manager", "Manager"
    ADVISER = "adviser", "Adviser"
    COUNCILLOR = "councillor", "Councillor"
    FRAMEWORK_OWNER = "framework_owner", "Framework owner"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Role(models.Model):
    """One role of one person. A manager's names a grade and a directorate, an adviser's a specialism."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind.choices)
    grade = models.CharField(max_length=20, choices=Grade.choices, blank=True)
    directorate = models.ForeignKey(Directorate, on_delete=models.PROTECT, null=True, blank=True)
    specialism = models.ForeignKey(Specialism, on_delete=models.PROTECT, null=True, blank=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["directorate", "grade"], name="managers_of", condition=Q(kind="manager")),)
        constraints = (
            models.CheckConstraint(
                name="manager_has_grade_and_directorate",
                condition=Q(kind="manager", directorate__isnull=False) & ~Q(grade="")
                | ~Q(kind="manager") & Q(grade="", directorate__isnull=True),
                violation_error_message="A manager needs a grade and a directorate, and only a manager has them",
            ),
            models.CheckConstraint(
                name="adviser_has_specialism",
                condition=Q(kind="adviser", specialism__isnull=False) | ~Q(kind="adviser") & Q(specialism__isnull=True),
                violation_error_message="An adviser needs a specialism, and only an adviser has one",
            ),
            models.CheckConstraint(
                name="only_a_councillor_has_a_division",
                condition=Q(kind="councillor") | Q(division__isnull=True),
                violation_error_message="Only a councillor has a division",
            ),
            models.UniqueConstraint(
                "user",
                "kind",
                "grade",
                Coalesce("directorate", 0),  # a unique index takes two NULLs for different values
                Coalesce("specialism", 0),
                name="role_given_once",
                violation_error_message="This person has that role already",
            ),
        )

    def __str__(self) -> str:
        if self.kind == RoleKind.MANAGER:
            return f"{Grade(self.grade).label}, {self.directorate}"
        if self.kind == RoleKind.ADVISER:
            return str(self.specialism)
        return RoleKind(self.kind).label


class Visit(models.Model):
    """When somebody was last seen, and when the visit before ended. A row of its own because it changes all day."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="visit")
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user}, {self.seen_at}"


class Cover(models.Model):
    """Between two dates, both included, `stand_in` decides for `person`. Decisions store both names."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cover_given")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cover_taken")
    starts = models.DateField()
    ends = models.DateField()
    ended_early_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts", "-id")
        constraints = (
            models.CheckConstraint(name="cover_ends_after_it_starts", condition=Q(ends__gte=F("starts"))),
            models.CheckConstraint(name="nobody_covers_for_themselves", condition=~Q(person=F("stand_in"))),
        )

    def __str__(self) -> str:
        return f"{self.stand_in} for {self.person}"

    def holds_on(self, day: date) -> bool:
        return self.starts <= day <= self.ends and (self.ended_early_on is None or day < self.ended_early_on)

    @staticmethod
    def holding_on(day: date, path: str = "") -> Q:
        """The covers of which `holds_on` is true, seen along a path to them."""
        lasting = Q(**{f"{path}ended_early_on__isnull": True}) | Q(**{f"{path}ended_early_on__gt": day})
        return Q(lasting, **{f"{path}starts__lte": day, f"{path}ends__gte": day})

    @staticmethod
    def holding_between(first: date, last: date) -> Q:
        """The covers of which `holds_on` is true on at least one of these days, both included."""
        lasting = Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=first) & Q(ended_early_on__gt=F("starts"))
        return Q(lasting, starts__lte=last, ends__gte=first)

    def lasts(self, today: date) -> bool:
        """Whether it holds on `today` or on a later day."""
        return self.ends >= today and self.ended_early_on is None

    @staticmethod
    def lasting(today: date) -> Q:
        """The covers of which `lasts` is true."""
        return Q(ends__gte=today, ended_early_on__isnull=True)
