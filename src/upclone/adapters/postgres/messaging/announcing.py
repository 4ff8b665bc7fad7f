"""Tells every process that serves sockets what changed, when the transaction commits: PostgreSQL's own NOTIFY.

A message names accounts that were told of something and objects that are no longer as they were. It carries nothing of
their content: whoever hears it asks again, as themselves.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from threading import Event
from typing import Any, Final
from uuid import UUID

import psycopg
from attrs import define, field, frozen

from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.transaction import Transaction

CHANNEL: Final = "upclone_changed"
_NOTIFY: Final = "SELECT pg_notify(%(channel)s, %(text)s)"
_MOST: Final = 150
"""Ids of one message: PostgreSQL takes less than 8,000 bytes."""
_LOOK: Final = 0.5
"""Seconds between two looks at whether to stop."""
_LOG: Final = logging.getLogger(__name__)


@frozen
class Changed:
    """Accounts that were told of something, and objects that changed. `missed`: nobody knows what else did."""

    accounts: tuple[UUID, ...] = ()
    subjects: tuple[UUID, ...] = ()
    missed: bool = False


def announce(transaction: Transaction, accounts: Collection[UUID], subjects: Collection[Any]) -> None:
    """Say it at commit. Nobody hears what is rolled back."""
    told = sorted(accounts)
    about = [str(each) for each in subjects]
    for start in range(0, max(len(told), 1), _MOST):
        text = json.dumps({"a": [str(each) for each in told[start : start + _MOST]], "s": about})
        transaction.run(_NOTIFY, {"channel": CHANNEL, "text": text})


@define(eq=False)
class Listener:
    """Hears what transactions say, on a connection of its own, and hands it on; it comes back after a lost one."""

    url: str
    hear: Callable[[Changed], None]
    _stopped: Event = field(factory=Event, init=False)

    def run(self) -> None:
        """Until `stop`. Raises psycopg.OperationalError where the database is gone: whoever runs it starts it anew."""
        with psycopg.connect(conninfo(self.url), autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.hear(Changed(missed=True))
            while not self._stopped.is_set():
                for each in connection.notifies(timeout=_LOOK):
                    self._hand_on(each.payload)
                    if self._stopped.is_set():
                        return

    def stop(self) -> None:
        """Ends within the next look."""
        self._stopped.set()

    def _hand_on(self, text: str) -> None:
        try:
            told = json.loads(text)
            changed = Changed(tuple(map(UUID, told["a"])), tuple(map(UUID, told["s"])))
        except (ValueError, KeyError, TypeError):
            _LOG.warning("a notification that is none of ours: %.80s", text)
            return
        self.hear(changed)
