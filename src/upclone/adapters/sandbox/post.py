"""Delivering a webhook over HTTP, to one address that only the settings can choose."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

PATH: Final = "/webhooks/sandbox"


@frozen
class Post:
    """POSTs to `<base_url>/webhooks/sandbox`. Follows no redirect, and asks no proxy. Times are seconds.

    Raises OSError or HTTPException where no answer came.
    """

    base_url: str
    timeout_s: int = 5
    _address: SplitResult = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_address", urlsplit(self.base_url.rstrip("/") + PATH))

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The receiver's HTTP status."""
        connection = self._connection()
        try:
            connection.request("POST", self._address.path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(1024)
            return answer.status
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            return HTTPSConnection(host, port, timeout=self.timeout_s)
        return HTTPConnection(host, port, timeout=self.timeout_s)
