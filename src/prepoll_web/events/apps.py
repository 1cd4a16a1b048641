"""The application `events`."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.events"
