"""The application `runs`."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.runs"
