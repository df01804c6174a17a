"""Addresses of notifications, and of e-mails for administrators."""

from django.urls import URLPattern, path

from notifications import views

urlpatterns: list[URLPattern] = [
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/notifications/read/", views.read, name="notifications-read"),
    path("account/notifications/choose/", views.choose, name="notifications-choose"),
    path("manage/letters/", views.emails, name="emails"),
    path("manage/letters/<int:pk>/send/", views.retry_email, name="email-retry"),
    path("manage/messages/", views.all_notifications, name="manage-messages"),
]
