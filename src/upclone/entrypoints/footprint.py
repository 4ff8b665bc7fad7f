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

_SELDOM: Final = (5_000, 10, 10)
_ARENAS: Final = -8  # M_ARENA_MAX, as malloc.h has it
_FEW: Final = 2


def few_arenas() -> None:
    """Have the C library take memory in two places, not in eight a core: each keeps what it once needed, and threads
    wait for each other anyway. To be called before there are any. Other libraries than glibc have no such places."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENAS, _FEW)


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
