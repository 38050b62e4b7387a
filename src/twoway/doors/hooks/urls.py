"""Addresses that others call."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from twoway.doors.hooks import views


class Token(StringConverter):
    """The secret part of an address; what it can never be is not even looked for."""

    regex = "[A-Za-z0-9_-]{1,64}"


register_converter(Token, "token")

urlpatterns = [
    path("-/feed/<token:token>/", views.feed, name="hook-feed"),
    path("<slug:slug>/<token:token>/", views.network, name="hook-network"),
]
