"""The application `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.jobs"
