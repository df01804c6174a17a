"""Addresses of the pages that read across everything."""

from django.urls import URLPattern, path

from cycles import converters
from overview.views import (
    approvals,
    changes,
    cover,
    cycle,
    editions,
    gate_times,
    help_pages,
    history,
    home,
    leavers,
    my_work,
    people,
    search,
    security,
    service,
    stage,
    starting,
)

converters.register()

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("my-work/", my_work.my_work, name="my-work"),
    path("changes/", changes.since, name="changes"),
    path("cycles/new/", starting.begin, name="cycle-new"),
    path("cycles/new/<slug:start>/<slug:page>/", starting.page, name="cycle-new-page"),
    path("cycles/<reference:reference>/", cycle.cycle, name="cycle"),
    path("cycles/<reference:reference>/people/", people.people, name="cycle-people"),
    path("cycles/<reference:reference>/next/", starting.next_cycle, name="cycle-next"),
    path("cycles/<reference:reference>/history/", history.history, name="history"),
    path("cycles/<reference:reference>/history/export.csv", history.export, name="history-export"),
    path("cycles/<reference:reference>/<stage:stage>/", stage.workspace, name="stage"),
    path("services/<int:pk>/", service.service, name="service"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/decided/", approvals.decided, name="approvals-decided"),
    path("approvals/clock/", gate_times.clock, name="approvals-clock"),
    path("account/cover/", cover.cover, name="cover"),
    path("account/cover/<int:pk>/end/", cover.end_cover, name="end-cover"),
    path("manage/people/<int:pk>/cover/", cover.manage_cover, name="manage-cover"),
    path("manage/people/<int:pk>/cover/<int:cover_pk>/end/", cover.end_entered_cover, name="manage-cover-end"),
    path("people/left/", leavers.held_by_leavers, name="held-by-leavers"),
    path("manage/people/<int:pk>/make-inactive/", leavers.deactivate, name="make-inactive"),
    path("search/", search.search, name="search"),
    path("manage/security/", security.security_record, name="security-record"),
    path("framework/editions/", editions.editions, name="framework-editions"),
    path("help/", help_pages.help_page, name="help"),
    path("accessibility/", help_pages.accessibility, name="accessibility"),
    path("privacy/", help_pages.privacy, name="privacy"),
    path("cookies/", help_pages.cookies, name="cookies"),
]
