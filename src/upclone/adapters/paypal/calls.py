"""What is sent to PayPal where its SDK has no class for it, and what comes back as a no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field, frozen

NAME: Final = "paypal"


@define
class Ask:
    """One request, as the SDK's client takes it. `body` is JSON, or bytes that are sent as they are."""

    verb: str
    path: str
    body: Mapping[str, Any] | bytes | None = None
    headers: dict[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.headers.setdefault("Content-Type", "application/json")


def under(key: str, ask: Any) -> Any:
    """`ask`, under `key`: the same key again is the same operation. The answer is wanted whole."""
    ask.headers.update({"PayPal-Request-Id": key, "Prefer": "return=representation"})
    return ask


@frozen
class Refusal(Exception):
    """PayPal's no, a 4xx: `name` is the kind, `issue` the exact rule, `words` say it. `links` lead to what exists
    already."""

    status: int
    name: str
    issue: str
    words: str
    links: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"PayPal says {self.status} {self.name} {self.issue}: {self.words}"

    @property
    def is_ours(self) -> bool:
        """The request itself is wrong: a bug here, and no answer to anybody's payment."""
        return self.name in _WRONG_REQUESTS

    @property
    def is_reuse(self) -> bool:
        """The key belongs to another request."""
        return self.issue == "DUPLICATE_REQUEST_ID"

    @property
    def is_doubt(self) -> bool:
        """The same was asked for before, and is done or being done: nobody may say that nothing moved."""
        return self.status == 409 or self.issue in _IN_DOUBT


_WRONG_REQUESTS: Final = frozenset(
    {"INVALID_REQUEST", "MALFORMED_REQUEST", "MALFORMED_REQUEST_JSON", "METHOD_NOT_SUPPORTED", "UNSUPPORTED_MEDIA_TYPE"}
)
_IN_DOUBT: Final = frozenset({"DUPLICATE_INVOICE_ID", "PREVIOUS_REQUEST_IN_PROGRESS"})


def refusal(status: int, body: Any) -> Refusal:
    """Read from an answer: each of PayPal's APIs writes it a little differently."""
    said: Mapping[str, Any] = body if isinstance(body, dict) else {}
    details = said.get("details")
    first = details[0] if isinstance(details, list) and details and isinstance(details[0], dict) else {}
    words = first.get("description") or first.get("issue") or said.get("message") or said.get("error_description")
    found = [*_links(said), *_links(first)]
    issue = str(first.get("issue") or "")
    return Refusal(status, str(said.get("name") or said.get("error") or ""), issue, str(words or status), tuple(found))


def _links(said: Mapping[str, Any]) -> list[str]:
    links = [*(said.get("links") or ()), *(said.get("link") or ())]
    return [str(link["href"]) for link in links if isinstance(link, dict) and "href" in link]
