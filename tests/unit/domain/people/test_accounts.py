"""An account is stopped and reinstated by operators, left by its holder and closed by the clock, by nobody else."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member, operator
from upclone.domain.errors import Invalid, Leaving, MoveNotAllowed, NotSignedIn, Refused, Suspended
from upclone.domain.machine import Deadline
from upclone.domain.people import accounts, addresses, joining, suspensions
from upclone.domain.people import leaving as leaving_rules
from upclone.domain.people.accounts import AccountRole, Move, State

ACCOUNT = builders.account()

TRIAL = Trial(
    accounts.PROCESS,
    """
    active suspend operator -> suspended
    active ban operator -> banned
    active leave holder -> leaving
    suspended ban operator -> banned
    suspended reinstate operator clock -> active
    banned reinstate operator clock -> active
    leaving suspend operator -> suspended
    leaving ban operator -> banned
    leaving return holder -> active
    leaving postpone clock -> leaving
    leaving close clock -> closed
    """,
    variants=lambda state: {"plain": builders.account(state=state)},
    actors=lambda account: {
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.HOLDER: member(account.id),
        Role.STRANGER: member(builders.new_id()),
    },
    verbs={
        Move.SUSPEND: lambda account, by, role: suspensions.suspend(account, "Spam.", by, AT),
        Move.BAN: lambda account, by, role: suspensions.ban(account, "Fraud.", by, AT),
        Move.REINSTATE: lambda account, by, role: suspensions.reinstate(account, by, AT),
        Move.LEAVE: lambda account, by, role: leaving_rules.leave(account, by, AT),
        Move.RETURN: lambda account, by, role: leaving_rules.come_back(account, by, AT),
        Move.POSTPONE: lambda account, by, role: leaving_rules.postpone(account, "Money came back.", by, AT),
        Move.CLOSE: lambda account, by, role: leaving_rules.close(account, by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(accounts.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def test_a_suspension_needs_a_reason():
    """Who is suspended is told why."""
    with pytest.raises(Invalid, match="reason"):
        suspensions.suspend(ACCOUNT, " \n", OPERATOR, AT)


def test_a_suspended_account_may_not_act_until_it_is_reinstated():
    """The reason is what its holder is told; reinstating takes it away."""
    suspended, event = suspensions.suspend(ACCOUNT, " Spam. ", OPERATOR, AT)
    assert (suspended.suspension_reason, event.reason, event.by) == ("Spam.", "Spam.", OPERATOR.id)
    with pytest.raises(Suspended, match="Spam"):
        accounts.may_act(suspended)
    reinstated, _ = suspensions.reinstate(suspended, OPERATOR, AT)
    assert accounts.may_act(reinstated) == ACCOUNT


def test_who_leaves_may_not_act_until_they_return():
    """For 14 days nothing is lost; then the clock closes the account."""
    leaving, event = leaving_rules.leave(ACCOUNT, ACCOUNT.actor, AT)
    assert event.closes_at == leaving.closes_at == AT + timedelta(days=14)
    assert accounts.deadline(leaving) == Deadline(Move.CLOSE, AT + timedelta(days=14))
    with pytest.raises(Leaving, match="2026-01-19"):
        accounts.may_act(leaving)
    stays, _ = leaving_rules.come_back(leaving, ACCOUNT.actor, AT)
    assert accounts.may_act(stays) == ACCOUNT
    assert accounts.deadline(stays) is None


def test_a_closed_account_says_nothing_of_who_it_was():
    """Its name, address and password are gone, and nobody signs in with it."""
    leaving = builders.account(bio="I paint.", headline="Fences", state=State.LEAVING, closes_at=AT)
    closed, _ = leaving_rules.close(leaving, CLOCK, AT)
    assert (closed.name, closed.password_hash, closed.bio, closed.headline) == ("Former member", "", "", "")
    assert leaving.email not in repr(closed)
    assert accounts.deadline(closed) is None
    for check in (accounts.known, accounts.may_act):
        with pytest.raises(NotSignedIn):
            check(closed)


def test_what_is_not_settled_postpones_the_end():
    """A payout that bounced brings money back: the account waits a week more, and says why."""
    leaving = builders.account(state=State.LEAVING, closes_at=AT)
    waits, event = leaving_rules.postpone(leaving, "5.00 EUR came back.", CLOCK, AT)
    assert (waits.closes_at, event.reason) == (AT + timedelta(days=7), "5.00 EUR came back.")


def test_nobody_judges_their_own_account():
    """Towards their own account, an operator is its holder alone."""
    admin = builders.account(role=AccountRole.ADMIN)
    assert admin.actor == operator(admin.id)
    with pytest.raises(MoveNotAllowed, match="belongs to the operator"):
        suspensions.suspend(admin, "Holiday.", admin.actor, AT)


def test_acting_needs_the_role():
    """A client account posts no bids."""
    assert accounts.may_act(ACCOUNT, AccountRole.CLIENT) is ACCOUNT
    with pytest.raises(Refused, match="freelancer"):
        accounts.may_act(ACCOUNT, AccountRole.FREELANCER)


@pytest.mark.parametrize(
    ("written", "kept"), [(" Ada@Example.ORG ", "ada@example.org"), ("a.b+c@x-y.co.uk", "a.b+c@x-y.co.uk")]
)
def test_an_address_is_kept_in_one_form(written: str, kept: str):
    """Case and surrounding space make no second account."""
    assert addresses.email_address(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@x.org", "a b@x.org", "a@x", "a@b@x.org", "a\n@x.org", "<a@x.org>"),
        *(".a@x.org", "a.@x.org", "a..b@x.org", "a@x..org", "a@-x.org", "a@x-.org", "a@" + "x" * 260 + ".org"),
        *("a\u200b@x.org", "a@x\u00ad.org"),
    ],
)
def test_what_is_no_address_is_refused(text: str):
    """Slips, and what could break out of a mail header."""
    with pytest.raises(Invalid):
        addresses.email_address(text)


@pytest.mark.parametrize("name", ["", "  ", "a" * 121, "Ada\x00", "\u202eadA", "\u200c"])
def test_a_name_is_printable_and_short(name: str):
    """Control and direction characters are no names."""
    with pytest.raises(Invalid):
        accounts.edit(ACCOUNT, name=name)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"),
        ("Ada\u00a0 Byron", "Ada Byron"),
    ],
    ids=["Persian", "no-break space"],
)
def test_a_name_may_join_letters_as_its_script_does(written: str, kept: str):
    """People's names are theirs."""
    assert accounts.edit(ACCOUNT, name=written).name == kept


def test_an_account_has_a_role():
    """Who is neither freelancer nor client could do nothing here."""
    with pytest.raises(Invalid, match="roles"):
        joining.open_account(ACCOUNT.id, "ada@example.org", "Ada", frozenset(), "hash", AT)
