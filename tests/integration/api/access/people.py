"""The routes of people."""

from typing import Any

from tests.api_world import PASSWORD
from tests.integration.api.access.kinds import EVERYBODY, KEY, OPERATOR, SESSION, SIGNED_IN, WHY

ROUTES: dict[str, tuple[str, Any]] = {
    "POST /users/signup": (EVERYBODY, {"email": "x@example.org", "password": PASSWORD, "name": "X", "role": "client"}),
    "POST /users/login": (EVERYBODY, {"email": "x@example.org", "password": "x"}),
    "POST /users/token": (EVERYBODY, {"refresh_token": "x"}),
    "POST /users/logout": (SIGNED_IN, {}),
    "GET /users/sessions": (SIGNED_IN, None),
    "POST /users/sessions/{id}/revoke": (SESSION, {}),
    "POST /users/sessions/revoke-others": (SIGNED_IN, {}),
    "POST /users/email/resend": (EVERYBODY, {"email": "x@example.org"}),
    "POST /users/email/verify": (EVERYBODY, {"token": "x"}),
    "POST /users/email/change": (SIGNED_IN, {"email": "x@example.org", "password": "x"}),
    "POST /users/email/confirm": (EVERYBODY, {"token": "x"}),
    "POST /users/email/object": (EVERYBODY, {"token": "x"}),
    "POST /users/password": (SIGNED_IN, {"present_password": "x", "password": PASSWORD}),
    "POST /users/password/forgot": (EVERYBODY, {"email": "x@example.org"}),
    "POST /users/password/reset": (EVERYBODY, {"token": "x", "password": PASSWORD}),
    "GET /users/second-factor": (SIGNED_IN, None),
    "POST /users/second-factor": (SIGNED_IN, {"password": "x"}),
    "POST /users/second-factor/confirm": (SIGNED_IN, {"code": "123456"}),
    "POST /users/second-factor/recovery-codes": (SIGNED_IN, {"password": "x", "code": "123456"}),
    "POST /users/second-factor/disable": (SIGNED_IN, {"password": "x", "code": "123456"}),
    "GET /users/tokens": (SIGNED_IN, None),
    "POST /users/tokens": (SIGNED_IN, {"name": "x", "scopes": ["read"]}),
    "POST /users/tokens/{id}/revoke": (KEY, {}),
    "PUT /users/roles": (SIGNED_IN, {"roles": ["client"]}),
    "POST /users/{id}/roles": (OPERATOR, {"give": ["moderator"]}),
    "GET /users/profile": (SIGNED_IN, None),
    "PUT /users/profile": (SIGNED_IN, {}),
    "POST /files": (SIGNED_IN, None),
    "GET /files/{id}": (EVERYBODY, None),
    "GET /files/{id}/thumbnail/{size}": (EVERYBODY, None),
    "GET /users": (OPERATOR, None),
    "POST /users/{id}/suspend": (OPERATOR, WHY),
    "POST /users/{id}/ban": (OPERATOR, WHY),
    "POST /users/{id}/reinstate": (OPERATOR, {}),
}
