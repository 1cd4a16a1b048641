"""The application `scenarios`."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.scenarios"
