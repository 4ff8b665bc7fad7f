"""What all of PayPal's simulated APIs share: money as strings, ids, errors, links."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from attrs import define, field

from tests.simulator.wire import Problem, Reply

CURRENCIES: Final = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD".split()  # noqa: SIM905
)
WHOLE: Final = frozenset({"HUF", "JPY", "TWD"})
"""Written without decimals; all but the yen are cents all the same."""

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR


@define
class Names:
    """Ids as long as PayPal's, that no other simulator gives."""

    salt: str = field(factory=lambda: secrets.token_hex(3).upper())
    numbers: Any = field(factory=lambda: count(1))

    def new(self, kind: str) -> str:
        """17 characters."""
        return f"{kind}{self.salt}{next(self.numbers):0{11 - len(kind)}d}"


def minor(value: str, currency: str) -> int:
    """Of a string; raises Problem as PayPal would."""
    if currency not in CURRENCIES:
        raise no(422, "CURRENCY_NOT_SUPPORTED", f"{currency} is not currently supported.")
    whole, point, cents = value.partition(".")
    if (point and currency in WHOLE) or len(cents) > 2:
        raise no(422, "DECIMAL_PRECISION", "If the currency supports decimals, only two decimal place precision is supported.")  # fmt: skip  # noqa: E501
    return int(whole) if currency == "JPY" else int(whole) * 100 + int(cents.ljust(2, "0") or 0)


def written(amount: int, currency: str) -> str:
    """As PayPal writes it."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    if currency == "JPY":
        return f"{sign}{amount}"
    whole = f"{sign}{amount // 100}"
    return whole if currency in WHOLE else f"{whole}.{amount % 100:02d}"


def money(amount: int, currency: str) -> dict[str, str]:
    """As orders, captures, refunds, disputes and reports have it."""
    return {"currency_code": currency, "value": written(amount, currency)}


def moment(at: float) -> str:
    """RFC 3339."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def no(status: int, issue: str, words: str, links: list[dict[str, str]] | None = None) -> Problem:
    """A refusal, in the shape of the newer APIs; the older ones' is near enough."""
    names = {400: "INVALID_REQUEST", 404: "RESOURCE_NOT_FOUND", 422: "UNPROCESSABLE_ENTITY"}
    body = {
        "name": names.get(status, issue),
        "message": words,
        "debug_id": "simulated",
        "details": [{"issue": issue, "description": words}],
        "links": links or [],
    }
    return Problem(Reply(status, body))


def missing(what: str) -> Problem:
    """404."""
    return no(404, "INVALID_RESOURCE_ID", f"There is no {what}.")


def link(href: str, rel: str, method: str = "GET") -> dict[str, str]:
    """One of an answer's."""
    return {"href": href, "rel": rel, "method": method}
