"""The application `meetings`."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Names the application, and the kind of work that it brings."""

    name = "prepoll_web.meetings"

    def ready(self) -> None:
        """Make the agenda known as work in the background."""
        from prepoll_web.jobs.kinds import know  # noqa: PLC0415  models can be imported once all are loaded
        from prepoll_web.meetings.drafting import AGENDA  # noqa: PLC0415  as above

        know(AGENDA)
