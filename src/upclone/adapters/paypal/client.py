"""PayPal's SDK as it must be to be relied on: everything goes through one `execute`, which repairs its faults.

The SDK ignores its own timeout, opens a connection for each request, fetches a token in each thread that finds none,
never asks again after a 401, and lets `requests`' errors out. Here a call is over when its time is, at most
CONNECTIONS are open, one token serves all threads, and what goes wrong is one of Unavailable and Refusal.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from threading import BoundedSemaphore, Lock
from typing import Any, Final, cast

import requests
from attrs import frozen
from paypalcheckoutsdk.core import AccessTokenRequest, PayPalEnvironment, PayPalHttpClient
from paypalhttp import HttpResponse
from requests.adapters import HTTPAdapter
from urllib3.util import Timeout

from upclone.adapters.paypal.calls import NAME, refusal
from upclone.domain.errors import Unavailable

CONNECTIONS: Final = 8
"""Open at the same time, at most; one more call waits for a place, as long as it may take itself."""

EARLY_S: Final = 60.0
"""A token is replaced so long before it ends."""


@frozen
class _Token:
    value: str
    until: float

    @property
    def is_good(self) -> bool:
        return time.monotonic() < self.until


@frozen
class _Deadline:
    """When a call must be over, token and retry included."""

    at: float

    @property
    def left(self) -> float:
        """Seconds. Raises Unavailable where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise Unavailable(NAME, "It took too long.")
        return left


class PayPalClient(PayPalHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Shared by all threads. `base` is where the API is: PayPal's, its sandbox's, or a simulator's."""

    def __init__(self, base: str, client_id: str, client_secret: str, timeout_s: float) -> None:
        super().__init__(PayPalEnvironment(client_id, client_secret, base.rstrip("/"), ""))
        self._timeout_s = timeout_s
        self._room = BoundedSemaphore(CONNECTIONS)
        self._token: _Token | None = None
        self._token_lock = Lock()
        self._session = _session()

    def execute(self, request: Any, timeout_s: float | None = None) -> HttpResponse:
        """Send it; `timeout_s` is for all of it. Raises Refusal for a no, Unavailable where no answer came."""
        deadline = _Deadline(time.monotonic() + (timeout_s or self._timeout_s))
        with self._place(deadline):
            token = self._good_token(deadline)
            response = self._send(request, f"Bearer {token.value}", deadline)
            if response.status_code == 401:
                self._forget(token)
                response = self._send(request, f"Bearer {self._good_token(deadline).value}", deadline)
            return _read(response)

    def call(self, request: Any, timeout_s: float | None = None) -> Any:
        """The same; the answer's JSON, {} where there is none."""
        result = self.execute(request, timeout_s).result
        return {} if result is None else result.dict()

    @contextmanager
    def _place(self, deadline: _Deadline) -> Iterator[None]:
        if not self._room.acquire(timeout=deadline.left):
            raise Unavailable(NAME, "Too many calls wait for it.")
        try:
            yield
        finally:
            self._room.release()

    def _good_token(self, deadline: _Deadline) -> _Token:
        """The one token. Whoever finds it missing fetches it, and all others wait for that."""
        if not self._token_lock.acquire(timeout=deadline.left):
            raise Unavailable(NAME, "It gives no access token.")
        try:
            if self._token is None or not self._token.is_good:
                self._token = self._fetched(deadline)
            return self._token
        finally:
            self._token_lock.release()

    def _forget(self, refused: _Token) -> None:
        with self._token_lock:
            if self._token is refused:
                self._token = None

    def _fetched(self, deadline: _Deadline) -> _Token:
        ask = AccessTokenRequest(self.environment)
        response = self._send(ask, ask.headers["Authorization"], deadline)
        if response.status_code in (400, 401, 403):
            raise Unavailable(NAME, "It does not accept our credentials.")
        said = _read(response).result.dict()
        return _Token(str(said["access_token"]), time.monotonic() + float(said["expires_in"]) - EARLY_S)

    def _send(self, request: Any, authorization: str, deadline: _Deadline) -> requests.Response:
        sent = copy.deepcopy(request)
        sent.headers["Authorization"] = authorization  # so that the SDK's injector looks for no token of its own
        for injector in self._injectors:
            injector(sent)
        sent.headers = {"user-agent": self.get_user_agent(), **self.format_headers(sent.headers)}
        body = sent.body if sent.body is None or isinstance(sent.body, bytes) else self.encoder.serialize_request(sent)
        try:
            return self._session.request(
                sent.verb,
                self.environment.base_url + sent.path,
                headers=sent.headers,
                data=body,
                timeout=cast(Any, Timeout(total=deadline.left)),  # requests takes urllib3's, and its types don't know
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            raise Unavailable(NAME, type(fault).__name__) from fault


def _session() -> requests.Session:
    """Keeps connections, and nothing else: no cookies, no passwords of the machine's."""
    session = requests.Session()
    session.mount("https://", HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS))
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _unchanged  # else a ~/.netrc would replace our header
    return session


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _read(response: requests.Response) -> HttpResponse:
    status = response.status_code
    if status in (401, 408, 429) or not 200 <= status < 500:
        raise Unavailable(NAME, f"It answered {status}.")
    try:
        body = response.json() if response.content else None
    except ValueError:
        raise Unavailable(NAME, f"It answered {status}, and no JSON.") from None
    if status < 300:
        return HttpResponse(body, status, response.headers)
    no = refusal(status, body)
    if no.is_doubt or status < 400:
        raise Unavailable(NAME, no.words) from no
    raise no
