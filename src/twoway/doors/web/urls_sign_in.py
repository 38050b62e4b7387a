"""Addresses under /account/ that are ours and not the library's."""

from __future__ import annotations

from django.urls import path, re_path

from twoway.doors.web import sign_in

urlpatterns = [
    path("password/reset/", sign_in.ask_for_password, name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.choose_password,
        name="account_reset_password_from_key",
    ),
]
