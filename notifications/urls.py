"""Addresses of the messages that people are owed."""

from django.urls import URLPattern, path

from notifications import views

urlpatterns: list[URLPattern] = [
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/notifications/read/", views.read, name="notifications-read"),
    path("account/notifications/choose/", views.choose, name="notifications-choose"),
    path("manage/letters/", views.letters, name="letters"),
    path("manage/letters/<int:pk>/send/", views.send_again, name="letter-again"),
    path("manage/messages/", views.all_messages, name="manage-messages"),
]
