"""The application `evidence`."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the application, and has what it adds written into the folders that studies are made of."""

    name = "prepoll_web.evidence"

    def ready(self) -> None:
        """Contribute articles, judgements and the day to working folders."""
        from prepoll_web.cases.working import contribute  # noqa: PLC0415 - models are ready only now
        from prepoll_web.evidence.additions import additions  # noqa: PLC0415 - as above

        contribute(additions)
