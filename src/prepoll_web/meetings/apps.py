"""The application `meetings`."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.meetings"
