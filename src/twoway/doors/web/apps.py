"""The web door as a Django app, so that its templates, static files and tags are found."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "twoway.doors.web"
    label = "web"
    verbose_name = "Web"
