"""Addresses of signing in, cover and people."""

from django.urls import URLPattern, path, re_path

from accounts.views import cover, lists, people, roles, signing_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/help/", signing_in.sign_in_help, name="sign-in-help"),
    path("sign-in/new-password/<uidb64>/<token>/", signing_in.NewPassword.as_view(), name="new-password"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    re_path(r"^admin/(?P<page>login|password_change)/$", signing_in.admin_login_redirect, name="admin-login-redirect"),
    path("account/no-role/", signing_in.no_role, name="no-role"),
    path("account/cover/", cover.cover, name="cover"),
    path("account/cover/<int:pk>/end/", cover.end_cover, name="end-cover"),
    path("people/<int:pk>/", cover.person_card, name="person"),
    path("manage/people/", people.people_list, name="manage-people"),
    path("manage/people/new/", people.new_person, name="new-person"),
    path("manage/people/<int:pk>/", people.manage_person, name="manage-person"),
    path("manage/people/<int:pk>/roles/add/", roles.add_role, name="add-role"),
    path("manage/people/<int:pk>/roles/add/<slug:kind>/", roles.add_role_details, name="role-details"),
    path("manage/people/<int:pk>/roles/<int:role_pk>/take/", roles.revoke_role, name="take-role"),
    path("manage/people/<int:pk>/make-inactive/", people.deactivate, name="make-inactive"),
    path("manage/people/<int:pk>/make-active/", people.activate, name="make-active"),
    path("manage/people/<int:pk>/sign-in-link/", people.sign_in_link, name="sign-in-link"),
    path("manage/lists/", lists.council_lists, name="council-lists"),
    path("manage/lists/<slug:slug>/", lists.council_list, name="council-list"),
    path("manage/lists/<slug:slug>/import/", lists.import_list, name="council-list-import"),
    path("manage/lists/<slug:slug>/<int:pk>/", lists.list_entry, name="council-list-entry"),
    path("manage/lists/<slug:slug>/<int:pk>/end/", lists.end_entry, name="council-list-end"),
    path("manage/lists/<slug:slug>/<int:pk>/reopen/", lists.reopen_entry, name="council-list-reopen"),
]
