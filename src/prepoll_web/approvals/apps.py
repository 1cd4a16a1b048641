"""The application `approvals`."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Names the application."""

    name = "prepoll_web.approvals"
