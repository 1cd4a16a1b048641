"""The application `scenarios`."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """Names the application, and the kind of work that it brings."""

    name = "prepoll_web.scenarios"

    def ready(self) -> None:
        """Make the brief of a scenario known as work in the background."""
        from prepoll_web.jobs.kinds import know  # noqa: PLC0415  models can be imported once all are loaded
        from prepoll_web.scenarios.kind import SCENARIO_BRIEF  # noqa: PLC0415  as above

        know(SCENARIO_BRIEF)
