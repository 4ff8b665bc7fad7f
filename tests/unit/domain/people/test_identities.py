"""Whose word opens an account: a verified address there, a proven one here, and never the last way out closed."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders as build
from tests.builders import AT
from upclone.domain.errors import NotFound, Refused
from upclone.domain.people import accounts, identities
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.identities import Claimed

CLAIMED = Claimed("google", "sub", "Ada@Example.org", True, "Ada Byron")


def test_a_verified_address_is_kept_as_ours_are():
    """In lower case, with a name."""
    claimed = identities.vouched(CLAIMED)
    assert (claimed.address, claimed.name) == ("ada@example.org", "Ada Byron")
    assert identities.vouched(evolve(CLAIMED, name="")).name == "ada"


@pytest.mark.parametrize("changes", [{"verified": False}, {"address": ""}, {"address": "no address"}])
def test_no_other_address_counts(changes: dict[str, Any]):
    """P26: what the provider has not verified, or what is no address, opens nothing."""
    with pytest.raises(Refused):
        identities.vouched(evolve(CLAIMED, **changes))


@given(st.text(max_size=200))
def test_any_name_becomes_one_that_can_be_shown(name: str):
    """What a provider lets people call themselves is theirs to decide; what is kept obeys our rule."""
    kept = identities.vouched(evolve(CLAIMED, name=name)).name
    assert accounts.display_name(kept) == kept


@pytest.mark.parametrize(
    ("changes", "second_factor", "joins"),
    [
        ({"verified_at": AT}, False, True),
        ({"verified_at": None}, False, False),
        ({"verified_at": AT}, True, False),
        ({"verified_at": AT, "roles": frozenset({AccountRole.ADMIN})}, False, False),
        ({"verified_at": AT, "roles": frozenset({AccountRole.CLIENT, AccountRole.MODERATOR})}, False, False),
    ],
)
def test_who_is_entered_by_an_address(changes: dict[str, Any], second_factor: bool, joins: bool):
    """P26: an account that proved its address, is not guarded better, and can't do more harm than most."""
    account = evolve(build.account(), **changes)
    if joins:
        assert identities.may_join(account, second_factor=second_factor) is account
    else:
        with pytest.raises(Refused):
            identities.may_join(account, second_factor=second_factor)


def test_the_last_way_in_stays():
    """With a password, or another provider, one may go."""
    account = build.account()
    first, event = identities.link(account, CLAIMED, "Google", AT)
    second, _ = identities.link(account, evolve(CLAIMED, provider="linkedin"), "LinkedIn", AT)
    assert (event.subject_id, event.provider, event.title, event.opening) == (account.id, "google", "Google", False)
    keyless = evolve(account, password_hash="")
    assert identities.unlink(account, "google", "Google", [first], AT).provider == "google"
    assert identities.unlink(keyless, "google", "Google", [first, second], AT).provider == "google"
    with pytest.raises(Refused):
        identities.unlink(keyless, "google", "Google", [first], AT)
    with pytest.raises(NotFound):
        identities.unlink(account, "linkedin", "LinkedIn", [first], AT)
