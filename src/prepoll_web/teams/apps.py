"""The application `teams`."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.teams"
