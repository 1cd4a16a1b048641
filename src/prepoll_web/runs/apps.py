"""The application `runs`."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Names the application, and the kind of work that it brings."""

    name = "prepoll_web.runs"

    def ready(self) -> None:
        """Make the brief known as work in the background."""
        from prepoll_web.jobs.kinds import know  # noqa: PLC0415  models can be imported once all are loaded
        from prepoll_web.runs.kind import BRIEF  # noqa: PLC0415  as above

        know(BRIEF)
