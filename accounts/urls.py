"""Addresses of signing in and people."""

from django.urls import URLPattern, path, re_path

from accounts.views import people, person_card, roles, signing_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/help/", signing_in.sign_in_help, name="sign-in-help"),
    path("sign-in/new-password/<uidb64>/<token>/", signing_in.NewPassword.as_view(), name="new-password"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    re_path(r"^admin/(?P<page>login|password_change)/$", signing_in.admin_login_redirect, name="admin-login-redirect"),
    path("account/no-role/", signing_in.no_role, name="no-role"),
    path("people/<int:pk>/", person_card.person_card, name="person"),
    path("manage/people/", people.people_list, name="manage-people"),
    path("manage/people/new/", people.new_person, name="new-person"),
    path("manage/people/<int:pk>/", people.manage_person, name="manage-person"),
    path("manage/people/<int:pk>/roles/add/", roles.add_role, name="add-role"),
    path("manage/people/<int:pk>/roles/add/<slug:kind>/", roles.add_role_details, name="role-details"),
    path("manage/people/<int:pk>/roles/<int:role_pk>/take/", roles.revoke_role, name="take-role"),
    path("manage/people/<int:pk>/make-active/", people.activate, name="make-active"),
    path("manage/people/<int:pk>/sign-in-link/", people.sign_in_link, name="sign-in-link"),
]
