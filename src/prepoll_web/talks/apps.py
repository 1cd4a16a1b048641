"""The application `talks`."""

from django.apps import AppConfig


class TalksConfig(AppConfig):
    """Names the application, and has its deadlines and turns shown."""

    name = "prepoll_web.talks"

    def ready(self) -> None:
        """Contribute what falls due and whose turn it is."""
        from prepoll_web.deadlines.sources import contribute, contribute_turns  # noqa: PLC0415  models are ready now
        from prepoll_web.talks.turns import talk_deadlines, talk_turns  # noqa: PLC0415  as above

        contribute(talk_deadlines)
        contribute_turns(talk_turns)
