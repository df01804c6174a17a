"""People in Django's admin, for developers to read. Changes go through services, which record them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from accounts.models import Committee, Cover, Directorate, Division, Portfolio, Role, Specialism, User


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    actions = None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the filters of the list offer: other columns, such as password hashes, could be read bit by bit."""
        filters = [field for field in self.get_list_filter(request) if isinstance(field, str)]
        return lookup in {f"{field}__{kind}" for field in filters for kind in ("exact", "isnull")}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_developer(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _is_developer(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class UserAdmin(ReadOnlyAdmin):
    fields = ("name", "email", "job_title", "is_active", "is_staff", "last_login", "joined_at")
    list_display = ("name", "email", "is_active", "last_login")
    list_filter = ("is_active", "roles__kind")
    search_fields: ClassVar[tuple[str, ...]] = ("name", "email")


class RoleAdmin(ReadOnlyAdmin):
    list_display = ("user", "kind", "grade", "directorate", "specialism", "division")
    list_select_related = ("user", "directorate", "specialism", "division")


class CoverAdmin(ReadOnlyAdmin):
    list_display = ("person", "stand_in", "starts", "ends", "ended_early_on")
    list_select_related = ("person", "stand_in")


def _is_developer(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_active and request.user.is_staff


if isinstance(admin.site._registry.get(Group), GroupAdmin):  # importing it registers it
    admin.site.unregister(Group)
admin.site.register(User, UserAdmin)
admin.site.register(Role, RoleAdmin)
admin.site.register(Cover, CoverAdmin)
admin.site.register([Directorate, Specialism, Division, Portfolio, Committee], ReadOnlyAdmin)
