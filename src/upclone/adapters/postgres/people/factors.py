"""Second factors and recovery codes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, LargeBinary, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.people.factors import SecondFactor

SECOND_FACTOR = Table(
    "second_factor",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    text("secret"),
    timestamp("created_at"),
    timestamp("confirmed_at", nullable=True),
    Column("step", BigInteger, nullable=False),
)

RECOVERY_CODE = Table(
    "recovery_code",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    timestamp("used_at", nullable=True),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
)

_OF = "SELECT account_id, secret, created_at, confirmed_at, step FROM second_factor WHERE account_id = %(account_id)s"
_PUT = """
INSERT INTO second_factor (account_id, secret, created_at, confirmed_at, step)
VALUES (%(account_id)s, %(secret)s, %(created_at)s, %(confirmed_at)s, %(step)s)
ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at,
    confirmed_at = excluded.confirmed_at, step = excluded.step
"""
_DROP = "DELETE FROM second_factor WHERE account_id = %(account_id)s"
_STEP = "UPDATE second_factor SET step = %(step)s WHERE account_id = %(account_id)s AND step < %(step)s"
_FORGET = "DELETE FROM recovery_code WHERE account_id = %(account_id)s"
_CODES = "INSERT INTO recovery_code (account_id, hash) SELECT %(account_id)s, unnest(%(hashes)s::bytea[])"
_SPEND = """
UPDATE recovery_code SET used_at = %(at)s WHERE account_id = %(account_id)s AND hash = %(hash)s AND used_at IS NULL
"""
_LEFT = "SELECT count(*) FROM recovery_code WHERE account_id = %(account_id)s AND used_at IS NULL"


@frozen
class SecondFactors:
    """One an account, and its recovery codes by their hashes."""

    transaction: Transaction

    def of(self, account_id: UUID) -> SecondFactor | None:
        row = self.transaction.one(_OF, {"account_id": account_id})
        return SecondFactor(*row) if row else None

    def put(self, factor: SecondFactor) -> None:
        self.transaction.run(
            _PUT,
            {
                "account_id": factor.account_id,
                "secret": factor.secret,
                "created_at": factor.created_at,
                "confirmed_at": factor.confirmed_at,
                "step": factor.step,
            },
        )

    def drop(self, account_id: UUID) -> None:
        for statement in (_DROP, _FORGET):
            self.transaction.run(statement, {"account_id": account_id})

    def take_step(self, account_id: UUID, step: int) -> bool:
        return self.transaction.run(_STEP, {"account_id": account_id, "step": step}) == 1

    def put_codes(self, account_id: UUID, hashes: tuple[bytes, ...]) -> None:
        self.transaction.run(_FORGET, {"account_id": account_id})
        self.transaction.run(_CODES, {"account_id": account_id, "hashes": list(hashes)})

    def spend_code(self, account_id: UUID, hash: bytes, at: datetime) -> bool:
        return self.transaction.run(_SPEND, {"account_id": account_id, "hash": hash, "at": at}) == 1

    def codes_left(self, account_id: UUID) -> int:
        row = self.transaction.one(_LEFT, {"account_id": account_id})
        assert row is not None
        return int(row[0])
