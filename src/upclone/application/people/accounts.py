"""Opening accounts, one's own profile, and what operators decide about accounts."""

from __future__ import annotations

from attrs import field, frozen

from upclone.application.people.joining import Joining
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids, Passwords
from upclone.domain.people import roles as role_rules
from upclone.domain.people.accounts import Account, AccountRole


@frozen
class Accounts:
    """Use cases of accounts. `wall` is real time, for links that end; the clock itself where there is no other."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    passwords: Passwords
    wall: Clock = field()

    @wall.default
    def _the_only_clock(self) -> Clock:
        return self.clock

    def sign_up(self, email: str, password: str, name: str, roles: frozenset[AccountRole]) -> Account:
        """Open an account; its holder is asked to prove the address. Admins are made by operators."""
        role_rules.check_chosen(roles)
        return self._open(email, password, name, roles, proven=False)

    def create_admin(self, email: str, password: str, name: str) -> Account:
        """Open an operator's account. Whoever makes it answers for its address."""
        return self._open(email, password, name, frozenset({AccountRole.ADMIN}), proven=True)

    def _open(self, email: str, password: str, name: str, roles: frozenset[AccountRole], *, proven: bool) -> Account:
        joining = Joining(self.clock, self.wall, self.ids, self.passwords)
        newcomer = joining.prepare(email, password, name, roles, proven)
        with self.unit_of_work() as work:
            return newcomer.enter(work)
