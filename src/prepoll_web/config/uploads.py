"""Files on their way in: one that cannot be written whole is taken off the disk at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class WholeOrGone(TemporaryFileUploadHandler):
    """Streams an upload into a file; on a full disk nothing of it waits for the memory to be tidied up."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of the file."""
        with self._or_gone():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Return the file once all of it is written."""
        with self._or_gone():
            return super().file_complete(file_size)

    @contextmanager
    def _or_gone(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            with suppress(OSError):  # what is left of it may find no room either
                self.upload_interrupted()
            raise
