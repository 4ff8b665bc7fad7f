"""Mistakes in the list of balance transactions: planted for upclone to find, and mended again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.simulator.ledger import PLATFORM, Effect
from tests.simulator.stripe.state import NAME, State, Thing

TYPES = {"payment": "charge", "refund": "refund", "payout": "transfer"}


def plant(state: State, what: str, how: str) -> Any:
    """`how` the first line of `what` is told: missing, amount, currency; double, or once more as nobody's (extra)."""
    lines = state.kinds["balance_transaction"]
    state.planted = [dict(line) for line in lines]
    line = next(line for line in lines if line["type"] == TYPES[what])
    sign = 1 if line["amount"] > 0 else -1
    if how == "missing":
        lines.remove(line)
    elif how == "amount":
        line.update(amount=line["amount"] - sign, net=line["net"] - sign)
    elif how == "currency":
        line.update(currency="usd")
    else:
        more = {name: value for name, value in line.items() if name not in ("id", "object", "created", "livemode")}
        if how == "extra":
            more["source"] = state.add("ch", "charge", currency=line["currency"], metadata={})["id"]
        state.add("txn", "balance_transaction", **more)
    _settle(state, state.planted)
    return {}


def mend(state: State) -> Any:
    """As it was before."""
    wrong = list(state.kinds["balance_transaction"])
    state.kinds["balance_transaction"][:] = state.planted
    _settle(state, wrong)
    return {}


def _settle(state: State, before: list[Thing]) -> None:
    """The balance is what the lines say."""
    grown: Counter[str] = Counter()
    for sign, lines in ((-1, before), (1, state.kinds["balance_transaction"])):
        for line in lines:
            grown[line["currency"].upper()] += sign * line["net"]
    for currency, net in grown.items():
        state.world.moved(Effect(NAME, PLATFORM, "planted", "", "", currency, abs(net), 0, net, state.world.now()))
