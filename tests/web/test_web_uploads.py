"""What a browser sends as a file: nothing of it is left on the disk where it cannot be written whole."""

import errno
import gc
import os

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from web_world import tutorial


@pytest.fixture
def streamed(world, monkeypatch):
    """Send every upload through a file; return the folder of these, and a client that is told what went wrong."""
    from django.conf import settings

    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 0)
    client = world.usual_client("owner")
    client.raise_request_exception = False
    return world.place / "incoming", client


@pytest.mark.parametrize("step", ["receive_data_chunk", "file_complete"])
def test_an_upload_that_finds_no_room_leaves_nothing_behind_at_once(world, streamed, monkeypatch, step):
    folder, client = streamed

    def full(self, *given):
        self.file.file.write(b"a part of it")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TemporaryFileUploadHandler, step, full)
    gc.disable()  # tidying the memory up would close the file in the end
    try:
        answer = client.post(world.at("add-case"), {"archive": tutorial()})
        assert answer.status_code == 507
        assert list(folder.iterdir()) == []
    finally:
        gc.enable()
