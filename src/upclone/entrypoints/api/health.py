"""Whether the process lives, and whether what it depends on is there. Outside the API: for machines that watch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from upclone.entrypoints.doors import Doors


def health(doors: Doors) -> Blueprint:
    """`/healthz` asks nobody; `/readyz` names each dependency, and is 503 where one is missing."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @pages.get("/readyz")
    def readyz() -> tuple[dict[str, Any], int, dict[str, str]]:
        found = doors.health.dependencies()
        ready = all(each.ok for each in found)
        body = {
            "status": "ready" if ready else "not ready",
            "dependencies": {each.name: {"ok": each.ok, "detail": each.detail} for each in found},
        }
        return body, 200 if ready else 503, {"Cache-Control": "no-store"}

    return pages
