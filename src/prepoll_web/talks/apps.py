"""The application `talks`."""

from django.apps import AppConfig


class TalksConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.talks"
