"""Where each address is handled. No rules here."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from commissioning import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("overview.urls")),
    path("", include("dashboard.urls")),
    path("", include("portfolio.urls")),
    path("exports/", include("exports.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("healthz/deep", health.healthz_deep, name="healthz-deep"),
    path("admin/", admin.site.urls),
    path("", include("reminders.urls")),
    path("", include("approvals.urls")),
    path("", include("contracts.urls")),
    path("", include("notices.urls")),
    path("", include("imports.urls")),
    path("", include("checklists.urls")),
    path("", include("cycles.urls")),
    path("", include("calendars.urls")),
    path("framework/", include("principles.urls")),
    path("", include("stages.plan.urls")),
    path("", include("stages.analyse.urls")),
    # last: one pattern serves every table of a stage
    path("", include("stages.records.urls")),
]

handler400 = "commissioning.errors.bad_request"
handler500 = "commissioning.errors.server_error"
