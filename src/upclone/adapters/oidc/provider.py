"""One provider: where it is asked, and what of its answer is believed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import requests
from attrs import define, field, frozen
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from upclone.adapters.oidc.discovery import TIMEOUT, Discovery
from upclone.application.ports.identities import ProviderName, Secret
from upclone.domain.errors import NotSignedIn, Unavailable
from upclone.domain.people.identities import Claimed

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by keys that the provider alone has: neither none, nor one by the secret that we share."""
SCOPE: Final = "openid email profile"
LEEWAY: Final = 60
"""Seconds that two clocks may differ by."""
LONGEST_SUBJECT: Final = 255

log = logging.getLogger(__name__)


@frozen
class Registration:
    """How we are known there. `nonce_optional` is for LinkedIn, whose tokens have none; `by_post` says that the secret
    goes into the body, where the provider does not say how it wants it."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    nonce_optional: bool = False
    by_post: bool = False


@define(eq=False)
class OidcProvider:
    """Somebody whose word on identity we take."""

    registration: Registration
    _discovery: Discovery = field(init=False)

    @_discovery.default
    def _of_its_issuer(self) -> Discovery:
        return Discovery(self.registration.title, self.registration.issuer)

    @property
    def named(self) -> ProviderName:
        """As people see it."""
        return ProviderName(self.registration.name, self.registration.title)

    def address(self, state: str, secret: Secret, back: str) -> str:
        """Where to send a browser. Raises Unavailable."""
        metadata = self._discovery.metadata()
        with self._session(metadata, back) as session:
            url, _ = session.create_authorization_url(
                metadata["authorization_endpoint"], state=state, code_verifier=secret.verifier, nonce=secret.nonce
            )
        return str(url)

    def claimed(self, code: str, secret: Secret, back: str, issuer: str | None) -> Claimed:
        """What the provider says. Raises Unavailable, and NotSignedIn for an answer that does not hold."""
        metadata = self._discovery.metadata()
        named = bool(metadata.get("authorization_response_iss_parameter_supported"))
        if issuer != self.registration.issuer and (named or issuer is not None):
            raise self._refused("the answer is from another issuer")
        token = self._token(metadata, code, secret, back)
        claims = self._claims(token, secret)
        if "email" not in claims and "userinfo_endpoint" in metadata:
            told = self._discovery.fetch(metadata["userinfo_endpoint"], str(token["access_token"]))
            if told.get("sub") != claims["sub"]:
                raise self._refused("the user info is about somebody else")
            claims = {**told, **claims}
        return self._claim(claims)

    def _token(self, metadata: Mapping[str, Any], code: str, secret: Secret, back: str) -> Mapping[str, Any]:
        try:
            with self._session(metadata, back) as session:
                found: Mapping[str, Any] = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=secret.verifier,
                    allow_redirects=False,
                )
        except requests.HTTPError as failure:
            raise Unavailable(self.registration.title, "does not answer now.") from failure
        except requests.RequestException as failure:
            raise Unavailable(self.registration.title, "does not answer.") from failure
        except (AuthlibBaseError, ValueError) as refused:
            raise self._refused(f"no token: {refused}") from refused
        if not isinstance(found.get("id_token"), str) or not isinstance(found.get("access_token"), str):
            raise self._refused("no token in the answer")
        return found

    def _claims(self, token: Mapping[str, Any], secret: Secret) -> dict[str, Any]:
        try:
            try:
                read = self._read(token["id_token"], self._discovery.keys())
            except InvalidKeyIdError:
                read = self._read(token["id_token"], self._discovery.keys(fresh=True))
            self._check(read, token["access_token"], secret)
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as flaw:
            raise self._refused(f"the token does not hold: {flaw!r}") from flaw
        return dict(read.claims)

    def _read(self, token: str, keys: KeySet) -> jwt.Token:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS))

    def _check(self, read: jwt.Token, access_token: str, secret: Secret) -> None:
        registered = self.registration
        expected = secret.nonce if "nonce" in read.claims or not registered.nonce_optional else None
        CodeIDToken(
            read.claims,
            read.header,
            {"iss": {"values": [registered.issuer]}, "aud": {"values": [registered.client_id]}},
            {"nonce": expected, "client_id": registered.client_id, "access_token": access_token},
        ).validate(leeway=LEEWAY)

    def _claim(self, claims: Mapping[str, Any]) -> Claimed:
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT or "\0" in subject:
            raise self._refused("nobody is named")
        address, name, locale = (claims.get(key) for key in ("email", "name", "locale"))
        return Claimed(
            provider=self.registration.name,
            subject=subject,
            address=address.replace("\0", "") if isinstance(address, str) else "",
            # LinkedIn writes it as a word.
            verified=claims.get("email_verified") in (True, "true"),
            name=name if isinstance(name, str) else "",
            language="fr" if isinstance(locale, str) and locale.lower().startswith("fr") else "en",
        )

    def _session(self, metadata: Mapping[str, Any], back: str) -> OAuth2Session:
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        post = self.registration.by_post or "client_secret_basic" not in methods
        session = OAuth2Session(
            self.registration.client_id,
            self.registration.client_secret,
            token_endpoint_auth_method="client_secret_post" if post else "client_secret_basic",
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )
        session.max_redirects = 0
        return session

    def _refused(self, flaw: str) -> NotSignedIn:
        log.warning("%s: %s", self.registration.name, flaw)
        return NotSignedIn(f"{self.registration.title}'s answer does not hold: begin again.")
