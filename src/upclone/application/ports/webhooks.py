"""Where webhooks are kept until a job handles them: the letter that came, as it came, once."""

from __future__ import annotations

from typing import Protocol

from upclone.application.ports.gateways import Notice


class WebhookInbox(Protocol):
    """Takes verified webhooks in."""

    def receive(self, gateway: str, notice: Notice, body: bytes) -> bool:
        """Keep a webhook and defer its handling, in one transaction. False where the gateway sent this event before:
        nothing is written then. In milliseconds: the gateway waits for the answer."""
        ...
