"""Seals, one-time codes, quotas and turns at hashing: what an attacker would try on each."""

import threading
from datetime import UTC, datetime, timedelta

import argon2
import pyotp
import pytest

from upclone.adapters.codes import TotpCodes
from upclone.adapters.memory import FixedClock
from upclone.adapters.quotas import LimitedQuotas
from upclone.adapters.system import Argon2Passwords, HmacSeals, SystemSecrets
from upclone.application.ports.quotas import Quota
from upclone.application.ports.system import Busy
from upclone.domain.errors import TooMany
from upclone.entrypoints import quotas as rates

SECRET = "a secret of more than thirty-two characters"
NOW = datetime(2026, 1, 5, 9, 0, 10, tzinfo=UTC)
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_seal_is_for_one_purpose_and_subject():
    """And for one installation."""
    seals = HmacSeals(SECRET)
    seal = seals.seal("reset", "1")
    assert seals.opens("reset", "1", seal)
    assert not any(
        [
            seals.opens("verify", "1", seal),
            seals.opens("reset", "2", seal),
            seals.opens("reset", "1", seal[:-1]),
            seals.opens("reset", "1", "é"),
            HmacSeals(SECRET + "!").opens("reset", "1", seal),
        ]
    )


def test_chance_does_not_repeat_itself():
    """Tokens of 43 letters, codes of ten that are not mistaken for each other."""
    secrets = SystemSecrets()
    assert len({secrets.token() for _ in range(100)}) == 100
    assert all(len(code) == 10 and not set(code) & set("01loi") for code in (secrets.code() for _ in range(100)))


def test_codes_belong_to_their_step():
    """Now, half a minute before or after; not a minute away; not from another secret, nor by another key."""
    codes = TotpCodes(SECRET)
    sealed = codes.new()
    plain, address = codes.shown(sealed, "ada@example.org")
    assert plain not in sealed
    assert address.startswith("otpauth://totp/upclone:ada%40example.org?secret=")
    step = int(NOW.timestamp()) // 30
    for away in (-2, -1, 0, 1, 2):
        code = pyotp.TOTP(plain).at(NOW + timedelta(seconds=30 * away))
        assert codes.step(sealed, code, NOW) == (step + away if abs(away) < 2 else None)
    code = pyotp.TOTP(plain).at(NOW)
    assert codes.step(codes.new(), code, NOW) is None
    assert TotpCodes(SECRET + "!").step(sealed, code, NOW) is None
    assert codes.step(sealed, "x" * 6, NOW) is None


def limited(rate: str = "2/hour") -> LimitedQuotas:
    return LimitedQuotas({**rates.RATES, Quota.SIGN_IN: rate}, FixedClock(NOW))


def test_a_quota_ends():
    """For one subject; given back, it is not counted. When there is room again is said by the clock that people see."""
    quotas = limited()
    quotas.take(Quota.SIGN_IN, "ada")
    quotas.give_back(Quota.SIGN_IN, "ada")
    for _ in range(2):
        quotas.take(Quota.SIGN_IN, "ada")
    with pytest.raises(TooMany) as refused:
        quotas.take(Quota.SIGN_IN, "ada")
    assert refused.value.limit == 2
    assert NOW < refused.value.again_at <= NOW + timedelta(hours=1)
    quotas.take(Quota.SIGN_IN, "ben")


def test_addresses_of_one_subscriber_count_together():
    """IPv6 hands out a /64: its last half is the subscriber's to choose."""
    quotas = limited()
    for address in ("2001:db8::1", "2001:db8::2"):
        quotas.take(Quota.SIGN_IN, address)
    with pytest.raises(TooMany):
        quotas.take(Quota.SIGN_IN, "2001:db8::ffff:1")
    quotas.take(Quota.SIGN_IN, "2001:db8:0:1::1")
    quotas.take(Quota.SIGN_IN, "192.0.2.1")


def test_every_quota_has_its_rate():
    """In both worlds, and guessing at one account is as hard in the demo."""
    for known in (rates.RATES, rates.DEMO):
        LimitedQuotas(known, FixedClock(NOW))
        assert set(known) == set(Quota)
    for strict in (Quota.SIGN_IN, Quota.CODE, Quota.LETTERS):
        assert rates.RATES[strict] == rates.DEMO[strict]


@pytest.mark.parametrize(
    "text", ["sign_in", "sign_in=", "sign_in=x", "sign_in=0/hour", "nothing=1/hour", "sign_in=1/week"]
)
def test_a_quota_that_can_not_be_is_refused(text: str):
    """At start, in words."""
    with pytest.raises(ValueError):
        rates.changed(text)


def test_quotas_are_changed_by_name():
    """The others stay."""
    changed = rates.changed(" sign_in = 3/15 minutes , search=1/second,")
    assert changed == {Quota.SIGN_IN: "3/15 minutes", Quota.SEARCH: "1/second"}


def test_who_waits_too_long_for_hashing_is_told():
    """Two at a time: memory is not the attacker's to spend."""
    passwords = Argon2Passwords(CHEAP, patience_seconds=0.05)
    with passwords._turn(), passwords._turn():
        found: list[type[Exception]] = []

        def wait() -> None:
            try:
                passwords.hash("x")
            except Busy:
                found.append(Busy)

        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join()
    assert found == [Busy]
    assert passwords.matches(passwords.hash("x"), "x")


def test_a_hash_of_other_parameters_is_outdated():
    """It is made anew at the next sign-in."""
    assert Argon2Passwords().outdated(CHEAP.hash("x"))
    assert not Argon2Passwords(CHEAP).outdated(CHEAP.hash("x"))
