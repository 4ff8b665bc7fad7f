"""What a provider publishes: asked for once in a while, never twice while it is down, and only where it is private."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from attrs import define, field

from upclone.adapters.oidc.discovery import DOWN, KEPT, PATIENCE, Discovery, safe
from upclone.domain.errors import Unavailable


@define(eq=False)
class Site:
    """A provider's site that counts what it is asked; `status` and `changes` make it misbehave."""

    url: str = ""
    asked: list[str] = field(factory=list)
    status: int = 200
    changes: dict[str, Any] = field(factory=dict)

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return self.changes.get(
                "keys", {"keys": [{"kty": "oct", "k": "YSBrZXkgb2YgdGVzdHMgdGhhdCBvcGVucyBub3RoaW5n", "kid": "one"}]}
            )
        found = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        found |= {name: f"{self.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        return {**found, **self.changes}


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = json.dumps(made.answer(self.path)).encode()
            self.send_response(made.status)
            self.send_header("Location", f"{made.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@define
class Watch:
    """A clock that is moved by hand."""

    time: float = 1000.0

    def __call__(self) -> float:
        return self.time


def test_it_is_asked_once_in_a_while(site: Site):
    """An hour's sign-ins cost one request; a key that nobody knows costs one in half a minute."""
    watch = Watch()
    discovery = Discovery("Site", site.url, watch)
    for _ in range(3):
        assert discovery.metadata()["issuer"] == site.url
        discovery.keys()
        discovery.keys(fresh=True)
    assert site.asked == ["/.well-known/openid-configuration", "/keys"]
    watch.time += PATIENCE + 1
    discovery.keys()
    discovery.keys(fresh=True)
    assert site.asked[2:] == ["/keys"]
    watch.time += KEPT
    discovery.metadata()
    assert len(site.asked) == 4


def test_nobody_waits_for_one_that_is_down(site: Site):
    """After a failure others are told at once, for some seconds."""
    watch = Watch()
    discovery = Discovery("Site", site.url, watch)
    site.status = 500
    for _ in range(3):
        with pytest.raises(Unavailable):
            discovery.metadata()
    assert len(site.asked) == 1
    site.status = 200
    watch.time += DOWN
    assert discovery.metadata()


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"userinfo_endpoint": "http://evil.example/me"},
    ],
)
def test_what_is_not_its_own_or_not_private_is_not_believed(site: Site, changes: dict[str, Any]):
    """Whoever answers for an issuer is that issuer, and sends nobody where others listen."""
    site.changes = changes
    with pytest.raises(Unavailable):
        Discovery("Site", site.url).metadata()


def test_it_is_not_followed_elsewhere(site: Site):
    """A redirection is no answer."""
    site.status = 302
    with pytest.raises(Unavailable):
        Discovery("Site", site.url).metadata()
    assert site.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("keys", [{}, {"keys": "none"}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_can_not_be_read(site: Site, keys: dict[str, Any]):
    """Nothing breaks; nobody signs in."""
    site.changes = {"keys": keys}
    with pytest.raises(Unavailable):
        Discovery("Site", site.url).keys()


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("https://accounts.example", True),
        ("http://127.0.0.1:1/x", True),
        ("http://accounts.example", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("", False),
    ],
)
def test_private_means_tls_or_this_machine(address: str, private: bool):
    """Nothing that opens an account travels in the clear."""
    assert safe(address) is private
