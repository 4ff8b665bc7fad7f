"""Accounts and profiles that searches find as they are: whoever saves one of them writes freelancer_search, too."""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import bindparam

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people import accounts, profiles
from upclone.adapters.postgres.people.profiles import FREELANCER_PROFILE, freelancer_of
from upclone.adapters.postgres.search.index import index_freelancer
from upclone.domain.people.accounts import Account
from upclone.domain.people.profiles import FreelancerProfile

_PROFILE = ready(FREELANCER_PROFILE.select().where(FREELANCER_PROFILE.c.id == bindparam("id")))


@frozen
class FoundAccounts(accounts.Accounts):
    """People; freelancers are found by their name and what they say of themselves."""

    def save(self, account: Account) -> None:
        before = self.transaction.known(account.id)
        super().save(account)
        if before is None or _said(before) != _said(account):
            row = self.transaction.one(_PROFILE, {"id": account.id})
            if row:
                index_freelancer(self.transaction, account, freelancer_of(row))


@frozen
class FoundProfiles(profiles.FreelancerProfiles):
    """What freelancers say; they are found by it."""

    def save(self, profile: FreelancerProfile) -> None:
        super().save(profile)
        index_freelancer(self.transaction, accounts.ROWS.get(self.transaction, profile.id), profile)


def _said(account: Account) -> tuple[object, ...]:
    return account.name, account.headline, account.bio, account.country, account.language, account.roles
