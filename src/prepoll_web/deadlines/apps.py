"""The application `deadlines`."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.deadlines"
