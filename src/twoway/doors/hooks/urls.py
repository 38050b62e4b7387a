"""Addresses that others call."""

from __future__ import annotations

from django.urls import path

from twoway.doors.hooks import views

urlpatterns = [
    path("-/feed/<str:token>/", views.feed, name="hook-feed"),
    path("<slug:slug>/<str:token>/", views.network, name="hook-network"),
]
