"""Quotas in fixed windows, by `limits`: counted in this process, or in Redis where several processes share them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from attrs import define, field
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from upclone.application.ports.quotas import Quota
from upclone.application.ports.system import Busy, Clock
from upclone.domain.errors import TooMany

REASONS: Mapping[Quota, str] = {
    Quota.SIGN_IN: "There were too many wrong passwords for this account from your address.",
    Quota.SIGN_IN_ACCOUNT: "There were too many wrong passwords for this account.",
    Quota.SIGN_IN_CLIENT: "There were too many wrong passwords from your address.",
    Quota.CODE: "There were too many wrong codes for this account.",
    Quota.SIGN_UP: "Too many accounts were opened from your address.",
    Quota.LETTERS: "Too many letters to this address were asked for.",
    Quota.LETTERS_CLIENT: "Too many letters were asked for from your address.",
    Quota.LINKS: "Too many links were tried from your address.",
    Quota.REFRESH: "Too many tokens were refreshed from your address.",
    Quota.SEARCH: "These are too many searches at once.",
    Quota.PROPOSALS: "These are too many proposals at once.",
}

_PATIENCE: Final = 2.0
"""Seconds that Redis may take: a request does not hang on a count."""


@define(eq=False)
class LimitedQuotas:
    """`rates` gives each quota's, such as `10/15 minutes`. `clock` says when there is room again, as people's clocks
    see it; what is counted, is counted by real time. Without `redis_url` counts live and die with the process."""

    rates: Mapping[Quota, str]
    clock: Clock
    redis_url: str | None = None
    _items: dict[Quota, RateLimitItem] = field(init=False)
    _limiter: FixedWindowRateLimiter = field(init=False)

    def __attrs_post_init__(self) -> None:
        patience = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE} if self.redis_url else {}
        storage = storage_from_string(self.redis_url or "memory://", wrap_exceptions=True, **patience)
        assert isinstance(storage, Storage)
        self._limiter = FixedWindowRateLimiter(storage)
        self._items = {quota: parse(rate) for quota, rate in self.rates.items()}

    def take(self, quota: Quota, *of: str) -> None:
        """Count one. Raises TooMany where there is none left, Busy where Redis does not answer."""
        item, keys = self._items[quota], tuple(map(_bucket, of))
        try:
            if self._limiter.hit(item, quota, *keys):
                return
            reset = self._limiter.get_window_stats(item, quota, *keys).reset_time
        except StorageError as failure:
            raise Busy from failure
        left = max(datetime.fromtimestamp(reset, UTC) - datetime.now(UTC), timedelta(seconds=1))
        raise TooMany(REASONS[quota], limit=item.amount, again_at=self.clock.now() + left)

    def give_back(self, quota: Quota, *of: str) -> None:
        """Count one less."""
        try:
            self._limiter.hit(self._items[quota], quota, *map(_bucket, of), cost=-1)
        except StorageError as failure:
            raise Busy from failure

    def forget(self, quota: Quota, *of: str) -> None:
        """Begin to count anew."""
        try:
            self._limiter.clear(self._items[quota], quota, *map(_bucket, of))
        except StorageError as failure:
            raise Busy from failure

    def same_client(self, address: str, other: str) -> bool:
        """Whether both are one address, or of one /64."""
        return _bucket(address) == _bucket(other)


def _bucket(of: str) -> str:
    """Of an IPv6 address its /64, which is what one subscriber has."""
    try:
        address = ip_address(of)
    except ValueError:
        return of
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else of
