"""Files that cannot be written: the one of a number, or that one and all after it, meets a full disk."""

import builtins
import errno
import io
import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

WRITES = frozenset("wax+")
STEPS = ("mkdir", "rename", "replace", "fsync", "sendfile", "copy_file_range")
"""What changes a disk beside opening and writing; removing is what a full disk still does."""


class Disk:
    """Counts every write below a folder; the one of a number finds no room, and with `stays` all that follow."""

    def __init__(self, place, number, *, stays=False):
        self.place, self.left, self.stays = Path(place).resolve(), number, stays

    def count(self, target):
        """Count a write to a path or an open file; OSError where the disk is full."""
        if not self.holds(target):
            return
        self.left -= 1
        if self.left == 0 or (self.stays and self.left < 0):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    def holds(self, target):
        path = os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else os.fspath(target)
        return Path(os.path.abspath(os.fsdecode(path))).is_relative_to(self.place)

    def file(self, name, mode, *options, **named):
        """Return a file each of whose writes is counted."""
        disk = self

        class Counted(io.FileIO):
            def write(self, block):
                disk.count(self.fileno())
                return super().write(block)

        if not isinstance(name, int):
            self.count(name)
        raw = Counted(name, mode.replace("b", "").replace("t", ""), named.get("closefd", True), named.get("opener"))
        buffering = named.get("buffering", options[0] if options else -1)
        if buffering == 0:
            return raw
        held = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return held
        text = [*options[1:4], None, None, None][:3]
        return io.TextIOWrapper(held, *(named.get(key, given) for key, given in zip(KEYS, text, strict=True)))


KEYS = ("encoding", "errors", "newline")


@contextmanager
def full_disk(place, number, *, stays=False):
    """Let the write of a number below a folder fail; yield what says whether it came to that (`left` ≤ 0)."""
    disk, opened, made = Disk(place, number, stays=stays), builtins.open, os.open

    def open_file(name, mode="r", *options, **named):
        if not WRITES & set(mode) or not disk.holds(name):
            return opened(name, mode, *options, **named)
        return disk.file(name, mode, *options, **named)

    def open_number(path, flags, *options, **named):
        if flags & os.O_CREAT:
            disk.count(path)
        return made(path, flags, *options, **named)

    def counted_step(name):
        real = getattr(os, name)

        def counted(target, *rest, **named):
            if name != "mkdir" or not os.path.exists(target):
                disk.count(target)
            return real(target, *rest, **named)

        return mock.patch.object(os, name, counted)

    replaced = [mock.patch.object(module, "open", open_file) for module in (builtins, io)]
    replaced += [mock.patch.object(os, "open", open_number), mock.patch("tarfile.bltn_open", open_file)]
    with ExitStack() as patched:
        for step in (*map(counted_step, STEPS), *replaced):
            patched.enter_context(step)
        yield disk
