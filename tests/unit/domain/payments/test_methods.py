"""A means is set up at its gateway, and where money is paid to waits before any leaves."""

from datetime import timedelta

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, OPERATOR
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import MoneyHeld, Refused
from upclone.domain.machine import Deadline
from upclone.domain.payments import methods
from upclone.domain.payments.methods import Method, Move, Purpose, State, Told

METHOD = builders.method()
HOLDER = member(METHOD.owner)
WAIT = timedelta(days=3)
READY = Told("ref", True, "token", "Bank 1", None, "")
MISSING = Told("ref", False, "", "", "https://gateway.example/on", "Say who you are.")
USUAL = "it is not the usual one already"

TRIAL = Trial(
    methods.PROCESS,
    f"""
    begun continue holder -> begun
    begun confirm gateway -> active
    begun hold_back gateway -> waiting
    begun fail gateway clock -> failed
    begun remove holder -> removed
    waiting activate clock -> active
    waiting hold_back gateway -> waiting
    waiting lapse gateway -> begun
    waiting choose holder -> waiting [{USUAL}]
    waiting remove holder -> removed
    active confirm gateway -> active
    active hold_back gateway -> waiting
    active lapse gateway -> begun
    active choose holder -> active [{USUAL}]
    active remove holder -> removed
    """,
    variants=lambda state: {
        "usual": evolve(METHOD, state=state, usual=True),
        "another": evolve(METHOD, state=state),
    },
    actors=lambda method: {
        Role.HOLDER: HOLDER,
        Role.OPERATOR: OPERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(builders.new_id()),
    },
    verbs={
        Move.CONTINUE: lambda method, by, role: methods.go_on(method, by, AT),
        Move.ACTIVATE: lambda method, by, role: methods.activate(method, by, AT),
        Move.FAIL: lambda method, by, role: methods.fail(method, "No.", by, AT),
        Move.CHOOSE: lambda method, by, role: methods.choose(method, by, AT),
        Move.REMOVE: lambda method, by, role: methods.remove(method, by, AT),
    },
    holds={USUAL: {"another": "holder", "usual": ""}},
)


@pytest.mark.parametrize(("state", "move"), all_cells(methods.PROCESS))
def test_every_cell(state: State, move: Move):
    """What is on the list is done, what is not on it is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_table_says_nothing_else():
    agree(TRIAL)


def heard(method: Method, told: Told, wait: timedelta = WAIT) -> Method:
    return methods.heard(method, told, wait, GATEWAY, AT)[0]


def test_a_new_place_waits_and_a_card_does_not():
    """Where money is paid to can be used from three days on; what pays at once."""
    place = heard(METHOD, READY)
    assert (place.state, place.active_from) == (State.WAITING, AT + WAIT)
    assert methods.deadline(place) == Deadline(Move.ACTIVATE, AT + WAIT)
    with pytest.raises(MoneyHeld) as held:
        methods.usable(place, Purpose.BEING_PAID)
    assert (held.value.until, held.value.rule) == (AT + WAIT, "payout_method_waits")
    active, _ = methods.activate(place, CLOCK, AT)
    assert methods.usable(active, Purpose.BEING_PAID) == "token"
    assert heard(builders.method(purpose=Purpose.PAYING), READY).state is State.ACTIVE


def test_what_is_told_again_changes_nothing():
    """In any order, any number of times: the same news, and old news of what is over."""
    place = heard(METHOD, READY)
    assert methods.heard(place, READY, WAIT, GATEWAY, AT + WAIT) == (place, None)
    gone, _ = methods.remove(place, HOLDER, AT)
    assert methods.heard(gone, READY, WAIT, GATEWAY, AT) == (gone, None)


def test_another_account_behind_the_same_place_waits_again():
    """The gateway tells of another bank: its owner has the same time to object."""
    active, _ = methods.activate(heard(METHOD, READY), CLOCK, AT)
    changed = heard(active, evolve(READY, label="Bank 2"))
    assert (changed.state, changed.until) == (State.WAITING, AT + WAIT)
    again = methods.heard(changed, evolve(READY, label="Bank 3"), timedelta(), GATEWAY, AT)[0]
    assert (again.state, again.until) == (State.WAITING, AT)


def test_a_gateway_that_asks_for_more_stops_it():
    """Nothing leaves to it until its person went on; after a week it is given up."""
    active, _ = methods.activate(heard(METHOD, READY), CLOCK, AT)
    lapsed = heard(active, MISSING)
    assert (lapsed.state, lapsed.url, lapsed.reason) == (State.BEGUN, MISSING.url, MISSING.missing)
    assert methods.deadline(lapsed) == Deadline(Move.FAIL, AT + methods.SET_UP_WITHIN)
    with pytest.raises(Refused) as no:
        methods.usable(lapsed, Purpose.BEING_PAID)
    assert no.value.rule == "method_not_active"


def test_a_card_is_no_place_to_be_paid_to():
    with pytest.raises(Refused) as no:
        methods.usable(heard(builders.method(purpose=Purpose.PAYING), READY), Purpose.BEING_PAID)
    assert no.value.rule == "method_of_another_kind"


def test_no_secret_is_shown_by_accident():
    """Tokens, addresses and links of a means stay out of logs and tracebacks."""
    said = repr(evolve(heard(METHOD, READY), address="ada@example.org"))
    assert "token" not in said.replace("version", "")
    assert "ada@" not in said
