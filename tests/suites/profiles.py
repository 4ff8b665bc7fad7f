"""What a store promises of files and profiles. The memory store and PostgreSQL both pass it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from tests import builders as build
from tests import profile_strategies as some
from tests.builders import AT, new_id
from upclone.application.ports.files import Taken
from upclone.application.ports.store import UnitOfWork
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.people.accounts import Account
from upclone.domain.people.files import File
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile

# The two classes that inherit the suite are two executors; each example writes what it reads.
shared = settings(
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.differing_executors,
    ]
)


def file_of(owner: Account, **changes: Any) -> File:
    """A picture of somebody's."""
    key, small = new_id().hex * 2, new_id().hex * 2
    file = File(new_id(), owner.id, "one.png", "image/png", 100, key, 40, 30, AT, (small, small, small))
    return evolve(file, **changes)


class ProfilesSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def owner(self, unit_of_work: UnitOfWork) -> Account:
        account = build.account()
        with unit_of_work() as work:
            work.accounts.add(account)
        return account

    @pytest.fixture
    def keep(self, unit_of_work: UnitOfWork) -> Callable[[File], File]:
        def keep(file: File) -> File:
            with unit_of_work() as work:
                work.files.expect(file.keys, AT)
            with unit_of_work() as work:
                work.files.add(file)
            return file

        return keep

    def test_who_said_nothing_has_an_empty_profile(self, unit_of_work: UnitOfWork, owner: Account):
        """Accounts of before profiles have them too."""
        with unit_of_work() as work:
            assert work.freelancers.get(owner.id) == FreelancerProfile(owner.id)
            assert work.clients.get(owner.id) == ClientProfile(owner.id)

    @shared
    @given(first=some.freelancers(), second=some.freelancers())
    def test_a_freelancers_profile_comes_back(
        self, unit_of_work: UnitOfWork, owner: Account, first: FreelancerProfile, second: FreelancerProfile
    ):
        """Whatever it says, and again after it says something else."""
        for said in (first, second):
            profile = evolve(said, id=owner.id)
            with unit_of_work() as work:
                work.freelancers.save(profile)
            with unit_of_work() as work:
                assert work.freelancers.get(owner.id) == profile

    @shared
    @given(said=some.clients)
    def test_a_clients_profile_comes_back(self, unit_of_work: UnitOfWork, owner: Account, said: ClientProfile):
        """Whatever it says."""
        profile = evolve(said, id=owner.id)
        with unit_of_work() as work:
            work.clients.save(profile)
        with unit_of_work() as work:
            assert work.clients.get(owner.id) == profile

    @shared
    @given(drawn=some.files())
    def test_a_file_comes_back(
        self, unit_of_work: UnitOfWork, owner: Account, keep: Callable[[File], File], drawn: File
    ):
        """A picture or a document, with every key."""
        file = keep(evolve(drawn, id=new_id(), owner_id=owner.id))
        with unit_of_work() as work:
            assert work.files.get(file.id) == file

    def test_a_file_that_is_not_there_is_not_found(self, unit_of_work: UnitOfWork):
        """Like every object."""
        with unit_of_work() as work, pytest.raises(NotFound):
            work.files.get(new_id())

    def test_content_may_be_expected_again(
        self, unit_of_work: UnitOfWork, owner: Account, keep: Callable[[File], File]
    ):
        """The same content under two files: each is there, and they share it."""
        first = keep(file_of(owner))
        second = keep(evolve(first, id=new_id(), name="two.png"))
        with unit_of_work() as work:
            kept = work.files.owned((first.id, second.id), owner.id, "files")
        assert kept == (first, second)
        assert {each.sha256 for each in kept} == {first.sha256}

    def test_only_ones_own_files_can_be_used(
        self, unit_of_work: UnitOfWork, owner: Account, keep: Callable[[File], File]
    ):
        """Another's file is named like one that does not exist: by the field that asked for it."""
        other = build.account()
        with unit_of_work() as work:
            work.accounts.add(other)
        mine, also, theirs = keep(file_of(owner)), keep(file_of(owner)), keep(file_of(other))
        with unit_of_work() as work:
            assert work.files.owned((also.id, mine.id), owner.id, "files") == (also, mine)
            assert work.files.owned((), owner.id, "files") == ()
        for wrong in (theirs.id, new_id()):
            with unit_of_work() as work, pytest.raises(Invalid) as refused:
                work.files.owned((mine.id, wrong), owner.id, "attachments")
            assert refused.value.field == "attachments"

    def test_what_was_uploaded_is_counted_from_a_time_on(
        self, unit_of_work: UnitOfWork, owner: Account, keep: Callable[[File], File]
    ):
        """By the owner, in files and bytes."""
        keep(file_of(owner, size=7, created_at=AT - timedelta(days=1)))
        keep(file_of(owner, size=5))
        with unit_of_work() as work:
            assert work.files.taken(owner.id, AT) == Taken(1, 5)
            assert work.files.taken(owner.id, AT - timedelta(days=2)) == Taken(2, 12)
            assert work.files.taken(new_id(), AT) == Taken(0, 0)
