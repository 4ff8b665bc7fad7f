"""The codes of authenticator apps, by pyotp; their secrets lie encrypted (JWE, AES-256-GCM) in the database."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Final

import pyotp
from attrs import field, frozen
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ISSUER: Final = "upclone"
PERIOD: Final = 30


@frozen
class TotpCodes:
    """Six digits each thirty seconds (RFC 6238). `secret` is the installation's."""

    secret: str = field(repr=False)

    @property
    def _key(self) -> OctKey:
        # A key of its own: the secret signs other things too.
        return OctKey.import_key(hmac.new(self.secret.encode(), b"upclone second factor", hashlib.sha256).digest())

    def new(self) -> str:
        """A fresh secret of 160 bits, encrypted."""
        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, pyotp.random_base32().encode(), self._key)

    def shown(self, sealed: str, address: str) -> tuple[str, str]:
        """The secret in base 32, and its otpauth:// address."""
        plain = self._open(sealed)
        return plain, pyotp.TOTP(plain).provisioning_uri(name=address, issuer_name=ISSUER)

    def step(self, sealed: str, code: str, at: datetime) -> int | None:
        """The step of the code: this one, the one before, or the next, because clocks differ. A secret that was sealed
        by another key has no codes."""
        if not (code.isascii() and code.isdigit()):
            return None
        try:
            totp = pyotp.TOTP(self._open(sealed))
        except JoseError:
            return None
        now = int(at.timestamp()) // PERIOD
        matching = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.at(step * PERIOD), code)]
        return max(matching, default=None)

    def _open(self, sealed: str) -> str:
        opened = jwe.decrypt_compact(sealed, self._key).plaintext
        assert opened is not None
        return opened.decode()
