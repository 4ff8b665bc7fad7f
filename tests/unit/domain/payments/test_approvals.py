"""Two people: every cell of the table, and who is no second person."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest
from attrs import evolve

from upclone.domain.actors import CLOCK, GATEWAY, Actor, member, moderator, operator
from upclone.domain.errors import Invalid, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments import approvals
from upclone.domain.payments.approvals import State

AT = datetime(2026, 11, 21, tzinfo=UTC)
ASKER, OTHER = operator(UUID(int=1)), operator(UUID(int=2))
ASKED = approvals.request(UUID(int=9), "release", {"milestone": "x"}, "why", "e", (Money(200_000, "EUR"),), ASKER, AT)
VERBS = {"approve": approvals.approve, "refuse": approvals.refuse, "expire": approvals.expire}
ACTORS = {
    "asker": ASKER,
    "other": OTHER,
    "moderator": moderator(UUID(int=3)),
    "member": member(UUID(int=4)),
    "clock": CLOCK,
    "gateway": GATEWAY,
}
LEGAL = {
    ("requested", "approve", "other"): State.CARRIED_OUT,
    ("requested", "refuse", "other"): State.REFUSED,
    ("requested", "refuse", "asker"): State.REFUSED,
    ("requested", "expire", "clock"): State.EXPIRED,
}


@pytest.mark.parametrize(("state", "verb", "who"), list(product(map(str, State), VERBS, ACTORS)))
def test_every_cell(state: str, verb: str, who: str):
    """What is on the list happens, and is signed; everything else is refused."""
    before = evolve(ASKED, state=State(state))
    wanted = LEGAL.get((state, verb, who))
    if wanted is None:
        with pytest.raises(Refused):
            VERBS[verb](before, ACTORS[who], AT)
        return
    after = VERBS[verb](before, ACTORS[who], AT)
    assert (after.state, after.decided_by, after.decided_at) == (wanted, ACTORS[who].id, AT)


@pytest.mark.parametrize("by", [member(UUID(int=4)), moderator(UUID(int=3)), CLOCK])
def test_only_operators_ask(by: Actor):
    """And they say why."""
    with pytest.raises(NotYours):
        approvals.request(UUID(int=9), "release", {}, "why", "e", (), by, AT)
    with pytest.raises(Invalid):
        approvals.request(UUID(int=9), "release", {}, " ", "e", (), ASKER, AT)
