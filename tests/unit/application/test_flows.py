"""What a browser keeps while it is at a provider: nobody but us makes it, and it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import AT, new_id
from upclone.adapters.system import HmacSeals
from upclone.application.people.flows import Flow, Ticket, ticket_of, unpacked
from upclone.domain.people.accounts import AccountRole

SEALS = HmacSeals("a secret of tests, 32 letters long")
ENDS = AT + timedelta(minutes=10)
FLOW = Flow("s" * 43, "google", ENDS, frozenset({AccountRole.CLIENT, AccountRole.FREELANCER}))
TICKET = Ticket(new_id(), "google", "n" * 43, ENDS)


@pytest.mark.parametrize("flow", [FLOW, evolve(FLOW, account_id=new_id(), session_id=new_id())])
def test_a_flow_comes_back_as_it_left(flow: Flow):
    """Until it is over."""
    assert unpacked(SEALS, flow.packed(SEALS), AT) == flow
    assert unpacked(SEALS, flow.packed(SEALS), ENDS) is None
    assert len(flow.packed(SEALS)) < 1_000


def test_a_ticket_comes_back_as_it_left():
    """Until it is over."""
    assert ticket_of(SEALS, TICKET.packed(SEALS), AT) == TICKET
    assert ticket_of(SEALS, TICKET.packed(SEALS), ENDS) is None


@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_nobody_alters_them(at: int, letter: str):
    """One letter more or another, and it is worth nothing; neither passes for the other."""
    for text, read in ((FLOW.packed(SEALS), unpacked), (TICKET.packed(SEALS), ticket_of)):
        place = at % len(text)
        changed = text[:place] + letter + text[place + 1 :]
        assert changed == text or read(SEALS, changed, AT) is None
        assert read(HmacSeals("another secret of tests, as long!"), text, AT) is None
    assert ticket_of(SEALS, FLOW.packed(SEALS), AT) is None
    assert unpacked(SEALS, TICKET.packed(SEALS), AT) is None


def test_what_ties_the_answer_to_the_flow_does_not_follow_from_its_state():
    """The nonce and the verifier are of this installation and this flow, and two things."""
    secret = FLOW.secret(SEALS)
    assert len(secret.verifier) == 43
    assert len({secret.nonce, secret.verifier, FLOW.state}) == 3
    assert FLOW.secret(HmacSeals("another secret of tests, as long!")) != secret
    assert evolve(FLOW, state="t" * 43).secret(SEALS) != secret
