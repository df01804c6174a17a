"""Addresses of signing in, one's own account and people."""

from django.urls import URLPattern, path, re_path

from accounts.views import account, links, lists, people, person_card, roles, signing_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/help/", signing_in.sign_in_help, name="sign-in-help"),
    path("sign-in/link/", links.request_link, name="sign-in-link-request"),
    path("sign-in/link/sent/", links.link_sent, name="sign-in-link-sent"),
    path("sign-in/link/<token>/", links.sign_in_by_link, name="sign-in-by-link"),
    path("sign-in/confirm/<token>/", links.confirm_credentials, name="confirm-credentials"),
    path("sign-in/new-password/<uidb64>/<token>/", signing_in.NewPassword.as_view(), name="new-password"),
    path("sign-in/stay/", signing_in.stay, name="stay-signed-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    re_path(r"^admin/(?P<page>login|password_change)/$", signing_in.admin_login_redirect, name="admin-login-redirect"),
    path("account/", account.account, name="account"),
    path("account/password/", account.own_password, name="own-password"),
    path("account/sign-out-elsewhere/", account.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("account/send-confirmation/", account.send_own_confirmation, name="own-confirmation"),
    path("account/no-role/", signing_in.no_role, name="no-role"),
    path("people/<int:pk>/", person_card.person_card, name="person"),
    path("manage/people/", people.people_list, name="manage-people"),
    path("manage/people/new/", people.new_person, name="new-person"),
    path("manage/people/<int:pk>/", people.manage_person, name="manage-person"),
    path("manage/people/<int:pk>/roles/add/", roles.add_role, name="add-role"),
    path("manage/people/<int:pk>/roles/add/<slug:kind>/", roles.add_role_details, name="role-details"),
    path("manage/people/<int:pk>/roles/<int:role_pk>/take/", roles.revoke_role, name="take-role"),
    path("manage/people/<int:pk>/make-active/", people.activate, name="make-active"),
    path("manage/people/<int:pk>/send-link/", people.send_link, name="send-link"),
    path("manage/people/<int:pk>/send-confirmation/", people.send_confirmation, name="send-confirmation"),
    path("manage/people/<int:pk>/confirm/", people.confirm, name="confirm-in-place"),
    path("manage/lists/", lists.council_lists, name="council-lists"),
    path("manage/lists/<slug:slug>/", lists.council_list, name="council-list"),
    path("manage/lists/<slug:slug>/import/", lists.import_list, name="council-list-import"),
    path("manage/lists/<slug:slug>/<int:pk>/", lists.list_entry, name="council-list-entry"),
    path("manage/lists/<slug:slug>/<int:pk>/end/", lists.end_entry, name="council-list-end"),
    path("manage/lists/<slug:slug>/<int:pk>/reopen/", lists.reopen_entry, name="council-list-reopen"),
]
