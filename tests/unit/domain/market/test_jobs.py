"""A job takes bids until somebody is hired, opens again where the offer comes to nothing, and can be closed."""

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import Invalid, MoveNotAllowed
from upclone.domain.market import jobs
from upclone.domain.market.jobs import Move, Payment, State
from upclone.domain.money import Money

TRIAL = Trial(
    jobs.PROCESS,
    """
    open bid freelancer -> open
    open hire client -> filled
    open close client operator -> closed
    filled reopen client freelancer clock -> open
    """,
    variants=lambda state: {"plain": builders.job(state=state)},
    # To a job every member who does not own it is a possible freelancer: nobody is a stranger.
    actors=lambda job: {
        Role.CLIENT: member(job.client_id),
        Role.FREELANCER: member(new_id()),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
    },
    verbs={
        Move.BID: lambda job, by, role: jobs.receive_bid(job, by),
        Move.HIRE: lambda job, by, role: jobs.fill(job, by, AT),
        Move.CLOSE: lambda job, by, role: jobs.close(job, by, AT),
        Move.REOPEN: lambda job, by, role: jobs.reopen(job, role, by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(jobs.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def test_a_filled_job_takes_no_bids_and_a_reopened_one_does():
    """The market sees a job exactly while it can be had."""
    job = builders.job()
    client, bidder = member(job.client_id), member(new_id())
    filled, _ = jobs.fill(job, client, AT)
    with pytest.raises(MoveNotAllowed):
        jobs.receive_bid(filled, bidder)
    reopened, _ = jobs.reopen(filled, Role.FREELANCER, bidder, AT)
    assert jobs.receive_bid(reopened, bidder) == job


def test_nobody_bids_on_their_own_job():
    """The client is no freelancer to it."""
    job = builders.job()
    with pytest.raises(MoveNotAllowed, match="freelancer"):
        jobs.receive_bid(job, member(job.client_id))


@pytest.mark.parametrize("amount", [0, -1])
def test_a_budget_is_more_than_nothing(amount: int):
    """Zero and less are refused under the field's name."""
    with pytest.raises(Invalid, match="budget"):
        jobs.post(new_id(), member(new_id()), "T", "D", Payment.FIXED, Money(amount, "EUR"), "design", (), AT)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("3\u00a0000\u202f\u20ac\u3000now", "3\u00a0000\u202f\u20ac\u3000now"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("one\r\ntwo\u2028three\rfour", "one\ntwo\nthree\nfour"),
        ("\x00 a \u202e", "a"),
    ],
    ids=["spaces", "Persian", "emoji", "lines", "edges"],
)
def test_cleaning_does_not_change_what_was_written(written: str, kept: str):
    """Words don't run together where their space is not the ASCII one; scripts that join letters stay readable."""
    assert jobs.text(written, "x", 100) == kept


def test_nothing_to_see_is_no_text():
    """Neither spaces nor joiners make a title."""
    with pytest.raises(Invalid):
        jobs.text("\u200d\u00a0\u200c", "x", 100)


def test_text_is_cleaned_and_bounded():
    """Control characters go, line breaks stay, and what is then empty or too long is refused."""
    assert jobs.text("  a\x00b\nc\u202e ", "x", 10) == "ab\nc"
    for value in ("\x07 ", "a" * 11):
        with pytest.raises(Invalid, match="x: must have 1 to 10"):
            jobs.text(value, "x", 10)
