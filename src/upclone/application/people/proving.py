"""Proving again who one is, before something that a borrowed session must not do; and links of letters."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Protocol

from upclone.application.people.links import proof_of
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import Work
from upclone.application.ports.system import Clock, Ids, Passwords, Seals
from upclone.domain.errors import Invalid, NotFound, Refused
from upclone.domain.people import proofs
from upclone.domain.people.accounts import Account
from upclone.domain.people.passwords import LONGEST
from upclone.domain.people.proofs import Proof, Purpose

_DEAD: Final = "does not hold: it was used, is over, or was never sent"


def prove_password(
    passwords: Passwords, quotas: Quotas, account: Account, password: str, field: str = "password"
) -> None:
    """Raises Invalid for a wrong one, TooMany for too many of those, Refused where the account has none."""
    if not account.password_hash:
        raise Refused("This account has no password yet: ask for a link that sets one.")
    # Counted apart from signing in, so that no stranger's guesses keep a holder from their own account.
    quotas.take(Quota.SIGN_IN, str(account.id))
    if not passwords.matches(account.password_hash, password[:LONGEST]):
        raise Invalid(field, "is not the account's")
    quotas.give_back(Quota.SIGN_IN, str(account.id))


def read_link(work: Work, seals: Seals, purpose: Purpose, token: str, wall: datetime) -> Proof:
    """The proof of a link that still holds; it is not used up by reading. Raises Invalid."""
    id = proof_of(seals, purpose, token)
    if id is None:
        raise dead_link()
    try:
        proof = work.proofs.get(id)
    except NotFound:
        raise dead_link() from None
    if proof.used_at is not None or proof.expires_at <= wall:
        raise dead_link()
    return proof


class Asker(Protocol):
    """What asking for a proof takes. `wall` is real time: links end by it."""

    @property
    def ids(self) -> Ids: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def wall(self) -> Clock: ...


def ask_reset(work: Work, asker: Asker, account: Account) -> None:
    """Send its holder a link that sets another password; the ones before end."""
    proof = proofs.ask(asker.ids.new(), account, Purpose.RESET_PASSWORD, account.email, asker.wall.now())
    work.proofs.cancel(account.id, Purpose.RESET_PASSWORD, at=asker.wall.now())
    work.proofs.add(proof)
    work.record(proofs.asked(proof, asker.clock.now()))


def dead_link() -> Invalid:
    """That a link does nothing, whatever the cause."""
    return Invalid("token", _DEAD)
