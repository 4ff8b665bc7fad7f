"""Stripe's objects, as JSON. Names that begin with `_` are the simulator's own, and never shown."""

from __future__ import annotations

import copy
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn

from attrs import define, field

from tests.simulator.ledger import PLATFORM, Effect
from tests.simulator.wire import Problem, Reply
from tests.simulator.world import World

NAME: Final = "stripe"
VERSION: Final = "2026-10-28.endive"
KEY: Final = "upclone_key"

Thing = dict[str, Any]


def refuse(status: int, kind: str, message: str, **more: Any) -> NoReturn:
    """An error in Stripe's shape."""
    raise Problem(Reply(status, {"error": {"type": kind, "message": message, **more}}))


@define(eq=False)
class State:
    """Everything of one world: by id, and by kind in the order in which it came to be."""

    world: World
    things: dict[str, Thing] = field(factory=dict)
    kinds: defaultdict[str, list[Thing]] = field(factory=lambda: defaultdict(list))
    lag_s: float = 0.0
    payouts_held: bool = False
    planted: list[Thing] = field(factory=list)
    salt: str = field(factory=lambda: secrets.token_hex(3))
    """An upclone that goes on with a new simulator has heard of nothing in it."""

    def add(self, prefix: str, kind: str, **fields: Any) -> Thing:
        """A new object, with its id and time."""
        id = f"{prefix}_{self.salt}{len(self.things) + 1:08d}"
        thing = {"id": id, "object": kind, "created": int(self.world.now()), "livemode": False, **fields}
        self.things[id] = thing
        self.kinds[kind].append(thing)
        return thing

    def get(self, id: str, *kinds: str) -> Thing:
        """Raises as Stripe does for one that is not there."""
        thing = self.things.get(id)
        if thing is None or thing["object"] not in kinds:
            message = f"No such {kinds[0]}: '{id}'"
            refuse(404, "invalid_request_error", message, code="resource_missing", param="id")
        return thing

    def all(self, kind: str) -> Iterator[Thing]:
        """Newest first."""
        return reversed(list(self.kinds[kind]))

    def named(self, ref: str, *kinds: str) -> Thing:
        """By its id, or by the key of upclone's that it carries: `key:<key>`, the newest."""
        if not ref.startswith("key:"):
            return self.get(ref, *kinds)
        key = ref.removeprefix("key:")
        for kind in kinds:
            for each in self.all(kind):
                if key_of(each) == key:
                    return each
        refuse(404, "invalid_request_error", f"No {kinds[0]} with {ref}", code="resource_missing")

    def show(self, thing: Thing, expand: list[str]) -> Thing:
        """A copy for others, with what was asked for in place of its id."""
        shown = {name: copy.deepcopy(value) for name, value in thing.items() if not name.startswith("_")}
        for path in expand:
            first, _, rest = path.partition(".")
            inner = shown.get(first)
            id = inner["id"] if isinstance(inner, dict) else inner
            if isinstance(id, str) and id in self.things:
                more = [rest] if rest else []
                shown[first] = self.show(self.things[id], more)
        return shown

    def listed(self, found: Iterator[Thing], given: dict[str, Any], url: str) -> Thing:
        """A page, newest first."""
        created = given.get("created", {})
        after, limit = given.get("starting_after"), int(given.get("limit", 10))
        page, more = [], False
        for each in found:
            if after is not None:
                after = None if each["id"] == after else after
                continue
            if not _within(each["created"], created):
                continue
            if len(page) == limit:
                more = True
                break
            page.append(each)
        expand = [path.removeprefix("data.") for path in given.get("expand", [])]
        data = [self.show(each, expand) for each in page]
        return {"object": "list", "url": url, "has_more": more, "data": data}

    def tell(self, type: str, thing: Thing, account: str | None = None) -> None:
        """Write a letter about what happened to it."""
        event = self.add("evt", "event", type=type)
        about = {"api_version": VERSION, "data": {"object": self.show(thing, [])}}
        if account is not None:
            about["account"] = account
        body = event | about
        self.world.tell(NAME, json.dumps(body).encode())

    def book(
        self, what: str, source: Thing, key: str, amount: int, *, type: str, category: str, fee: int = 0, sign: int = 1
    ) -> Thing:
        """A balance transaction of the platform's account. `amount` and `fee` are never negative."""
        net = sign * amount - fee
        line = self.add(
            "txn", "balance_transaction", amount=sign * amount, currency=source["currency"], fee=fee, net=net,
            type=type, reporting_category=category, source=source["id"], status="available", description=None,
            available_on=int(self.world.now()), exchange_rate=None, fee_details=[], balance_type="payments",
        )  # fmt: skip
        self._move(PLATFORM, what, key, source, amount, fee, net)
        return line

    def connected(self, account: str, what: str, source: Thing, net: int) -> None:
        """The balance of a connected account changes."""
        self._move(account, what, key_of(source), source, abs(net), 0, net)

    def balance(self, account: str, currency: str) -> int:
        """What lies on an account."""
        return self.world.ledger.balance(NAME, account, currency.upper())

    def did(self, operation: str, key: str) -> None:
        """An operation had its effect."""
        self.world.ledger.did(NAME, operation, key)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """On the simulator's clock."""
        self.world.later(seconds, action)

    def _move(self, account: str, what: str, key: str, source: Thing, amount: int, fee: int, net: int) -> None:
        currency = source["currency"].upper()
        self.world.moved(Effect(NAME, account, what, key, source["id"], currency, amount, fee, net, self.world.now()))


def key_of(thing: Thing) -> str:
    """The key of upclone's that an object carries."""
    return str((thing.get("metadata") or {}).get(KEY, ""))


def _within(at: int, created: Any) -> bool:
    if not isinstance(created, dict):
        return at == int(created)
    checks: dict[str, Callable[[int], bool]] = {
        "gt": lambda than: at > than, "gte": lambda than: at >= than,
        "lt": lambda than: at < than, "lte": lambda than: at <= than,
    }  # fmt: skip
    return all(checks[name](int(than)) for name, than in created.items())
