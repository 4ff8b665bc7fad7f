"""The routes of market."""

from typing import Any

from tests.api_world import eur
from tests.integration.api.access.kinds import (
    EVERYBODY,
    INVITATION,
    MISSING,
    OF_JOB,
    OPERATOR,
    PROPOSAL,
    SEARCH,
    SIGNED_IN,
)

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
    "GET /freelancers": (EVERYBODY, None),
    "GET /searches": (SIGNED_IN, None),
    "POST /searches": (SIGNED_IN, {"name": "x", "query": {}}),
    "GET /searches/{id}": (SEARCH, None),
    "PUT /searches/{id}": (SEARCH, {"name": "x", "query": {}}),
    "POST /searches/{id}/end": (SEARCH, {}),
    "POST /jobs": (SIGNED_IN, {"title": "x", "description": "x", "budget": eur(100)}),
    "GET /jobs/{id}": (EVERYBODY, None),
    "POST /jobs/{id}/close": ("job", {}),
    "POST /jobs/{id}/bid": ("job", {"price": eur(100)}),
    "PUT /jobs/{id}/hire": ("job", {"proposal_id": MISSING}),
    "GET /jobs/{id}/proposals": (OF_JOB, None),
    "GET /proposals": (SIGNED_IN, None),
    "GET /proposals/{id}": (PROPOSAL, None),
    "PUT /proposals/{id}": (PROPOSAL, {"price": eur(100)}),
    "POST /proposals/{id}/counter": (PROPOSAL, {"price": eur(100)}),
    "POST /proposals/{id}/accept": (PROPOSAL, {}),
    "POST /proposals/{id}/shortlist": (PROPOSAL, {}),
    "POST /proposals/{id}/unshortlist": (PROPOSAL, {}),
    "POST /proposals/{id}/withdraw": (PROPOSAL, {}),
    "POST /proposals/{id}/decline": (PROPOSAL, {}),
    "GET /offers": (SIGNED_IN, None),
    "POST /offers": (SIGNED_IN, {"freelancer_id": MISSING, "title": "x", "description": "x", "price": eur(100)}),
    "POST /jobs/{id}/invitations": ("job", {"freelancer_id": MISSING}),
    "GET /jobs/{id}/invitations": (OF_JOB, None),
    "GET /invitations": (SIGNED_IN, None),
    "GET /invitations/{id}": (INVITATION, None),
    "POST /invitations/{id}/decline": (INVITATION, {}),
    "POST /invitations/{id}/withdraw": (INVITATION, {}),
}
