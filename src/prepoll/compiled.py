"""Native code from plain functions: the one place that knows how Numba is set up here.

Compiled code is kept beside its source, or in the user's cache where that cannot be written, so that
only the first run on a machine compiles. What is kept is known by the time of the file that holds the
function: a function and those it calls belong in one file, or a change to one is not seen by the other.
Where they do not, the outermost one is made by a function that closes over the `edition` of the files of
those it calls, which Numba takes into account, and the inner ones are not kept by themselves (`inner`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function on one thread, without the interpreter's lock; sums keep their order."""
    return _kept(function, parallel=False)


def compiled_threads(function: Function) -> Function:
    """Compile a function whose `numba.prange` loops run on all threads; each turn must write its own place."""
    return _kept(function, parallel=True)


def inner(function: Function) -> Function:
    """Compile a function that only other native code calls; it is kept as a part of theirs.

    It may make no array: those that it works on belong to its caller, so that no references are counted.
    """
    return cast(Function, numba.njit(nogil=True, _nrt=False)(function))


def edition(*modules: ModuleType) -> str:
    """Name the present text of some modules and of this one, for a kept function that calls theirs to close over."""
    texts = [Path(path).read_bytes() for path in (__file__, *(str(module.__file__) for module in modules))]
    return hashlib.sha256(b"".join(texts)).hexdigest()


def _kept(function: Function, *, parallel: bool) -> Function:
    """Compile and keep; where nothing can be kept (no folder to write to), compile each time."""
    try:
        return cast(Function, numba.njit(cache=True, nogil=True, parallel=parallel)(function))
    except RuntimeError:
        return cast(Function, numba.njit(cache=False, nogil=True, parallel=parallel)(function))
