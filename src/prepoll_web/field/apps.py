"""The application `field`."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """Names the application, and has the reports written into the folders that studies are made of."""

    name = "prepoll_web.field"

    def ready(self) -> None:
        """Contribute reports to working folders."""
        from prepoll_web.cases.working import contribute  # noqa: PLC0415 - models are ready only now
        from prepoll_web.field.additions import additions  # noqa: PLC0415 - as above

        contribute(additions)
