"""What keeps a process that serves small. For a process of our own alone: who embeds the site has their own ways."""

from __future__ import annotations

import ctypes
import gc
import linecache
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

UNCALLED: Final = ("pydantic_settings", "redis", "requests", "yaml")
"""What dependency-injector and Socket.IO load wherever they find it, for sources of settings, clients and brokers that
nothing here asks of them: 12 MiB. Whatever else needs one of them loads it later."""

_SELDOM: Final = (50_000, 1_000, 1_000)
"""Only what is new is looked through: an import leaves a thousand classes behind, and going through all again and again
costs half a second."""

# Of malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD.
_ARENAS: Final = (-8, 1)
_OWN_ROOM: Final = (-3, 64 * 1024)
_LEFT_FREE: Final = (-1, 128 * 1024)


def give_back() -> None:
    """Have the C library give memory back that is free. To be called before there are threads.

    It takes memory in one place, not in eight a core, each of which keeps what it once needed: threads wait for each
    other anyway. What is as large as a page gets room of its own, which goes with it: among what stays, it would leave
    holes that nobody else fills. Other libraries than glibc do as they do.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, value in (_ARENAS, _OWN_ROOM, _LEFT_FREE):
            mallopt(option, value)


@contextmanager
def without(packages: Iterable[str]) -> Iterator[None]:
    """Meanwhile these can't be imported, unless they were already. No other thread may want them."""
    modules: dict[str, Any] = sys.modules
    kept_out = [each for each in packages if each not in modules]
    modules.update(dict.fromkeys(kept_out))
    try:
        yield
    finally:
        for each in kept_out:
            del modules[each]


@contextmanager
def for_good() -> Iterator[None]:
    """What is made meanwhile stays, and the collector of garbage never looks at it later: it would walk through all of
    it again and again, for a fifth of the time.

    But attrs makes each of its classes twice, and the first ones are garbage of 9 MiB. So it is collected as it comes,
    if more seldom than usual, and its room is used again. Nobody reads the sources of generated methods either.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
    linecache.clearcache()
    gc.collect()
    gc.freeze()
