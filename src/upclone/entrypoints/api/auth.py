"""Bearer tokens: who calls. The account is looked up at every request, so that a suspension acts at once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from upclone.domain.actors import Actor
from upclone.domain.errors import NotSignedIn
from upclone.domain.people.accounts import Account
from upclone.entrypoints.doors import Doors

ISSUER: Final = "upclone"
AUDIENCE: Final = "upclone-api"
ALGORITHMS: Final = ["HS256"]
_LONGEST_TOKEN: Final = 2_048
_CLAIMS: Final = jwt.JWTClaimsRegistry(
    leeway=0,
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": AUDIENCE},
    sub={"essential": True},
    exp={"essential": True},
    iat={"essential": True},
    jti={"essential": True},
)


@frozen
class Caller:
    """Who sent this request. `account` is as it stood when the request came in."""

    account: Account

    @property
    def actor(self) -> Actor:
        """The account as an actor: an operator where it is an admin."""
        return self.account.actor

    @property
    def id(self) -> UUID:
        """The account's."""
        return self.account.id


@frozen
class Tokens:
    """Issues and reads tokens. Their time is real time, also where the application's clock can be moved."""

    secret: str = field(repr=False)
    lifetime: timedelta

    @property
    def _key(self) -> OctKey:
        # A key of its own: the secret signs other things too.
        return OctKey.import_key(hmac.new(self.secret.encode(), b"api token", hashlib.sha256).digest())

    def issue(self, account_id: UUID, at: datetime | None = None) -> str:
        """A token for an account, valid from `at` (now) for the lifetime."""
        issued = at or datetime.now(UTC)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(account_id),
            "iat": int(issued.timestamp()),
            "exp": int((issued + self.lifetime).timestamp()),
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._key, algorithms=ALGORITHMS)

    def account_of(self, token: str) -> UUID:
        """The account that a token names. Raises NotSignedIn for one that does not hold in every respect."""
        try:
            if len(token) > _LONGEST_TOKEN:
                raise ValueError("too long")
            read = jwt.decode(token, self._key, algorithms=ALGORITHMS)
            _CLAIMS.validate(read.claims)
            return UUID(read.claims["sub"])
        except (JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise NotSignedIn("The token does not hold: sign in again.") from error

    def ticket(self, purpose: str) -> str:
        """A signature that lets a browser without a token open one address: `purpose` names it."""
        return hmac.new(self.secret.encode(), f"ticket {purpose}".encode(), hashlib.sha256).hexdigest()[:32]

    def admits(self, purpose: str, ticket: str) -> bool:
        """Whether `ticket` is the one for `purpose`, in constant time."""
        return hmac.compare_digest(self.ticket(purpose).encode(), ticket.encode())


def caller_of(authorization: str | None, tokens: Tokens, doors: Doors) -> Caller:
    """Who an Authorization header names, whether they may act or not. Raises NotSignedIn."""
    if not authorization:
        raise NotSignedIn("Send a bearer token: POST /api/v1/users/login answers one.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("The Authorization header must be: Bearer <token>.")
    return Caller(doors.accounts.of(tokens.account_of(token.strip())))
