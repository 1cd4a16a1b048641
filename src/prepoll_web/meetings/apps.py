"""The application `meetings`."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Names the application, the kind of work that it brings, its deadlines and turns."""

    name = "prepoll_web.meetings"

    def ready(self) -> None:
        """Make the agenda known as work in the background, and contribute what falls due and whose turn it is."""
        from prepoll_web.deadlines.sources import contribute, contribute_turns  # noqa: PLC0415  as below
        from prepoll_web.jobs.kinds import know  # noqa: PLC0415  models can be imported once all are loaded
        from prepoll_web.meetings.drafting import AGENDA  # noqa: PLC0415  as above
        from prepoll_web.meetings.turns import mandate_deadlines, mandate_turns  # noqa: PLC0415  as above

        know(AGENDA)
        contribute(mandate_deadlines)
        contribute_turns(mandate_turns)
