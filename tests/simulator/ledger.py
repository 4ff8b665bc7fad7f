"""The simulator's own book: what really moved, where it lies, and how often each operation had its effect."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from attrs import asdict, define, field, frozen

PLATFORM = "platform"


@frozen
class Effect:
    """One movement of one account's balance: `net` is signed, `fee` is taken off already. `what` names it for totals:
    payment, refund, refund_returned, payout, payout_returned, chargeback, chargeback_returned, fee, other."""

    api: str
    account: str
    what: str
    key: str
    ref: str
    currency: str
    amount: int
    fee: int
    net: int
    at: float


@define
class Ledger:
    """Append-only. `asked` counts calls, `done` effects; both by (api, operation, key)."""

    effects: list[Effect] = field(factory=list)
    asked: Counter[tuple[str, str, str]] = field(factory=Counter)
    done: Counter[tuple[str, str, str]] = field(factory=Counter)
    _balances: Counter[tuple[str, str, str]] = field(factory=Counter)

    def move(self, effect: Effect) -> None:
        """Write it down."""
        self.effects.append(effect)
        self._balances[effect.api, effect.account, effect.currency] += effect.net

    def did(self, api: str, operation: str, key: str) -> None:
        """An operation had its effect: with a key, never twice."""
        self.done[api, operation, key] += 1

    def balance(self, api: str, account: str, currency: str) -> int:
        """What lies there."""
        return self._balances[api, account, currency]

    def totals(self) -> dict[str, dict[str, dict[str, int]]]:
        """By api and currency, of the platform's account: `balance`, `fees`, and the sum of each kind."""
        found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for each in self.effects:
            if each.account == PLATFORM:
                sums = found[each.api][each.currency]
                sums["balance"] += each.net
                sums["fees"] += each.fee
                sums[each.what] += each.amount
        return {api: {currency: dict(sums) for currency, sums in by.items()} for api, by in found.items()}

    def operations(self) -> list[dict[str, Any]]:
        """Each operation that was asked for under a key: how often, and how often it had an effect."""
        return [
            {"api": api, "operation": operation, "key": key, "asked": self.asked[api, operation, key],
             "effects": self.done[api, operation, key]}
            for api, operation, key in dict.fromkeys([*self.asked, *self.done])
        ]  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """All effects."""
        return [asdict(each) for each in self.effects]
