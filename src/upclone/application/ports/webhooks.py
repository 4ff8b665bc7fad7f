"""Where webhooks are kept until a job handles them: the letter that came, as it came, once."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from attrs import frozen

from upclone.application.ports.gateways import Notice, Operation


@frozen
class StoredWebhook:
    """A letter as it came: `id` is the gateway's name for it, `key` what it was about."""

    gateway: str
    id: str
    operation: Operation
    key: str
    body: bytes
    received_at: datetime


class WebhookInbox(Protocol):
    """Takes verified webhooks in."""

    def receive(self, gateway: str, notice: Notice, body: bytes) -> bool:
        """Keep a webhook and defer its handling, in one transaction. False where the gateway sent this event before:
        nothing is written then. In milliseconds: the gateway waits for the answer."""
        ...

    def newest(self, gateway: str | None, limit: int) -> tuple[StoredWebhook, ...]:
        """What came, the newest first."""
        ...

    def get(self, id: str) -> StoredWebhook:
        """One letter. Raises NotFound."""
        ...

    def replay(self, id: str) -> StoredWebhook:
        """Defer its handling again: the gateway is asked anew, so that it does no harm. Raises NotFound, and Refused
        for one that nothing follows."""
        ...
