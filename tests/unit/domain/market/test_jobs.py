"""A job: from a draft, past the moderators, to somebody who does it."""

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member
from upclone.domain.errors import Invalid, MoveNotAllowed
from upclone.domain.market import jobs, postings, vacancies, vetting
from upclone.domain.market.briefs import Finding, Visibility
from upclone.domain.market.jobs import Job, Move, State
from upclone.domain.money import Money
from upclone.domain.text import text

WAITS = "nothing in it waits for a moderator"
DIRECT = "it was made for one person, by a direct offer"
PUBLIC = "it was not made for one person, by a direct offer"
FOUND = (Finding("phone", "description", "06 12 34 56 78", "A phone number."),)


def variants(state: State) -> dict[str, Job]:
    """As the rules let it pass, held by one of them, refused by a moderator, and made for one person."""
    plain = builders.job(state=state)
    direct = evolve(plain, brief=evolve(plain.brief, visibility=Visibility.DIRECT))
    return {
        "plain": plain,
        "found": evolve(plain, findings=FOUND),
        "refused": evolve(plain, reason="No."),
        "direct": direct,
    }


def actors(job: Job) -> dict[Role, Actor]:
    """Every member who may see a job is a possible freelancer to it, and a stranger where they may not."""
    shown = job.state not in jobs.HIDDEN and job.brief.visibility is Visibility.PUBLIC
    return {
        Role.CLIENT: member(job.client_id),
        (Role.FREELANCER if shown else Role.STRANGER): member(new_id()),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
    }


TRIAL = Trial(
    jobs.PROCESS,
    f"""
    draft edit client -> draft
    draft publish client -> open [{WAITS}]
    draft submit client -> pending
    draft close client operator -> closed
    draft remove moderator operator -> removed
    pending approve moderator operator -> open
    pending reject moderator operator -> rejected
    pending edit client -> pending
    pending publish client -> open [{WAITS}]
    pending submit client -> pending
    pending close client operator -> closed
    pending remove moderator operator -> removed
    open bid freelancer -> open [{PUBLIC}]
    open invite client -> open [{PUBLIC}]
    open hire client -> filled
    open accept freelancer -> filled
    open edit client -> open
    open hold client -> pending
    open pause client operator -> paused
    open lapse client freelancer clock -> closed [{DIRECT}]
    open close client operator -> closed
    open expire clock -> expired
    open remove moderator operator -> removed
    paused resume client operator clock -> open
    paused hire client -> filled
    paused accept freelancer -> filled
    paused edit client -> paused
    paused hold client -> pending
    paused lapse client freelancer clock -> closed [{DIRECT}]
    paused close client operator -> closed
    paused expire clock -> expired
    paused remove moderator operator -> removed
    filled reopen client freelancer clock -> open [{PUBLIC}]
    filled lapse client freelancer clock -> closed [{DIRECT}]
    filled remove moderator operator -> removed
    expired renew client -> open
    expired hire client -> filled
    expired accept freelancer -> filled
    expired lapse client freelancer clock -> closed [{DIRECT}]
    expired close client operator -> closed
    expired remove moderator operator -> removed
    closed remove moderator operator -> removed
    rejected edit client -> rejected
    rejected submit client -> pending
    rejected close client operator -> closed
    rejected remove moderator operator -> removed
    removed reopen client freelancer clock -> removed [{PUBLIC}]
    removed lapse client freelancer clock -> removed [{DIRECT}]
    """,
    variants=variants,
    actors=actors,
    holds={
        WAITS: {"found": "", "refused": "", "*": "client"},
        DIRECT: {"direct": "client freelancer clock"},
        PUBLIC: {"direct": "", "*": "client freelancer clock"},
    },
    verbs={
        Move.SUBMIT: lambda job, by, role: vetting.submit(job, by, "", AT),
        Move.PUBLISH: lambda job, by, role: postings.publish(job, by, AT),
        Move.APPROVE: lambda job, by, role: vetting.approve(job, by, AT),
        Move.REJECT: lambda job, by, role: vetting.reject(job, by, "No.", AT),
        Move.REMOVE: lambda job, by, role: vetting.remove(job, by, "No.", AT),
        Move.PAUSE: lambda job, by, role: vacancies.pause(job, by, AT),
        Move.RESUME: lambda job, by, role: vacancies.resume(job, by, AT),
        Move.BID: lambda job, by, role: vacancies.receive_bid(job, by, AT),
        Move.HIRE: lambda job, by, role: vacancies.fill(job, by, AT),
        Move.LAPSE: lambda job, by, role: vacancies.lapse(job, role, by, AT),
        Move.CLOSE: lambda job, by, role: vacancies.close(job, by, AT),
        Move.EXPIRE: lambda job, by, role: vacancies.expire(job, by, AT),
        Move.RENEW: lambda job, by, role: postings.renew(job, by, None, AT),
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
    filled, _ = vacancies.fill(job, client, AT)
    with pytest.raises(MoveNotAllowed):
        vacancies.receive_bid(filled, bidder, AT)
    reopened, _ = vacancies.reopen(filled, Role.FREELANCER, bidder, AT)
    assert vacancies.receive_bid(reopened, bidder, AT) == job


def test_nobody_bids_on_their_own_job():
    """The client is no freelancer to it."""
    job = builders.job()
    with pytest.raises(MoveNotAllowed, match="freelancer"):
        vacancies.receive_bid(job, member(job.client_id), AT)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_budget_is_more_than_nothing(amount: int):
    """Zero and less are refused under the field's name."""
    with pytest.raises(Invalid, match="budget"):
        postings.draft(new_id(), member(new_id()), builders.brief(Money(amount, "EUR")), AT)


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
    assert text(written, "x", 100) == kept


def test_nothing_to_see_is_no_text():
    """Neither spaces nor joiners make a title."""
    with pytest.raises(Invalid):
        text("\u200d\u00a0\u200c", "x", 100)


def test_text_is_cleaned_and_bounded():
    """Control characters go, line breaks stay, and what is then empty or too long is refused."""
    assert text("  a\x00b\nc\u202e ", "x", 10) == "ab\nc"
    for value in ("\x07 ", "a" * 11):
        with pytest.raises(Invalid, match="x: must have 1 to 10"):
            text(value, "x", 10)
