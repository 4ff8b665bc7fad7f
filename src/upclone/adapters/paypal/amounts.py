"""Money as PayPal writes it: a string with as many decimals as it wants, in a currency that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from upclone.domain.errors import Invalid
from upclone.domain.money import EXPONENTS, Money

_TAKEN: Final = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD"
TAKEN: Final = frozenset(_TAKEN.split())
"""PayPal's currencies."""

WHOLE: Final = frozenset({"HUF", "TWD"})
"""Those with two decimals by ISO 4217 of which PayPal takes whole units only."""


def value(amount: Money) -> str:
    """`12.50`, `1250` in yen. Raises Invalid for what PayPal can't hold."""
    if amount.currency not in TAKEN:
        raise Invalid("currency", f"PayPal does not take {amount.currency}; it takes {', '.join(sorted(TAKEN))}")
    number = str(amount).partition(" ")[0]
    if amount.currency in WHOLE:
        number, _, cents = number.partition(".")
        if int(cents):
            raise Invalid("amount", f"PayPal takes whole units of {amount.currency} only, not {amount}")
    return number


def written(amount: Money) -> dict[str, str]:
    """As orders, captures and refunds have it."""
    return {"currency_code": amount.currency, "value": value(amount)}


def read(said: Mapping[str, Any]) -> Money:
    """Of any of its APIs; zeros beyond the currency's decimals mean nothing."""
    currency = str(said.get("currency_code") or said["currency"])
    whole, point, fraction = str(said["value"]).partition(".")
    kept, rest = fraction[: EXPONENTS.get(currency, 0)], fraction[EXPONENTS.get(currency, 0) :]
    if not rest.strip("0"):
        fraction = kept
    return Money.parse(f"{whole}.{fraction}" if point and fraction else whole, currency)


def fee(said: Mapping[str, Any] | None, currency: str) -> Money | None:
    """What PayPal keeps, where it takes it in `currency`; None where it does not say."""
    found = read(said) if said else None
    return found if found is not None and found.currency == currency else None
