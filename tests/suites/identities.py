"""What a store promises of identities, and of what is good for once. The memory store and PostgreSQL both pass it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as build
from tests.builders import AT, new_id
from upclone.application.ports.store import UnitOfWork
from upclone.domain.errors import AlreadyExists
from upclone.domain.people.accounts import Account
from upclone.domain.people.identities import Identity


def person(unit_of_work: UnitOfWork) -> Account:
    """Somebody who is kept."""
    account = build.account()
    with unit_of_work() as work:
        work.accounts.add(account)
    return account


def identity(account: Account, provider: str = "google", subject: str = "") -> Identity:
    """One of theirs."""
    return Identity(provider, subject or new_id().hex, account.id, "ada@there.example", AT)


class IdentitiesSuite:
    """Mixed into the store suite."""

    def test_an_identity_is_found_by_its_subject_and_by_its_account(self, unit_of_work: UnitOfWork):
        """As it was kept; a subject is of one provider."""
        account = person(unit_of_work)
        linkedin, google = identity(account, "linkedin"), identity(account)
        with unit_of_work() as work:
            work.identities.add(linkedin)
            work.identities.add(google)
        with unit_of_work() as work:
            assert work.identities.find("google", google.subject) == google
            assert work.identities.find("google", linkedin.subject) is None
            assert work.identities.of(account.id) == (google, linkedin)
            assert work.identities.of(new_id()) == ()

    def test_somebody_there_is_one_person_here(self, unit_of_work: UnitOfWork):
        """And one person here has one account at each provider."""
        account, other = person(unit_of_work), person(unit_of_work)
        kept = identity(account)
        with unit_of_work() as work:
            work.identities.add(kept)
        for second in (identity(other, subject=kept.subject), identity(account)):
            with pytest.raises(AlreadyExists) as caught, unit_of_work() as work:
                work.identities.add(second)
            assert caught.value.field == "provider"

    def test_an_identity_is_removed(self, unit_of_work: UnitOfWork):
        """One, or all of an account's; others stay."""
        account, other = person(unit_of_work), person(unit_of_work)
        theirs = identity(other)
        with unit_of_work() as work:
            for each in (identity(account), identity(account, "linkedin"), identity(account, "work"), theirs):
                work.identities.add(each)
        with unit_of_work() as work:
            assert work.identities.remove(account.id, "linkedin")
            assert not work.identities.remove(account.id, "linkedin")
            assert [each.provider for each in work.identities.of(account.id)] == ["google", "work"]
            work.identities.remove_all(account.id)
        with unit_of_work() as work:
            assert work.identities.of(account.id) == ()
            assert work.identities.of(other.id) == (theirs,)

    def test_what_is_good_for_once_is_taken_once(self, unit_of_work: UnitOfWork):
        """Also where something else is over and forgotten meanwhile."""
        mark, other = new_id().bytes * 2, new_id().bytes * 2
        with unit_of_work() as work:
            assert work.identities.spend(mark, AT + timedelta(minutes=10), AT)
        with unit_of_work() as work:
            assert not work.identities.spend(mark, AT + timedelta(minutes=10), AT)
            assert work.identities.spend(other, AT + timedelta(minutes=10), AT + timedelta(minutes=1))
            assert not work.identities.spend(mark, AT + timedelta(minutes=10), AT + timedelta(minutes=1))
