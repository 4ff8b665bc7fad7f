"""A chargeback is answered once, taken once and returned once; the gateway decides, in whichever order it tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.money import Money
from upclone.domain.payments import chargebacks
from upclone.domain.payments.chargebacks import Chargeback, Move, State, Taken

TAKEN = Taken(new_id(), Money(100, "EUR"), Money(103, "EUR"), Money(0, "EUR"), Money(0, "EUR"))


def variants(state: State) -> dict[str, Any]:
    return {
        "not taken": builders.chargeback(state=state),
        "taken": builders.chargeback(state=state, taken=TAKEN),
        "returned": builders.chargeback(state=state, taken=TAKEN, returned=True),
    }


def actors(chargeback: Chargeback) -> dict[Role, Any]:
    return {
        Role.CLIENT: member(chargeback.parties.client),
        Role.FREELANCER: member(chargeback.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    }


TRIAL = Trial(
    chargebacks.PROCESS,
    """
    opened contest operator clock -> answering
    opened answer gateway -> answered
    opened win gateway -> won
    opened lose gateway -> lost
    opened take gateway -> opened [the money was not taken yet]
    answering answer gateway -> answered
    answering refuse gateway -> unanswered
    answering win gateway -> won
    answering lose gateway -> lost
    answering take gateway -> answering [the money was not taken yet]
    unanswered contest operator -> answering
    unanswered answer gateway -> answered
    unanswered win gateway -> won
    unanswered lose gateway -> lost
    unanswered take gateway -> unanswered [the money was not taken yet]
    answered win gateway -> won
    answered lose gateway -> lost
    answered take gateway -> answered [the money was not taken yet]
    lost take gateway -> lost [the money was not taken yet]
    won give_back gateway -> won [the money was taken, and has not come back]
    """,
    variants=variants,
    actors=actors,
    verbs={
        Move.CONTEST: lambda subject, by, role: chargebacks.contest(subject, by, AT),
        Move.ANSWER: lambda subject, by, role: chargebacks.answer(subject, by, AT),
        Move.REFUSE: lambda subject, by, role: chargebacks.refuse(subject, "Too late.", by, AT),
        Move.TAKE: lambda subject, by, role: chargebacks.take(subject, TAKEN, by, AT),
        Move.GIVE_BACK: lambda subject, by, role: chargebacks.give_back(subject, by, AT),
        Move.WIN: lambda subject, by, role: chargebacks.win(subject, by, AT),
        Move.LOSE: lambda subject, by, role: chargebacks.lose(subject, by, AT),
    },
    holds={
        "the money was not taken yet": {"not taken": "gateway"},
        "the money was taken, and has not come back": {"taken": "gateway"},
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(chargebacks.PROCESS))
def test_every_cell(state: State, move: Move):
    """Exactly the moves of the list, by exactly those people."""
    try_cell(TRIAL, state, move)


def test_the_list_and_the_table_agree():
    """Neither has a row that the other lacks."""
    agree(TRIAL)


def test_the_clock_answers_two_days_before_the_last():
    """At once where there is less; and never again once it was answered."""
    opened = builders.chargeback(answer_by=AT + timedelta(days=9))
    due = chargebacks.deadline(opened)
    assert due is not None
    assert (due.move, due.due_at) == (Move.CONTEST, AT + timedelta(days=7))
    hurried = chargebacks.deadline(builders.chargeback(answer_by=AT + timedelta(days=1)))
    assert hurried is not None
    assert hurried.due_at == AT
    assert chargebacks.deadline(builders.chargeback(state=State.ANSWERING)) is None


def test_it_is_settled_once_nothing_more_is_to_come():
    """Won, and the money back where it was taken; or lost."""
    assert builders.chargeback(state=State.LOST).settled
    assert builders.chargeback(state=State.WON).settled
    assert not builders.chargeback(state=State.WON, taken=TAKEN).settled
    assert builders.chargeback(state=State.WON, taken=TAKEN, returned=True).settled
    assert not builders.chargeback(state=State.ANSWERED, taken=TAKEN).settled
