"""Who acts. People take a role from the object at hand; the clock, the gateway and the operator are actors too."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from attrs import field, frozen


class Role(StrEnum):
    """The part an actor plays towards one object. The subject is whom an account, or a sanction, is about."""

    CLIENT = "client"
    FREELANCER = "freelancer"
    OPERATOR = "operator"
    MODERATOR = "moderator"
    HOLDER = "holder"  # of an account: towards their own
    CLOCK = "clock"
    GATEWAY = "gateway"
    STRANGER = "stranger"


@frozen
class Actor:
    """A person, or one of the machines that act by themselves.

    `id` is the account's UUID; it is None for the clock and the gateway. `role` is fixed for operators, moderators
    and machines, and None for members, whose role depends on the object.
    """

    id: UUID | None = None
    role: Role | None = field(default=None)

    @property
    def is_operator(self) -> bool:
        """Whether the actor works for the marketplace."""
        return self.role is Role.OPERATOR

    @property
    def moderates(self) -> bool:
        """Whether the actor looks after what others publish: moderators and operators do."""
        return self.role in (Role.MODERATOR, Role.OPERATOR)

    @property
    def name(self) -> str:
        """A short stable text for histories: `clock`, `gateway`, or the account's id."""
        return str(self.id) if self.id is not None else str(self.role)


CLOCK = Actor(role=Role.CLOCK)
GATEWAY = Actor(role=Role.GATEWAY)


def member(account_id: UUID) -> Actor:
    """A signed-in person."""
    return Actor(id=account_id)


def operator(account_id: UUID) -> Actor:
    """A person who works for the marketplace."""
    return Actor(id=account_id, role=Role.OPERATOR)


def moderator(account_id: UUID) -> Actor:
    """A person who looks after what others publish; deals and money are not theirs to judge."""
    return Actor(id=account_id, role=Role.MODERATOR)


@frozen
class Parties:
    """The two sides of a deal, as account ids."""

    client: UUID
    freelancer: UUID

    def role_of(self, actor: Actor) -> Role:
        """The part that `actor` plays here. An operator who is also a party judges nothing of their own: a party."""
        if actor.id == self.client:
            return Role.CLIENT
        if actor.id == self.freelancer:
            return Role.FREELANCER
        return actor.role or Role.STRANGER

    def account_of(self, role: Role) -> UUID:
        """The account that plays `role` (client or freelancer)."""
        return {Role.CLIENT: self.client, Role.FREELANCER: self.freelancer}[role]


def other_side(role: Role) -> Role:
    """The client's other side is the freelancer, and the reverse."""
    return {Role.CLIENT: Role.FREELANCER, Role.FREELANCER: Role.CLIENT}[role]
