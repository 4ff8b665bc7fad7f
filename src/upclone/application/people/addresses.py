"""E-mail addresses: proven by whoever reads the mailbox, changed with notice to the old one, which can object."""

from __future__ import annotations

from attrs import frozen

from upclone.application.people.proving import dead_link, prove_password, read_link
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids, Passwords, Seals
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.people import addresses, proofs
from upclone.domain.people.accounts import Account, State
from upclone.domain.people.proofs import Proof, Purpose


@frozen
class Addresses:
    """Use cases of e-mail addresses. `wall` is real time: a demo's clock ends no link."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    ids: Ids
    passwords: Passwords
    seals: Seals
    quotas: Quotas

    def ask_again(self, email: str) -> None:
        """Send the link that proves an address once more, if it is one that waits for it. Nobody is told."""
        address = email.strip().lower()
        self.quotas.take(Quota.LETTERS, Purpose.VERIFY_EMAIL, address)
        with self.unit_of_work() as work:
            account = work.accounts.by_email(address)
            if account is not None and account.verified_at is None and account.state is not State.CLOSED:
                self._ask(work, account, Purpose.VERIFY_EMAIL, account.email)

    def verify(self, token: str) -> Account:
        """By its link, the address is proven. Raises Invalid for a link that does not hold."""
        with self.unit_of_work() as work:
            proof, account = self._spend(work, Purpose.VERIFY_EMAIL, token)
            if account.email != proof.address:
                raise dead_link()
            account, event = addresses.verify_email(account, self.wall.now(), self.clock.now())
            work.accounts.save(account)
            work.record(event)
        return account

    def ask_change(self, actor: Actor, email: str, password: str) -> None:
        """Send a link to the new address. One that is taken gets none, and whoever asks is not told."""
        assert actor.id is not None
        address = addresses.email_address(email)
        self.quotas.take(Quota.LETTERS, Purpose.CHANGE_EMAIL, address)
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            prove_password(self.passwords, self.quotas, account, password)
            if account.email == address:
                raise Invalid("email", "is the account's already")
            if work.accounts.by_email(address) is None:
                self._ask(work, account, Purpose.CHANGE_EMAIL, address)

    def change(self, token: str) -> Account:
        """By the link, the account has the new address, and all its sessions end. The old address can object.

        Raises Invalid for a link that does not hold, AlreadyExists where another account took the address meanwhile.
        """
        with self.unit_of_work() as work:
            proof, account = self._spend(work, Purpose.CHANGE_EMAIL, token)
            undo = proofs.ask(self.ids.new(), account, Purpose.UNDO_EMAIL, account.email, self.wall.now())
            work.proofs.add(undo)
            account, event = addresses.change_email(account, proof.address, undo.id, self.wall.now(), self.clock.now())
            self._end_all(work, account, event)
        return account

    def object(self, token: str) -> Account:
        """By the link in the old mailbox, the old address is the account's again; sessions, keys of scripts, sign-ins
        through providers and the password end, and a link that sets another goes to the old address. So does a second
        factor that came with the change: it is the thief's. Raises as `change`."""
        with self.unit_of_work() as work:
            proof, account = self._spend(work, Purpose.UNDO_EMAIL, token)
            account, event = addresses.restore_email(account, proof.address, self.wall.now(), self.clock.now())
            work.personal_tokens.revoke_all(account.id, self.wall.now())
            work.identities.remove_all(account.id)
            factor = work.second_factors.of(account.id)
            if factor is not None and factor.created_at > proof.asked_at - proofs.THIEVES_DAY:
                work.second_factors.drop(account.id)
            self._end_all(work, account, event)
            self._ask(work, account, Purpose.RESET_PASSWORD, account.email)
        return account

    def _ask(self, work: Work, account: Account, purpose: Purpose, address: str) -> None:
        proof = proofs.ask(self.ids.new(), account, purpose, address, self.wall.now())
        work.proofs.cancel(account.id, purpose, at=self.wall.now())
        work.proofs.add(proof)
        work.record(proofs.asked(proof, self.clock.now()))

    def _spend(self, work: Work, purpose: Purpose, token: str) -> tuple[Proof, Account]:
        found = read_link(work, self.seals, purpose, token, self.wall.now())
        proof = work.proofs.spend(found.id, purpose, self.wall.now())
        if proof is None:
            raise dead_link()
        return proof, work.accounts.lock(proof.account_id)

    def _end_all(self, work: Work, account: Account, event: addresses.EmailChanged | addresses.EmailRestored) -> None:
        work.accounts.save(account)
        work.record(event)
        work.sessions.revoke_all(account.id, self.wall.now())
        open_links = (Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL, Purpose.RESET_PASSWORD)
        work.proofs.cancel(account.id, *open_links, at=self.wall.now())
