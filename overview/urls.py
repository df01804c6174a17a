"""Addresses of the pages that read across everything."""

from django.urls import URLPattern, path

from cycles import converters
from overview.views import (
    approvals,
    changes,
    cycle,
    editions,
    gate_times,
    help_pages,
    history,
    home,
    my_work,
    search,
    stage,
    starting,
)

converters.register()

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("my-work/", my_work.my_work, name="my-work"),
    path("changes/", changes.since, name="changes"),
    path("cycles/new/", starting.begin, name="cycle-new"),
    path("cycles/new/<slug:page>/", starting.page, name="cycle-new-page"),
    path("cycles/<reference:reference>/", cycle.cycle, name="cycle"),
    path("cycles/<reference:reference>/next/", starting.next_cycle, name="cycle-next"),
    path("cycles/<reference:reference>/history/", history.history, name="history"),
    path("cycles/<reference:reference>/history/export.csv", history.export, name="history-export"),
    path("cycles/<reference:reference>/<stage:stage>/", stage.workspace, name="stage"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/decided/", approvals.decided, name="approvals-decided"),
    path("approvals/clock/", gate_times.clock, name="approvals-clock"),
    path("search/", search.search, name="search"),
    path("framework/editions/", editions.editions, name="framework-editions"),
    path("help/", help_pages.help_page, name="help"),
    path("accessibility/", help_pages.accessibility, name="accessibility"),
    path("privacy/", help_pages.privacy, name="privacy"),
    path("cookies/", help_pages.cookies, name="cookies"),
]
