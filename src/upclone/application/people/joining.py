"""Opening an account: what signing up and making an operator have in common."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.application.ports.store import Work
from upclone.application.ports.system import Clock, Ids, Passwords
from upclone.domain.people import accounts, addresses, codes, joining, passwords, proofs
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.joining import AccountOpened
from upclone.domain.people.proofs import Proof, Purpose


@frozen
class Newcomer:
    """An account that is not kept yet, and the link that is to prove its address (None: it is proven)."""

    account: Account
    opened: AccountOpened
    proof: Proof | None
    at: datetime

    def enter(self, work: Work) -> Account:
        """Keep it. Raises AlreadyExists."""
        work.accounts.add(self.account)
        work.record(self.opened)
        if self.proof is not None:
            work.proofs.add(self.proof)
            work.record(proofs.asked(self.proof, self.at))
        return self.account


@frozen
class Joining:
    """Makes newcomers. Hashing takes a tenth of a second: it is done here, before any transaction."""

    clock: Clock
    wall: Clock
    ids: Ids
    passwords: Passwords

    def prepare(
        self, email: str, password: str, name: str, roles: frozenset[AccountRole], proven: bool, language: str = "en"
    ) -> Newcomer:
        """Somebody who may come in, and what they read. Raises Invalid."""
        address = addresses.email_address(email)
        passwords.check(password, address, name)
        accounts.display_name(name)
        at, wall = self.clock.now(), self.wall.now()
        hashed = self.passwords.hash(password)
        verified = wall if proven else None
        account, opened = joining.open_account(self.ids.new(), address, name, roles, hashed, at, verified)
        account = evolve(account, language=codes.language(language, "language"))
        proof = None if proven else proofs.ask(self.ids.new(), account, Purpose.VERIFY_EMAIL, account.email, wall)
        return Newcomer(account, opened, proof, at)
