"""Write a starter case, or the invented tutorial case, into a new folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from importlib import resources
from importlib.abc import Traversable
from pathlib import Path

from prepoll.errors import UsageError


def new_case(folder: Path, *, tutorial: bool = False) -> tuple[Path, ...]:
    """Write a small case that passes check into `folder` and list its files.

    The folder must be new or empty. All files are written beside it and renamed together, so that
    half a case never stands there. With `tutorial` it is the invented case of the tutorial.
    Raises UsageError where the folder holds something, or cannot be made.
    """
    source = resources.files("prepoll.case") / ("tutorial" if tutorial else "starter")
    return put_in_place(Path(folder), lambda beside: _copy(source, beside))


def put_in_place(folder: Path, write: Callable[[Path], None]) -> tuple[Path, ...]:
    """Let `write` fill an empty folder beside a new or empty one, rename it, and list its files.

    Nothing is left behind where `write` fails. Raises UsageError as `new_case` does.
    """
    _refuse_occupied(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            write(beside)
            beside.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{folder}: the case cannot be written ({error.strerror}). Choose another folder.") from None
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _refuse_occupied(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        what = "is not empty" if folder.is_dir() else "is a file"
        raise UsageError(f"{folder} {what}, and nothing is overwritten. Give a new folder, or an empty one.")


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for each in source.iterdir():
        if each.is_dir():
            _copy(each, target / each.name)
        elif not each.name.startswith(("_", ".")):
            (target / each.name).write_bytes(each.read_bytes())
