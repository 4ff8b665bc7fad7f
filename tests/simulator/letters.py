"""Webhooks: written down when something happens, signed and delivered when their time has come."""

from __future__ import annotations

import random
import time
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import define, field

TRIES: Final = 30
WRONG_SECRET: Final = "a secret that nobody has agreed on"


@define
class Hook:
    """Where a gateway's letters go, and how they are treated. `delay_s` is on the simulator's clock."""

    url: str = ""
    secret: str = ""
    held: bool = False
    copies: int = 1
    shuffled: bool = False
    delay_s: float = 0.0
    drop: float = 0.0


@define
class Letter:
    """`due` is on the simulator's clock, `retry` on the computer's."""

    number: int
    api: str
    body: bytes
    due: float
    forged: bool = False
    copies: int = 1
    delivered: int = 0
    attempts: int = 0
    retry: float = 0.0
    answer: str = ""
    dropped: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still to be delivered."""
        return not self.dropped and self.delivered < self.copies and self.attempts < TRIES

    @property
    def seen(self) -> dict[str, Any]:
        """For people."""
        names = ("number", "api", "delivered", "attempts", "answer", "dropped", "forged")
        return {name: getattr(self, name) for name in names} | {"body": self.body.decode()}


@define
class Office:
    """The letters of all gateways. Dropping and shuffling follow the seed."""

    hooks: dict[str, Hook] = field(factory=dict)
    letters: list[Letter] = field(factory=list)
    _open: list[Letter] = field(factory=list)
    chance: random.Random = field(factory=lambda: random.Random(0))

    def write(self, api: str, body: bytes, now: float, forged: bool = False) -> None:
        """One more letter."""
        hook = self.hooks[api]
        letter = Letter(len(self.letters) + 1, api, body, now + hook.delay_s, forged, hook.copies)
        letter.dropped = self.chance.random() < hook.drop
        self.letters.append(letter)
        self._open.append(letter)

    def next(self, now: float) -> Letter | None:
        """One whose time has come; the oldest, or any."""
        self._open = [each for each in self._open if each.open]
        due = [each for each in self._ready(now) if each.retry <= time.monotonic()]
        if not due:
            return None
        return self.chance.choice(due) if self.hooks[due[0].api].shuffled else due[0]

    def waiting(self, now: float) -> int:
        """How many could be delivered without anybody's help."""
        return len(self._ready(now))

    def flush(self, now: float) -> None:
        """Everything that was held, delayed, or given up goes now; what was dropped, too."""
        for hook in self.hooks.values():
            hook.held, hook.shuffled, hook.delay_s, hook.drop, hook.copies = False, False, 0.0, 0.0, 1
        for letter in self.letters:
            letter.due, letter.retry, letter.attempts = min(letter.due, now), 0.0, 0
            letter.dropped = False
        self._open = list(self.letters)

    def _ready(self, now: float) -> list[Letter]:
        going = {api for api, hook in self.hooks.items() if hook.url and not hook.held}
        return [each for each in self._open if each.open and each.due <= now and each.api in going]


def deliver(url: str, body: bytes, headers: dict[str, str]) -> str:
    """The answer's status, or what went wrong."""
    parts = urlsplit(url)
    line = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        line.request("POST", parts.path, body, {"Content-Type": "application/json", **headers})
        return str(line.getresponse().status)
    except (OSError, HTTPException) as fault:
        return type(fault).__name__
    finally:
        line.close()
