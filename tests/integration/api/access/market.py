"""The routes of market."""

from typing import Any

from tests.api_world import eur
from tests.integration.api.access.kinds import EVERYBODY, MISSING, OF_JOB, OPERATOR, PROPOSAL, SIGNED_IN

NAMES = {"en": "x", "fr": "x"}

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /categories": (EVERYBODY, None),
    "POST /categories": (OPERATOR, {"names": NAMES}),
    "PUT /categories/{id}": (OPERATOR, {}),
    "POST /categories/{id}/retire": (OPERATOR, {}),
    "POST /categories/{id}/restore": (OPERATOR, {}),
    "GET /skills": (EVERYBODY, None),
    "GET /skills/{slug}": (EVERYBODY, None),
    "POST /skills": (OPERATOR, {"names": NAMES, "categories": ["illustration"]}),
    "PUT /skills/{id}": (OPERATOR, {}),
    "POST /skills/{id}/merge": (OPERATOR, {"into": "python"}),
    "POST /skills/{id}/retire": (OPERATOR, {}),
    "POST /skills/{id}/restore": (OPERATOR, {}),
    "GET /unknown-skills": (OPERATOR, None),
    "POST /unknown-skills/dismiss": (OPERATOR, {"slug": "x"}),
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
