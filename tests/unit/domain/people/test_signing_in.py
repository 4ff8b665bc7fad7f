"""Roles, addresses, passwords, sessions, keys of scripts: what may become of each, and who may do it."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from upclone.domain.actors import Actor, Role, member, operator
from upclone.domain.errors import Invalid, NotSignedIn, NotYours, Refused
from upclone.domain.people import accounts, addresses, passwords, proofs, sessions, tokens
from upclone.domain.people import roles as role_rules
from upclone.domain.people.accounts import AccountRole, State
from upclone.domain.people.proofs import LIFETIMES, Purpose
from upclone.domain.people.sessions import Origin
from upclone.domain.people.tokens import Scope

ACCOUNT = builders.account()
ADMIN = builders.account(role=AccountRole.ADMIN)
NONE: frozenset[AccountRole] = frozenset()
GIVES = frozenset({AccountRole.MODERATOR})
WALL = AT + timedelta(days=400)


def test_one_chooses_ones_own_sides():
    """What was given stays; what did not change is no event."""
    both = frozenset({AccountRole.CLIENT, AccountRole.FREELANCER})
    staff = builders.account(role=AccountRole.MODERATOR)
    chosen, event = role_rules.choose_roles(staff, both, member(staff.id), AT)
    assert chosen.roles == both | GIVES
    assert event is not None
    assert (event.added, event.removed, event.role) == ((AccountRole.CLIENT, AccountRole.FREELANCER), (), Role.HOLDER)
    assert role_rules.choose_roles(chosen, both, member(staff.id), AT) == (chosen, None)


@pytest.mark.parametrize("roles", [NONE, GIVES, frozenset({AccountRole.ADMIN, AccountRole.CLIENT})])
def test_nobody_chooses_what_is_given(roles: frozenset[AccountRole]):
    """Nor nothing at all."""
    with pytest.raises(Invalid, match="roles"):
        role_rules.choose_roles(ACCOUNT, roles, member(ACCOUNT.id), AT)


def test_nobody_chooses_for_others():
    """Not even an operator."""
    with pytest.raises(NotYours):
        role_rules.choose_roles(ACCOUNT, frozenset({AccountRole.CLIENT}), OPERATOR, AT)


def test_operators_give_and_take():
    """Both at once, on another's account."""
    given, event = role_rules.assign_roles(ACCOUNT, GIVES, NONE, OPERATOR, AT)
    assert given.roles == ACCOUNT.roles | GIVES
    assert event is not None
    assert (event.added, event.by) == (tuple(GIVES), OPERATOR.id)
    taken, event = role_rules.assign_roles(given, NONE, GIVES, OPERATOR, AT)
    assert taken == ACCOUNT
    assert event is not None
    assert event.removed == tuple(GIVES)


@pytest.mark.parametrize("by", [MODERATOR, member(new_id())])
def test_nobody_else_gives(by: Actor):
    """Moderators make no moderators."""
    with pytest.raises(NotYours):
        role_rules.assign_roles(ACCOUNT, GIVES, NONE, by, AT)


def test_giving_has_its_limits():
    """Not to oneself, not what is chosen, not both ways, not the last role, not to who has left."""
    with pytest.raises(Refused, match="own"):
        role_rules.assign_roles(ADMIN, GIVES, NONE, operator(ADMIN.id), AT)
    for give, take in ((ACCOUNT.roles, NONE), (NONE, ACCOUNT.roles), (GIVES, GIVES)):
        with pytest.raises(Invalid, match="roles"):
            role_rules.assign_roles(ACCOUNT, give, take, OPERATOR, AT)
    with pytest.raises(Invalid, match="at least one"):
        role_rules.assign_roles(ADMIN, NONE, frozenset({AccountRole.ADMIN}), OPERATOR, AT)
    with pytest.raises(NotSignedIn):
        role_rules.assign_roles(builders.account(state=State.CLOSED), GIVES, NONE, OPERATOR, AT)


def test_an_address_is_proven_once():
    """The first time counts."""
    proven, event = addresses.verify_email(ACCOUNT, WALL, AT)
    assert (proven.verified_at, event.at, event.by) == (WALL, AT, ACCOUNT.id)
    again, _ = addresses.verify_email(proven, WALL + timedelta(days=1), AT)
    assert again == proven


