"""Roles: what people choose to be, and what operators give and take."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, NotYours, Refused
from upclone.domain.events import Event
from upclone.domain.people.accounts import GIVEN, Account, AccountRole, event_facts, known


@frozen(kw_only=True)
class RolesChanged(Event):
    """What its holder may be changed."""

    added: tuple[AccountRole, ...]
    removed: tuple[AccountRole, ...]


def check_chosen(roles: frozenset[AccountRole]) -> None:
    """Raises Invalid for roles that nobody can give themselves."""
    if given := roles & GIVEN:
        raise Invalid("roles", f"{min(given)} is given by an operator, never chosen")


def choose_roles(
    account: Account, roles: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    """Be freelancer, client, or both; what was given stays. Raises Invalid, NotYours."""
    if account.role_of(by) is not Role.HOLDER:
        raise NotYours(kind="account", id=str(account.id))
    check_chosen(roles)
    if not roles:
        raise Invalid("roles", "must name at least one of freelancer, client")
    return _with_roles(account, roles | account.roles & GIVEN, by, at)


def assign_roles(
    account: Account, give: frozenset[AccountRole], take: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    """Give and take moderator and admin, as an operator, on another's account. Raises Invalid, NotYours, Refused."""
    if not give | take <= GIVEN:
        raise Invalid("roles", "freelancer and client are chosen by the person, not given")
    if give & take:
        raise Invalid("roles", "can't be given and taken at once")
    role = account.role_of(by)
    if role is Role.HOLDER:
        raise Refused("Nobody gives or takes their own roles: another operator does.")
    if role is not Role.OPERATOR:
        raise NotYours(kind="account", id=str(account.id))
    if give:
        known(account)
    if not (account.roles | give) - take:
        raise Invalid("roles", "must leave the account at least one")
    return _with_roles(account, (account.roles | give) - take, by, at)


def _with_roles(
    account: Account, roles: frozenset[AccountRole], by: Actor, at: datetime
) -> tuple[Account, RolesChanged | None]:
    if roles == account.roles:
        return account, None
    added, removed = (tuple(sorted(changed)) for changed in (roles - account.roles, account.roles - roles))
    return evolve(account, roles=roles), RolesChanged(**event_facts(account, by, at), added=added, removed=removed)
