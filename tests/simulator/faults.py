"""Faults: by rule, and by seed. The same seed and the same requests make the same trace, whatever their order."""

from __future__ import annotations

import fnmatch
import random
from collections import Counter
from typing import Any, Final

from attrs import define, field

BEFORE: Final = {"timeout_before", "error_before", "rate_limit", "reset_before"}
"""Nothing happens, and the gateway remembers nothing."""

AFTER: Final = {"timeout_after", "error_after", "reset_after"}
"""It happens, and the answer is lost or wrong."""

PLAYED: Final = {"decline", "requires_action", "wrong_amount"}
"""The half plays them, where they make sense."""

OTHER: Final = {"slow", "error_kept"}
"""It takes `seconds`; it fails inside, and the failure is remembered under its key."""

KINDS: Final = BEFORE | AFTER | PLAYED | OTHER


@define
class Rule:
    """`api`, `operation` and `key` are patterns. `nth` counts matching calls from 1, 0 means each; `times` ends it."""

    fault: str
    api: str = "*"
    operation: str = "*"
    key: str = "*"
    nth: int = 0
    times: int = 0
    seconds: float = 0.3
    seen: int = field(default=0, init=False)
    used: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        if self.fault not in KINDS:
            raise ValueError(f"fault: must be one of {', '.join(sorted(KINDS))}")

    def applies(self, api: str, operation: str, key: str) -> bool:
        """Whether this call is one of its; counts it."""
        pairs = ((self.api, api), (self.operation, operation), (self.key, key))
        if not all(fnmatch.fnmatchcase(value, pattern) for pattern, value in pairs):
            return False
        self.seen += 1
        return self.nth in (0, self.seen) and (not self.times or self.used < self.times)


@define
class Faults:
    """Rules come first, in their order; then chance, drawn from seed, call and how often that call came."""

    rules: list[Rule] = field(factory=list)
    seed: int = 0
    odds: dict[str, float] = field(factory=dict)
    trace: list[dict[str, Any]] = field(factory=list)
    _came: Counter[tuple[str, str, str]] = field(factory=Counter)

    def choose(self, api: str, operation: str, key: str) -> tuple[str, float]:
        """The fault of this call ("": none), and its seconds."""
        self._came[api, operation, key] += 1
        applying = [rule for rule in self.rules if rule.applies(api, operation, key)]
        if applying:
            applying[0].used += 1
            return applying[0].fault, applying[0].seconds
        draw = random.Random(f"{self.seed}|{api}|{operation}|{key}|{self._came[api, operation, key]}").random()
        for kind, chance in sorted(self.odds.items()):
            if draw < chance:
                return kind, 0.3
            draw -= chance
        return "", 0.0

    def note(self, api: str, operation: str, key: str, fault: str, status: int) -> None:
        """Remember what was asked and how it was answered; status 0 is none."""
        self.trace.append({"api": api, "operation": operation, "key": key, "fault": fault, "status": status})

    def stop(self) -> None:
        """No more of them."""
        self.rules, self.odds = [], {}
