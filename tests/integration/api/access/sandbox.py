"""The routes of sandbox."""

from typing import Any

from tests.integration.api.access.kinds import OPERATOR

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /sandbox/clock": (OPERATOR, None),
    "POST /sandbox/clock": (OPERATOR, {"seconds": 1}),
    "GET /sandbox/totals": (OPERATOR, None),
}
