"""Roles: the two that people choose for themselves, and the two that operators give and take."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.domain.actors import Actor
from upclone.domain.errors import Refused
from upclone.domain.people import roles as role_rules
from upclone.domain.people.accounts import GIVEN, Account, AccountRole


@frozen
class Roles:
    """Use cases of roles."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock

    def choose(self, actor: Actor, roles: Iterable[AccountRole]) -> Account:
        """Be freelancer, client, or both. What one was given stays."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account, event = role_rules.choose_roles(
                work.accounts.lock(actor.id), frozenset(roles), actor, self.clock.now()
            )
            work.accounts.save(account)
            work.record(event)
        return account

    def assign(
        self, actor: Actor, account_id: UUID, give: Iterable[AccountRole] = (), take: Iterable[AccountRole] = ()
    ) -> Account:
        """Give and take moderator and admin. Who loses one is signed out everywhere, scripts included.

        The last admin stays one: the rows of all admins are locked, so that two can't take it from each other.
        """
        given, taken = frozenset(give), frozenset(take)
        with self.unit_of_work() as work:
            admins = work.accounts.lock_admins() if AccountRole.ADMIN in taken else ()
            if [admin.id for admin in admins] == [account_id]:
                raise Refused("This is the last admin: make another one first.")
            account, event = role_rules.assign_roles(
                work.accounts.lock(account_id), given, taken, actor, self.clock.now()
            )
            work.accounts.save(account)
            work.record(event)
            if event is not None and GIVEN & set(event.removed):
                work.sessions.revoke_all(account_id, self.wall.now())
                work.personal_tokens.revoke_all(account_id, self.wall.now())
        return account
