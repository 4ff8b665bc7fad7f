"""Signing up, proving who one is, one's own profile, and what operators decide about accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids, Passwords
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid, NotFound, NotSignedIn
from upclone.domain.people import accounts
from upclone.domain.people.accounts import Account, AccountRole

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200


@frozen
class Accounts:
    """Use cases of accounts."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    passwords: Passwords

    def sign_up(self, email: str, password: str, name: str, roles: frozenset[AccountRole]) -> Account:
        """Open an account. Admins are made by operators, never by sign-up."""
        if given := roles & {AccountRole.ADMIN, AccountRole.MODERATOR}:
            raise Invalid("roles", f"{min(given)} is given by an operator, never chosen")
        return self._open(email, password, name, roles)

    def create_admin(self, email: str, password: str, name: str) -> Account:
        """Open an operator's account."""
        return self._open(email, password, name, frozenset({AccountRole.ADMIN}))

    def _open(self, email: str, password: str, name: str, roles: frozenset[AccountRole]) -> Account:
        _check_password(password)
        accounts.email_address(email)
        # Hashing takes a tenth of a second: it is done before the transaction, so that no connection waits for it.
        hashed = self.passwords.hash(password)
        account, opened = accounts.open_account(self.ids.new(), email, name, roles, hashed, self.clock.now())
        with self.unit_of_work() as work:
            work.accounts.add(account)
            work.record(opened)
        return account

    def sign_in(self, email: str, password: str) -> Account:
        """The account that the credentials open, also a suspended one: its holder can appeal and withdraw.

        An unknown address costs as much time as a wrong password.
        """
        with self.unit_of_work() as work:
            account = work.accounts.by_email(email.strip().lower())
        hashed = account.password_hash if account else self.passwords.decoy
        if not self.passwords.matches(hashed, password[:LONGEST_PASSWORD]) or account is None:
            raise NotSignedIn("The e-mail address or the password is wrong.")
        return accounts.known(account)

    def of(self, account_id: UUID) -> Account:
        """The account that a token names, whether it may act or not. Raises NotSignedIn where there is none."""
        with self.unit_of_work() as work:
            try:
                account = work.accounts.get(account_id)
            except NotFound:
                raise NotSignedIn from None
        return accounts.known(account)

    def edit_profile(self, actor: Actor, **changes: Any) -> Account:
        """Change what one says about oneself: name, headline, bio, country, language."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account = accounts.edit(work.accounts.lock(actor.id), **changes)
            work.accounts.save(account)
        return account

    def suspend(self, actor: Actor, account_id: UUID, reason: str) -> Account:
        """Stop somebody from acting."""
        with self.unit_of_work() as work:
            account, event = accounts.suspend(work.accounts.lock(account_id), reason, actor, self.clock.now())
            work.accounts.save(account)
            work.record(event)
        return account

    def reinstate(self, actor: Actor, account_id: UUID) -> Account:
        """Let somebody act again."""
        with self.unit_of_work() as work:
            account, event = accounts.reinstate(work.accounts.lock(account_id), actor, self.clock.now())
            work.accounts.save(account)
            work.record(event)
        return account


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid("password", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
