"""The routes of people."""

from typing import Any

from tests.api_world import PASSWORD
from tests.integration.api.access.kinds import EVERYBODY, OPERATOR, SIGNED_IN, WHY

ROUTES: dict[str, tuple[str, Any]] = {
    "POST /users/signup": (EVERYBODY, {"email": "x@example.org", "password": PASSWORD, "name": "X", "role": "client"}),
    "POST /users/login": (EVERYBODY, {"email": "x@example.org", "password": "x"}),
    "GET /users/profile": (SIGNED_IN, None),
    "PUT /users/profile": (SIGNED_IN, {}),
    "GET /users": (OPERATOR, None),
    "POST /users/{id}/suspend": (OPERATOR, WHY),
    "POST /users/{id}/reinstate": (OPERATOR, {}),
}
