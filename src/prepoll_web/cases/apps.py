"""The application `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.cases"