def test_a_change_of_address_can_be_undone():
    """The password that somebody else may know is gone then."""
    undo = new_id()
    changed, event = addresses.change_email(ACCOUNT, "New@Example.org", undo, WALL, AT)
    assert (changed.email, changed.verified_at, event.objection_id) == ("new@example.org", WALL, undo)
    restored, _ = addresses.restore_email(changed, ACCOUNT.email, WALL, AT)
    assert (restored.email, restored.password_hash) == (ACCOUNT.email, "")


def test_a_reset_proves_the_address():
    """A change does not."""
    reset, event = accounts.change_password(ACCOUNT, "other", AT, reset_at=WALL)
    assert (reset.password_hash, reset.verified_at, event.reset) == ("other", WALL, True)
    changed, event = accounts.change_password(ACCOUNT, "other", AT)
    assert (changed.verified_at, event.reset) == (None, False)


@pytest.mark.parametrize(
    "bad",
    [
        *("a" * 9, "a" * 201, "Password123", "qwertyuiop", "abababababab", " 1234567890 "),
        *("ada@example.org", "ADA@example.org", "ada.byron.king", "Ada Byron King", "adabyronking"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(bad: str):
    """Short or long beyond reason, one's own name or address, and what everybody tries."""
    email = "ada.byron.king@example.org" if bad == "ada.byron.king" else "ada@example.org"
    with pytest.raises(Invalid, match="password"):
        passwords.check(bad, email, "Ada Byron King")


@pytest.mark.parametrize("good", ["correct horse battery", "long enough", "пароль не скажу", "a" * 5 + "bc" * 3])
def test_other_passwords_will_do(good: str):
    """No rules about signs and digits: length is what counts."""
    passwords.check(good, "ada@example.org", "Ada Byron King")


def test_the_list_is_of_what_could_be_chosen():
    """Shorter ones are refused already."""
    assert all(len(word) >= passwords.SHORTEST and word == word.casefold() for word in passwords.COMMON)


def test_a_session_keeps_a_clean_name():
    """Controls and changes of direction do not reach who reads the list."""
    session = sessions.begin(new_id(), ACCOUNT.id, Origin("192.0.2.1", "A\x1b[31m\u202eB\n" + "x" * 900), AT)
    assert session.user_agent.startswith("A [31m B x")
    assert len(session.user_agent) == sessions.LONGEST_AGENT


@pytest.mark.parametrize(("age", "stale"), [(timedelta(0), False), (sessions.COARSE, True), (None, True)])
def test_the_last_use_is_coarse(age: timedelta | None, stale: bool):
    """It is written down again after ten minutes."""
    assert sessions.is_stale(None if age is None else AT - age, AT) is stale


def test_only_operators_sign_people_out():
    """With their name to it."""
    assert sessions.end_all(ACCOUNT, OPERATOR, AT).by == OPERATOR.id
    for by in (MODERATOR, member(ACCOUNT.id)):
        with pytest.raises(NotYours):
            sessions.end_all(ACCOUNT, by, AT)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_ends_by_real_time(purpose: Purpose):
    """An hour for a password, a week to object."""
    proof = proofs.ask(new_id(), ACCOUNT, purpose, ACCOUNT.email, WALL)
    assert proof.expires_at - WALL == LIFETIMES[purpose]
    assert LIFETIMES[Purpose.RESET_PASSWORD] == timedelta(hours=1)


def test_a_key_says_what_it_opens():
    """A name, a scope, an end that lies ahead; `admin` for who is one."""

    def make(name: str = "Export", scopes: tuple[Scope, ...] = (Scope.READ,), ends: timedelta | None = None) -> object:
        expires = None if ends is None else WALL + ends
        return tokens.make(new_id(), ACCOUNT, name, b"x" * 32, scopes, WALL, expires)

    assert make(ends=timedelta(seconds=1))
    for wrong in (
        {"name": " "},
        {"name": "a\u202eb"},
        {"scopes": ()},
        {"scopes": (Scope.ADMIN,)},
        {"ends": timedelta(0)},
    ):
        with pytest.raises(Invalid):
            make(**wrong)  # type: ignore[arg-type]
    assert tokens.make(new_id(), ADMIN, "Ops", b"x" * 32, (Scope.ADMIN,), WALL, None).scopes == {Scope.ADMIN}


def test_a_session_is_over_however_it_was_used():
    """Half a year after it began, to the second."""
    opened = sessions.begin(new_id(), ACCOUNT.id, Origin(), WALL)
    assert not sessions.is_over(opened, WALL + sessions.LONGEST - timedelta(seconds=1))
    assert sessions.is_over(opened, WALL + sessions.LONGEST)
