"""Time, identity and secrets of this machine."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import argon2
import pytest

from upclone.adapters.system import Argon2Passwords, SystemClock, Uuid7Ids


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=64))


def test_the_clock_is_aware_and_in_utc():
    """Now is now."""
    now = SystemClock().now()
    assert now.utcoffset() == timedelta()
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=1)


def test_ids_sort_by_time_and_never_repeat():
    """UUIDv7 of the standard library's type, also from many threads."""
    ids = Uuid7Ids()
    made = [ids.new() for _ in range(1_000)]
    assert {id.version for id in made} == {7}
    assert made == sorted(made)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: ids.new(), range(2_000)))) == 2_000


def test_a_password_matches_its_own_hash_alone(passwords: Argon2Passwords):
    """Two hashes of one password differ; a text that is no hash matches nothing."""
    kept = passwords.hash("correct horse")
    assert passwords.matches(kept, "correct horse")
    assert not passwords.matches(kept, "correct house")
    assert not passwords.matches("not a hash", "correct horse")
    assert kept != passwords.hash("correct horse")


def test_the_decoy_costs_as_much_and_matches_nothing(passwords: Argon2Passwords):
    """It is a hash like any other, made once."""
    assert passwords.decoy == passwords.decoy
    assert passwords.decoy.startswith("$argon2id$v=19$m=64,t=1")
    assert not passwords.matches(passwords.decoy, "")
