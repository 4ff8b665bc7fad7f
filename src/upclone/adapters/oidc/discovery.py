"""What a provider publishes about itself: its addresses and its keys, fetched when needed and kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from attrs import define, field
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from upclone.domain.errors import Unavailable

TIMEOUT: Final = 3
"""Seconds that a provider has for each answer: four of them are asked for at most, and the last two seldom."""
KEPT: Final = 3600.0
"""Seconds that its word about itself is good for."""
DOWN: Final = 5.0
"""Seconds for which nobody else is made to wait for one that did not answer."""
PATIENCE: Final = 30.0
"""Seconds between two looks for a key that we do not know: anybody can name one."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_ADDRESSES: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@define(eq=False)
class Discovery:
    """One provider's, for every thread of the process."""

    title: str
    issuer: str
    now: Callable[[], float] = time.monotonic
    _lock: Lock = field(factory=Lock, init=False)
    _metadata: Mapping[str, Any] = field(factory=dict, init=False)
    _metadata_at: float = field(default=float("-inf"), init=False)
    _failed_at: float = field(default=float("-inf"), init=False)
    _keys: KeySet | None = field(default=None, init=False)
    _keys_at: float = field(default=float("-inf"), init=False)

    def metadata(self) -> Mapping[str, Any]:
        """Its configuration. Raises Unavailable, also for one that is not of this issuer."""
        with self._lock:
            if self.now() - self._metadata_at > KEPT:
                self._metadata, self._metadata_at = self._published(), self.now()
            return self._metadata

    def _published(self) -> Mapping[str, Any]:
        if self.now() - self._failed_at < DOWN:
            raise Unavailable(self.title, "does not answer.")
        try:
            found = self.fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._check(found)
        except Unavailable:
            self._failed_at = self.now()
            raise
        return found

    def keys(self, *, fresh: bool = False) -> KeySet:
        """Its keys; `fresh` where one is missing that may be new. Raises Unavailable."""
        address = self.metadata()["jwks_uri"]
        with self._lock:
            if self._keys is None or self.now() - self._keys_at > (PATIENCE if fresh else KEPT):
                try:
                    self._keys = KeySet.import_key_set(self.fetch(address))  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError) as wrong:
                    raise Unavailable(self.title, "publishes no keys that can be read.") from wrong
                self._keys_at = self.now()
            return self._keys

    def fetch(self, address: str, token: str = "") -> dict[str, Any]:
        """A JSON object that the provider answers. Raises Unavailable."""
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            answer = requests.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 else None
        except requests.RequestException as failure:
            raise Unavailable(self.title, "does not answer.") from failure
        if not isinstance(found, dict):
            raise Unavailable(self.title, "answers something else than was asked for.")
        return found

    def _check(self, metadata: Mapping[str, Any]) -> None:
        """Whoever answers must be the issuer, and send nobody where others listen."""
        addresses = [metadata.get(name) for name in _ADDRESSES]
        addresses += [metadata["userinfo_endpoint"]] if "userinfo_endpoint" in metadata else []
        sound = all(isinstance(each, str) and safe(each) for each in addresses)
        if metadata.get("issuer") != self.issuer or not sound:
            raise Unavailable(self.title, "is not set up as it says it is.")


def safe(address: str) -> bool:
    """Whether what is said there is said in private: by TLS, or on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
