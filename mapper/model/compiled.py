"""How a kernel is compiled: by numba, once, kept on disk where the disk allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["compiled", "inlined"]

Kernel = TypeVar("Kernel", bound="Callable[..., Any]")


def compiled(function: Kernel) -> Kernel:
    """Compile a function of numbers and arrays to machine code that lets other threads run.

    The machine code is cached beside the source or in the user's cache folder. Where neither can
    be written, as in a read-only container, it is compiled anew in each process.

    Division by zero gives infinity or NaN, as in NumPy. Numba's cache of a kernel is renewed when
    the kernel's own file changes, not when a file it calls into does: after such a change remove
    the ``__pycache__`` folders.
    """
    try:
        return cast("Kernel", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # numba found no place for its cache
        return cast("Kernel", numba.njit(nogil=True, error_model="numpy")(function))


def inlined(function: Kernel) -> Kernel:
    """Compile a small function into each kernel that calls it, as if it stood there.

    A call that hands over a bundle of arrays copies all of them: in an inner loop that costs more
    than the work.
    """
    return cast("Kernel", numba.njit(nogil=True, fastmath=False, forceinline=True)(function))
