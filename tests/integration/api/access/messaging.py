"""The routes of messaging."""

from typing import Any

from tests.integration.api.access.kinds import EVERYBODY, SIGNED_IN

ROUTES: dict[str, tuple[str, Any]] = {
    "GET /notifications": (SIGNED_IN, None),
    "POST /notifications/read": (SIGNED_IN, None),
    "POST /notifications/{id}/read": (SIGNED_IN, None),
    "GET /notifications/letters": (SIGNED_IN, None),
    "PUT /notifications/letters": (SIGNED_IN, {"money": "daily"}),
    "POST /notifications/letters/stop": (EVERYBODY, {"token": "x"}),
}
