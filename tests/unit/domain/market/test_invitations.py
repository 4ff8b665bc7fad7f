"""An invitation is accepted by bidding, declined, taken back, or not answered in time."""

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import Refused
from upclone.domain.market import invitations
from upclone.domain.market.invitations import STANDS, Move, State

TRIAL = Trial(
    invitations.PROCESS,
    """
    sent accept freelancer -> accepted
    sent decline freelancer -> declined
    sent withdraw client -> withdrawn
    sent expire clock -> expired
    """,
    variants=lambda state: {"plain": builders.invitation(state=state)},
    actors=lambda invitation: {
        Role.CLIENT: member(invitation.parties.client),
        Role.FREELANCER: member(invitation.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    },
    verbs={
        Move.ACCEPT: lambda invitation, by, role: invitations.accept(invitation, by, AT),
        Move.DECLINE: lambda invitation, by, role: invitations.decline(invitation, "No time.", by, AT),
        Move.WITHDRAW: lambda invitation, by, role: invitations.withdraw(invitation, by, AT),
        Move.EXPIRE: lambda invitation, by, role: invitations.expire(invitation, by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(invitations.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def test_it_waits_for_thirty_days():
    """Then the clock ends it; answered, it has no deadline."""
    invitation = builders.invitation()
    due = invitations.deadline(invitation)
    assert due is not None
    assert due.due_at == AT + STANDS
    declined, event = invitations.decline(invitation, " No time. ", member(invitation.parties.freelancer), AT)
    assert invitations.deadline(declined) is None
    assert (declined.reason, event.reason) == ("No time.", "No time.")


def test_nobody_invites_themselves():
    """They could not bid either."""
    job = builders.job()
    with pytest.raises(Refused) as caught:
        invitations.send(new_id(), job, job.client_id, "", member(job.client_id), AT)
    assert caught.value.rule == "own_job"
