"""Webhooks: verified as bytes before anything reads them, kept, answered. Their handling is a job."""

from __future__ import annotations

from flask import Blueprint, request

from upclone.domain.errors import Invalid, NotFound
from upclone.entrypoints.api.performing import persistently
from upclone.entrypoints.doors import Doors


def webhooks(doors: Doors) -> Blueprint:
    """`POST /webhooks/<gateway>`: 200 for a new one and for one that came before, 401 for a forged one."""
    letters = Blueprint("webhooks", __name__)

    @letters.post("/webhooks/<gateway>")
    def receive(gateway: str) -> tuple[dict[str, bool], int]:
        try:
            sender = doors.gateways.get(gateway)
        except Invalid:
            raise NotFound("gateway", gateway) from None
        body = request.get_data()
        notice = sender.verify(body, dict(request.headers))
        new = persistently(lambda: doors.inbox.receive(gateway, notice, body))
        return {"received": True, "new": new}, 200

    return letters
