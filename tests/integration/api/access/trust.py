"""The routes of sanctions, and of what people did."""

from typing import Any

from tests.integration.api.access.kinds import MODERATOR, OPERATOR, SAID, SANCTION, SIGNED_IN, WHY

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /sanctions": (SIGNED_IN, None),
    "GET /sanctions/{id}": (SANCTION, None),
    "POST /sanctions/{id}/appeal": (SANCTION, SAID),
    "POST /sanctions/{id}/uphold": (OPERATOR, WHY),
    "POST /sanctions/{id}/lift": (OPERATOR, WHY),
    "POST /sanctions/{id}/review": (OPERATOR, WHY),
    "GET /activity": (SIGNED_IN, None),
    "GET /users/leave": (SIGNED_IN, None),
    "POST /users/leave": (SIGNED_IN, {"password": "x"}),
    "POST /users/return": (SIGNED_IN, {}),
    "GET /users/export": (SIGNED_IN, None),
    "GET /appeals": (OPERATOR, None),
    "GET /admin/figures": (MODERATOR, None),
}
