"""The watch over connections: it is there while some are out, and gone with the engine's work."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from upclone.adapters.embedded import Urls
from upclone.adapters.postgres import watch
from upclone.adapters.postgres.engine import make_engine


def watches() -> set[int | None]:
    """Those that run in this process, of whatever engine."""
    return {thread.ident for thread in threading.enumerate() if thread.name == "upclone-watch"}


def test_an_engine_that_is_given_up_leaves_no_thread(own_database: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends when nothing was out for a while, and begins again with the next connection."""
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.01)
    before = watches()
    engine = make_engine(own_database.app_url)
    for _ in range(2):
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.4)"))
            own = watches() - before
            assert own
        for _ in range(200):
            if not own & watches():
                break
            time.sleep(0.02)
        assert not own & watches()
    engine.dispose()


def test_an_engine_that_is_disposed_of_is_watched_no_longer(own_database: Urls) -> None:
    """Its thread, and with it the engine, goes with the next look."""
    before = watches()
    engine = make_engine(own_database.app_url)
    with engine.connect():
        own = watches() - before
    engine.dispose()
    until = time.monotonic() + 8 * watch._LOOK_EVERY
    while own & watches() and time.monotonic() < until:
        time.sleep(0.02)
    assert own
    assert not own & watches()
