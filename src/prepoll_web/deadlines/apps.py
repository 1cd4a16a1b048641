"""The application `deadlines`."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Names the application, and knows of the schedule of a team's cases."""

    name = "prepoll_web.deadlines"

    def ready(self) -> None:
        """Contribute the schedule."""
        from prepoll_web.deadlines.schedule import seat_deadlines  # noqa: PLC0415 - models are ready only now
        from prepoll_web.deadlines.sources import contribute  # noqa: PLC0415 - as above

        contribute(seat_deadlines)
