"""Addresses of the portfolio. Its filters stand in the query string, so that a view can be shared."""

from django.urls import URLPattern, path

from portfolio.views import cycles

urlpatterns: list[URLPattern] = [
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/board/", cycles.board, name="cycles-board"),
    path("cycles/timeline/", cycles.timeline, name="cycles-timeline"),
]
