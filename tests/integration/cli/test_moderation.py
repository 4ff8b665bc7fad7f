"""The moderators' commands on a real database."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.integration.cli.conftest import OPERATOR, Desk
from upclone.domain.actors import Actor
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.jobs import Job
from upclone.domain.money import Money
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")


@pytest.fixture
def held(doors: Doors, people: tuple[Actor, Actor]) -> Job:
    """A job in which a number was found."""
    words = "Both sides, in white. Call 06 12 34 56 78."
    return doors.jobs.post(people[0], Brief("Paint the fence", words, Payment.FIXED, Money(35_000, "EUR")))


def state_of(doors: Doors, job: Job) -> str:
    with doors.unit_of_work() as work:
        return str(work.jobs.get(job.id).state)


def test_the_queue_and_one_of_it(desk: Desk, held: Job):
    """What waits, for how long, and what was found in it; as a table and as JSON."""
    assert "contact_phone" in desk.run("moderation", "list").output
    assert str(held.id) in [each["job"]["id"] for each in desk.json("moderation", "list")["items"]]
    shown = desk.run("moderation", "show", held.id).output
    for words in ("06 12 34 56 78", "contact_phone", "Paint the fence", "Ada Byron", "350.00 EUR"):
        assert words in shown
    assert desk.json("moderation", "show", held.id)["job"]["state"] == "pending"
    assert desk.error("moderation", "show", uuid4(), exit=3)["facts"]["kind"] == "job"


def test_a_dry_run_keeps_nothing(desk: Desk, doors: Doors, held: Job):
    """It says what would happen, and who would be told."""
    said = desk.json("moderation", "approve", held.id, *AS, "--dry-run")
    assert said["done"] is False
    assert [(each["before"], each["after"]) for each in said["outcome"]["changes"]] == [("pending", "open")]
    assert {each["event"] for each in said["outcome"]["told"]} == {"JobPosted"}
    assert state_of(doors, held) == "pending"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("approve",), "open"),
        (("reject", "--reason", "Take the number out."), "rejected"),
        (("remove", "--reason", "It is no fence."), "removed"),
    ],
    ids=["approve", "reject", "remove"],
)
def test_deciding(desk: Desk, doors: Doors, held: Job, words: tuple[str, ...], state: str):
    """Done once; a second time it is refused with the exit code of a rule."""
    name, *rest = words
    assert desk.json("moderation", name, held.id, *AS, *rest, "--yes")["done"] is True
    assert state_of(doors, held) == state
    desk.run("moderation", name, held.id, *AS, *rest, "--yes", exit=4)


def test_a_no_needs_its_reason(desk: Desk, held: Job):
    """The client is told it, so it can't be left out."""
    assert "--reason" in desk.run("moderation", "reject", held.id, "--as", OPERATOR, "--yes", exit=2).output
