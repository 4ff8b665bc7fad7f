"""Bearer tokens: who calls. The account and its session are looked up at every request, so that a suspension, or the
end of a session, acts on the next one."""

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

from upclone.domain.actors import Actor, member
from upclone.domain.errors import NotSignedIn
from upclone.domain.people.accounts import Account
from upclone.domain.people.tokens import PREFIX, Scope
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
    sid={"essential": True},
    exp={"essential": True},
    iat={"essential": True},
    jti={"essential": True},
)


@frozen
class Caller:
    """Who sent this request. `account` is as it stood when the request came in.

    In a session `session_id` names it; for a script's key `scopes` says what it may do.
    """

    account: Account
    session_id: UUID | None = None
    scopes: frozenset[Scope] | None = None

    @property
    def actor(self) -> Actor:
        """The account as an actor: an operator where it is an admin. A script acts as one only with the scope."""
        if self.scopes is not None and Scope.ADMIN not in self.scopes:
            return member(self.account.id)
        return self.account.actor

    @property
    def id(self) -> UUID:
        """The account's."""
        return self.account.id

    def may_call(self, scope: Scope | None) -> bool:
        """Whether a route that needs `scope` is open. None is the security of the account: for sessions alone."""
        return self.scopes is None or scope in self.scopes


@frozen
class Tokens:
    """Issues and reads tokens. Their time is real time, also where the application's clock can be moved."""

    secret: str = field(repr=False)
    lifetime: timedelta

    @property
    def _key(self) -> OctKey:
        # A key of its own: the secret signs other things too.
        return OctKey.import_key(hmac.new(self.secret.encode(), b"api token", hashlib.sha256).digest())

    def issue(self, account_id: UUID, session_id: UUID, at: datetime | None = None) -> str:
        """A token for an account in a session of its own, valid from `at` (now) for the lifetime."""
        issued = at or datetime.now(UTC)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(account_id),
            "sid": str(session_id),
            "iat": int(issued.timestamp()),
            "exp": int((issued + self.lifetime).timestamp()),
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._key, algorithms=ALGORITHMS)

    def read(self, token: str) -> tuple[UUID, UUID]:
        """The account and the session that a token names. Raises NotSignedIn for one that does not hold in every
        respect."""
        try:
            if len(token) > _LONGEST_TOKEN:
                raise ValueError("too long")
            read = jwt.decode(token, self._key, algorithms=ALGORITHMS)
            _CLAIMS.validate(read.claims)
            return UUID(read.claims["sub"]), UUID(read.claims["sid"])
        except (JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise NotSignedIn("The token does not hold: sign in again.") from error

    def mark(self, text: str) -> str:
        """A fingerprint that nobody without the secret can make: a body may hold a password."""
        return hmac.new(self.secret.encode(), f"request {text}".encode(), hashlib.sha256).hexdigest()

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
    if token.strip().startswith(PREFIX):
        grant = doors.sessions.grant_of_key(token.strip())
    else:
        grant = doors.sessions.grant(*tokens.read(token.strip()))
    return Caller(grant.account, grant.session_id, grant.scopes)
