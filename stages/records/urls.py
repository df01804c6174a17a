"""Addresses of the tables of a stage."""

from django.urls import URLPattern, path

from cycles import converters
from stages.records.views import grid, holders, pasting, short, tables

converters.register()

TABLE = "cycles/<reference:reference>/<stage:stage>/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("cycles/<reference:reference>/<stage:stage>/short/", short.short, name="stage-short"),
    path(TABLE, tables.table, name="record-table"),
    path(f"{TABLE}new/", tables.new_row, name="record-new"),
    path(f"{TABLE}fill/", grid.fill, name="record-fill"),
    path(f"{TABLE}template/", pasting.template, name="record-template"),
    path(f"{TABLE}paste/", pasting.paste, name="record-paste"),
    path(f"{TABLE}paste/<int:pk>/", pasting.check, name="record-paste-check"),
    path(f"{TABLE}paste/<int:pk>/columns/", pasting.columns, name="record-paste-columns"),
    path(f"{TABLE}<int:pk>/", tables.row, name="record"),
    path(f"{TABLE}<int:pk>/remove/", tables.remove_row, name="record-remove"),
    path(f"{TABLE}<int:pk>/confirm/", tables.confirm_row, name="record-confirm"),
    path(f"{TABLE}<int:pk>/hand-over/", holders.hand_over, name="record-hand-over"),
    path(f"{TABLE}<int:pk>/move/", tables.move_row, name="record-move"),
]
