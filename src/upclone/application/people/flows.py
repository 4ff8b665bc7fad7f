"""A sign-in elsewhere while it is under way: what the browser that began it keeps, and nobody can make or alter.

Nothing is kept here when one begins. The nonce and the PKCE verifier are seals over the state: who sees the state in an
address, or reads the database, can't make them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import field, frozen

from upclone.application.ports.identities import Secret
from upclone.application.ports.system import Seals
from upclone.domain.errors import SecondFactorRequired
from upclone.domain.people.accounts import Account, AccountRole

LASTS: Final = timedelta(minutes=10)
"""How long a person has at the provider."""
TICKET_LASTS: Final = timedelta(minutes=5)
"""How long a person has for the code of the second factor."""
BEGIN_AGAIN: Final = "This sign-in was not begun in this browser, was used, or took too long: begin again."

_TIME: Final = "%Y%m%d%H%M%S"
_NOBODY: Final = UUID(int=0)


@frozen
class Flow:
    """One sign-in at one provider. Where it is to link, `account_id` in `session_id` began it."""

    state: str = field(repr=False)
    provider: str
    ends: datetime
    roles: frozenset[AccountRole]
    account_id: UUID = _NOBODY
    session_id: UUID = _NOBODY

    @property
    def links(self) -> bool:
        """Whether it adds a way into an account, instead of opening one."""
        return self.account_id != _NOBODY

    @property
    def mark(self) -> bytes:
        """What is remembered of it when it was used."""
        return hashlib.sha256(f"flow {self.state}".encode()).digest()

    def secret(self, seals: Seals) -> Secret:
        """What ties the provider's answer to this flow."""
        return Secret(seals.seal("identity nonce", self.state), seals.seal("identity verifier", self.state))

    def packed(self, seals: Seals) -> str:
        """As the browser keeps it."""
        roles = "+".join(sorted(self.roles))
        parts = (self.state, self.provider, self.ends.strftime(_TIME), roles, self.account_id.hex, self.session_id.hex)
        body = ".".join(parts)
        return f"{body}.{seals.seal('identity flow', body)}"


def unpacked(seals: Seals, text: str, wall: datetime) -> Flow | None:
    """A flow that we packed and that is not over; None for anything else."""
    body, _, seal = text.rpartition(".")
    if not seals.opens("identity flow", body, seal):
        return None
    state, provider, ends, roles, account, session = body.split(".")
    chosen = frozenset(AccountRole(role) for role in roles.split("+"))
    flow = Flow(state, provider, _moment(ends), chosen, UUID(account), UUID(session))
    return flow if wall < flow.ends else None


@frozen
class Ticket:
    """Somebody whom a provider let in, and whose second factor is still to be proven."""

    account_id: UUID
    provider: str
    nonce: str = field(repr=False)
    ends: datetime

    @property
    def mark(self) -> bytes:
        """What is remembered of it when it was used."""
        return hashlib.sha256(f"ticket {self.nonce}".encode()).digest()

    def packed(self, seals: Seals) -> str:
        """As the client brings it, with the code."""
        body = f"{self.account_id.hex}.{self.provider}.{self.nonce}.{self.ends.strftime(_TIME)}"
        return f"{body}.{seals.seal('identity ticket', body)}"


def ticket_of(seals: Seals, text: str, wall: datetime) -> Ticket | None:
    """A ticket that we packed and that is not over; None for anything else."""
    body, _, seal = text.rpartition(".")
    if not seals.opens("identity ticket", body, seal):
        return None
    account, provider, nonce, ends = body.split(".")
    ticket = Ticket(UUID(account), provider, nonce, _moment(ends))
    return ticket if wall < ticket.ends else None


@frozen
class PasswordTicket:
    """Somebody whose password is right, and whose second factor is still to be proven. Another password ends it."""

    account_id: UUID
    nonce: str = field(repr=False)
    ends: datetime

    @property
    def mark(self) -> bytes:
        """What is remembered of it when it was used."""
        return hashlib.sha256(f"password ticket {self.nonce}".encode()).digest()

    @property
    def _body(self) -> str:
        return f"{self.account_id.hex}.{self.nonce}.{self.ends.strftime(_TIME)}"

    def packed(self, seals: Seals, account: Account) -> str:
        """As the browser keeps it."""
        return f"{self._body}.{seals.seal('password ticket', self._body + account.password_hash)}"

    def holds(self, seals: Seals, account: Account, text: str) -> bool:
        """Whether `text` is this ticket as we packed it, for an account that has the same password still."""
        return seals.opens("password ticket", self._body + account.password_hash, text.rpartition(".")[2])


def password_ticket_of(text: str, wall: datetime) -> PasswordTicket | None:
    """A ticket that is not over, as it reads; whether it `holds` is to be asked yet."""
    try:
        account, nonce, ends, _ = text.split(".")
        ticket = PasswordTicket(UUID(account), nonce, _moment(ends))
    except ValueError:
        return None
    return ticket if wall < ticket.ends else None


@frozen
class TicketNeeded(SecondFactorRequired):
    """The provider's word (or the password) is good, and a code of the second factor is needed as well: send it with
    `ticket`."""

    reason: str = "Send the code of your authenticator app, or a recovery code, with the ticket."
    ticket: str = field(kw_only=True, default="", repr=False)

    @property
    def code(self) -> str:
        """As at any sign-in."""
        return "second_factor_required"


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
