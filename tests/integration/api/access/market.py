"""The routes of market."""

from typing import Any

from tests.api_world import eur
from tests.integration.api.access.kinds import EVERYBODY, MISSING, OF_JOB, PROPOSAL, SIGNED_IN

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /jobs": (EVERYBODY, None),
    "POST /jobs": (SIGNED_IN, {"title": "x", "description": "x", "budget": eur(100)}),
    "GET /jobs/{id}": (EVERYBODY, None),
    "POST /jobs/{id}/close": ("job", {}),
    "POST /jobs/{id}/bid": ("job", {"price": eur(100)}),
    "PUT /jobs/{id}/hire": ("job", {"proposal_id": MISSING}),
    "GET /jobs/{id}/proposals": (OF_JOB, None),
    "GET /proposals": (SIGNED_IN, None),
    "GET /proposals/{id}": (PROPOSAL, None),
    "POST /proposals/{id}/withdraw": (PROPOSAL, {}),
    "POST /proposals/{id}/decline": (PROPOSAL, {}),
}
