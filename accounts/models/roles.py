"""What people are in the council: their roles and grades."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models.lists import Directorate, Division, Specialism
from accounts.models.people import User
from ui.fast_loading import FastLoadingModel


class Grade(models.TextChoices):
    """Grades of manager, lowest first: a step goes up in this order."""

    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    ASSISTANT_DIRECTOR = "assistant_director", "Assistant director"
    EXECUTIVE_DIRECTOR = "executive_director", "Executive director"


class RoleKind(models.TextChoices):
    COMMISSIONER = "commissioner", "Commissioner"
    MANAGER = "manager", "Manager"
    ADVISER = "adviser", "Adviser"
    COUNCILLOR = "councillor", "Councillor"
    FRAMEWORK_OWNER = "framework_owner", "Framework owner"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Role(FastLoadingModel):
    """One role of one person. A manager's names a grade and a directorate, an adviser's a specialism.

    A commissioner's may name a directorate: where they work. It gives no rights, and without it they work for the whole
    council.
    """

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
                | ~Q(kind="manager") & Q(grade=""),
                violation_error_message="A manager needs a grade and a directorate, and only a manager has a grade",
            ),
            models.CheckConstraint(
                name="manager_or_commissioner_has_directorate",
                condition=Q(kind__in=["manager", "commissioner"]) | Q(directorate__isnull=True),
                violation_error_message="Only a manager or a commissioner has a directorate",
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
        label = RoleKind(self.kind).label
        return f"{label}, {self.directorate}" if self.directorate_id else label
