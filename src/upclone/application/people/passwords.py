"""Passwords: changed by whoever knows the old one, or set anew by a link."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.people.proving import ask_reset, dead_link, prove_password, read_link
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids, Passwords, Seals
from upclone.domain.actors import Actor
from upclone.domain.people import accounts, passwords
from upclone.domain.people.accounts import State
from upclone.domain.people.proofs import Purpose


@frozen
class PasswordChanges:
    """Use cases of passwords. `wall` is real time: a demo's clock ends no link."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    ids: Ids
    passwords: Passwords
    seals: Seals
    quotas: Quotas

    def forgot(self, email: str) -> None:
        """Send a link that sets another password, if there is such an account. Nobody is told."""
        address = email.strip().lower()
        self.quotas.take(Quota.LETTERS, Purpose.RESET_PASSWORD, address)
        with self.unit_of_work() as work:
            account = work.accounts.by_email(address)
            if account is not None and account.state is not State.CLOSED:
                ask_reset(work, self, account)

    def reset(self, token: str, password: str) -> None:
        """By its link, set another password. Every session and every key of a script ends.

        Whoever has the link reads the mailbox, so that its address is proven too. Where it never was before, somebody
        else may have opened the account in its reader's name: then sign-ins through providers and the second factor
        end as well. Wrong passwords of strangers are counted anew. Raises Invalid.
        """
        with self.unit_of_work() as work:
            found = read_link(work, self.seals, Purpose.RESET_PASSWORD, token, self.wall.now())
            account = work.accounts.get(found.account_id)
        passwords.check(password, account.email, account.name)
        hashed = self.passwords.hash(password)
        with self.unit_of_work() as work:
            if work.proofs.spend(found.id, Purpose.RESET_PASSWORD, self.wall.now()) is None:
                raise dead_link()
            account = work.accounts.lock(found.account_id)
            if account.verified_at is None:
                work.identities.remove_all(account.id)
                work.second_factors.drop(account.id)
            account, event = accounts.change_password(account, hashed, self.clock.now(), reset_at=self.wall.now())
            work.accounts.save(account)
            work.record(event)
            work.sessions.revoke_all(account.id, self.wall.now())
            work.personal_tokens.revoke_all(account.id, self.wall.now())
            work.proofs.cancel(account.id, Purpose.RESET_PASSWORD, Purpose.CHANGE_EMAIL, at=self.wall.now())
        self.quotas.forget(Quota.SIGN_IN_ACCOUNT, account.email)

    def change(self, actor: Actor, session_id: UUID | None, present: str, password: str) -> None:
        """Another password for the present one. Every other session ends, and every link that waits."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            prove_password(self.passwords, self.quotas, account, present, "present_password")
            passwords.check(password, account.email, account.name)
            account, event = accounts.change_password(account, self.passwords.hash(password), self.clock.now())
            work.accounts.save(account)
            work.record(event)
            work.sessions.revoke_all(account.id, self.wall.now(), but=session_id)
            work.proofs.cancel(account.id, Purpose.RESET_PASSWORD, Purpose.CHANGE_EMAIL, at=self.wall.now())
