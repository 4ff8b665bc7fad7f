"""Sockets: what is answered before there is one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from upclone.application.ports.store import StoreUnavailable
from upclone.entrypoints.realtime.sockets import Sockets


class Nobody:
    """The desk of a visitor, or of who asks while the database is away."""

    def __init__(self, away: bool) -> None:
        self.away = away

    @property
    def caller(self) -> Any:
        if self.away:
            raise StoreUnavailable("it is away")
        return None

    def read(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("nobody watches anything")


@pytest.mark.parametrize(("away", "status"), [(False, 401), (True, 503)])
def test_nothing_is_held_for_who_is_not_known(away: bool, status: int) -> None:
    """A stranger is refused; where the database does not answer, that is said, and nothing breaks."""
    app = Flask(__name__)
    sockets = Sockets(doors=None, desk=lambda: Nobody(away))  # type: ignore[arg-type]
    sockets.attach(app, "http://127.0.0.1:8000")
    assert app.test_client().get("/socket.io/?EIO=4&transport=websocket").status_code == status
    assert not sockets.held
