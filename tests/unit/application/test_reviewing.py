"""From a draft to the market and off it: who decides, who is told, and what the clock does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from tests.unit.application.conftest import Town
from upclone.application.deals.contracts import Offered
from upclone.application.market.jobs import House, Jobs
from upclone.domain.actors import CLOCK
from upclone.domain.errors import Invalid, MoveNotAllowed, NotFound, NotYours, TooMany
from upclone.domain.market.briefs import Brief, Payment, Visibility
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.limits import DailyLimits
from upclone.domain.money import Money

LONG = (
    "We are a small bakery by the harbour and want a new site. It shows what we bake each day of the week, lets people "
    "order cakes two days ahead, and tells them when to fetch them. Photographs and texts are there, in two languages."
)


def brief(words: str = "Both sides, in white.", **changes: Any) -> Brief:
    return evolve(Brief("Paint the fence", words, Payment.FIXED, Money(35_000, "EUR")), **changes)


HELD = brief("Call 06 12 34 56 78 in the evening.")


def post(town: Town, asked: Brief, draft: bool = False) -> Job:
    return town.place.jobs.post(town.client.actor, asked, draft)


def names(town: Town, job: Job) -> list[str]:
    return [each.event.name for each in town.store.history(job.id)]


def told(town: Town) -> set[tuple[str, str]]:
    """Who was told what from here on: (name of the account, event)."""
    people = {each.id: each.name for each in (town.client, town.freelancer, town.stranger, town.operator)}
    before = set(town.store._tables.notifications)
    town.drain()
    rows = town.store._tables.notifications
    return {(people[account], rows[event, account].name) for event, account in set(rows) - before}


def bid(town: Town, job: Job) -> None:
    town.place.proposals.bid(town.freelancer.actor, job.id, Money(30_000, "EUR"), "I paint.", ())


def test_what_nothing_holds_back_is_open_at_once(town: Town):
    """For the days that the house gives, or until the client's last day."""
    job, last = post(town, brief()), town.clock.now() + timedelta(days=3)
    assert (job.state, job.findings) == (State.OPEN, ())
    assert job.expires_at == town.clock.now() + timedelta(days=60)
    assert post(town, brief(apply_until=last)).expires_at == last
    assert names(town, job) == ["JobDrafted", "JobPosted"]


def test_what_is_held_waits_and_says_why(town: Town):
    """Nobody can bid on it; taking the number out opens it without anybody's yes."""
    job = post(town, HELD)
    assert job.state is State.PENDING
    assert [(each.rule, each.excerpt) for each in job.findings] == [("contact_phone", "06 12 34 56 78")]
    with pytest.raises(NotYours):
        bid(town, job)
    with pytest.raises(MoveNotAllowed, match="waits for a moderator"):
        town.place.jobs.publish(town.client.actor, job.id)
    healed = town.place.jobs.edit(town.client.actor, job.id, brief("Come and see it in the evening."))
    assert (healed.state, healed.findings) == (State.OPEN, ())
    assert names(town, job) == ["JobDrafted", "JobSubmitted", "JobEdited", "JobPosted"]


def test_a_moderators_yes_lasts(town: Town):
    """Once it was let pass, the same words hold nothing back; other words do."""
    job = post(town, HELD)
    town.place.jobs.submit(town.client.actor, job.id, "It is the number on the fence.")
    told(town)
    passed = town.place.jobs.approve(town.operator.actor, job.id)
    assert (passed.state, passed.findings, passed.note) == (State.OPEN, (), "")
    assert told(town) == {("Ada", "JobPosted")}
    same = evolve(passed.brief, budget=Money(40_000, "EUR"))
    assert town.place.jobs.edit(town.client.actor, job.id, same).state is State.OPEN
    other = evolve(passed.brief, description="Call 06 99 99 99 99 in the evening.")
    assert town.place.jobs.edit(town.client.actor, job.id, other).state is State.PENDING


def test_a_moderators_no_lasts_too(town: Town):
    """Its client is told why; after any edit a moderator looks again, whatever the rules find."""
    job = post(town, HELD)
    told(town)
    rejected = town.place.jobs.reject(town.operator.actor, job.id, "Take the number out.")
    assert (rejected.state, rejected.reason) == (State.REJECTED, "Take the number out.")
    assert told(town) == {("Ada", "JobRejected")}
    assert town.place.mail.letters[-1].facts["reason"] == "Take the number out."
    edited = town.place.jobs.edit(town.client.actor, job.id, brief())
    assert (edited.state, edited.findings) == (State.REJECTED, ())
    with pytest.raises(MoveNotAllowed):
        town.place.jobs.publish(town.client.actor, job.id)
    again = town.place.jobs.submit(town.client.actor, job.id, "Done.")
    assert town.place.jobs.edit(town.client.actor, job.id, brief("All sides, in white.")).state is State.PENDING
    assert again.state is State.PENDING
    assert town.place.jobs.approve(town.operator.actor, job.id).reason == ""


def test_a_house_that_reads_everything(town: Town):
    """Every job waits, and an open one again where its words change, but not where its price does."""
    place = town.place
    jobs = Jobs(place.unit_of_work, place.clock, place.ids, House(reads_all=True))
    job = jobs.post(town.client.actor, brief())
    assert (job.state, [each.rule for each in job.findings]) == (State.PENDING, ["every_job"])
    jobs.approve(town.operator.actor, job.id)
    cheaper = brief(budget=Money(20_000, "EUR"))
    assert jobs.edit(town.client.actor, job.id, cheaper).state is State.OPEN
    assert jobs.edit(town.client.actor, job.id, brief("In green.")).state is State.PENDING


def test_copies_wait(town: Town):
    """Of another's job, or of one's own that is out; a closed job can be posted again, and a draft be a duplicate."""
    first = post(town, brief(LONG))
    copy = post(town, brief(LONG.replace("small", "little")))
    assert [each.rule for each in copy.findings] == ["copy"]
    draft = town.place.jobs.duplicate(town.client.actor, first.id)
    assert (draft.state, draft.brief) == (State.DRAFT, first.brief)
    for job in (first, copy):
        town.place.jobs.close(town.client.actor, job.id)
    assert town.place.jobs.publish(town.client.actor, draft.id).state is State.OPEN


def test_a_draft_is_reviewed_again_when_it_is_published(town: Town):
    """What became a copy meanwhile waits, with the explanation."""
    draft = post(town, brief(LONG), draft=True)
    assert (draft.state, draft.findings) == (State.DRAFT, ())
    post(town, brief(LONG))
    late = town.place.jobs.publish(town.client.actor, draft.id)
    assert (late.state, [each.rule for each in late.findings]) == (State.PENDING, ["copy"])


def test_bidders_are_told_what_changed(town: Town):
    """And that it rests, is removed or closed; whoever did it knows already."""
    jobs, job = town.place.jobs, post(town, brief())
    bid(town, job)
    told(town)
    jobs.edit(town.client.actor, job.id, brief("In green.", budget=Money(40_000, "EUR")))
    [event] = [each.event for each in town.store.history(job.id) if each.event.name == "JobEdited"]
    assert event.changed == ("description", "budget")  # type: ignore[attr-defined]
    assert told(town) == {("Dan", "JobEdited")}
    jobs.pause(town.client.actor, job.id)
    assert told(town) == {("Dan", "JobPaused")}
    jobs.resume(town.client.actor, job.id)
    jobs.remove(town.operator.actor, job.id, "It is no fence.")
    assert told(town) == {("Dan", "JobRemoved"), ("Ada", "JobRemoved")}
    with pytest.raises(MoveNotAllowed):
        jobs.close(town.client.actor, job.id)


def test_bids_fix_what_they_were_made_in(town: Town):
    """Payment and currency stay; an edit that changes nothing is no event."""
    jobs, job = town.place.jobs, post(town, brief())
    bid(town, job)
    for field, changed in (
        ("payment", brief(payment=Payment.HOURLY, budget=Money(3_500, "EUR"))),
        ("budget.currency", brief(budget=Money(35_000, "USD"))),
    ):
        with pytest.raises(Invalid) as refused:
            jobs.edit(town.client.actor, job.id, changed)
        assert refused.value.field == field
    assert jobs.edit(town.client.actor, job.id, brief()) == job
    assert "JobEdited" not in names(town, job)


def test_the_clock_ends_the_time_to_apply(town: Town):
    """Late or early, once; what was bid can still be taken, and the client can ask once more."""
    jobs, job = town.place.jobs, post(town, brief())
    bid(town, job)
    jobs.expire(CLOCK, job.id)
    assert names(town, job)[-1] == "JobPosted"
    town.clock.advance(timedelta(days=60))
    jobs.expire(CLOCK, job.id)
    assert names(town, job)[-1] == "JobPosted"
    town.clock.advance(timedelta(seconds=1))
    with pytest.raises(MoveNotAllowed, match="time to apply is over"):
        town.place.proposals.bid(town.stranger.actor, job.id, Money(1_000, "EUR"), "", ())
    told(town)
    town.place.deadlines.fire("job", job.id)
    town.place.deadlines.fire("job", job.id)
    assert names(town, job).count("JobExpired") == 1
    assert ("Ada", "JobExpired") in told(town)
    renewed = jobs.renew(town.client.actor, job.id, None)
    assert (renewed.state, renewed.expires_at) == (State.OPEN, town.clock.now() + timedelta(days=60))


def test_what_is_hidden_does_not_exist_for_strangers(town: Town):
    """Also where they try to move it, and where they would copy it."""
    jobs, draft = town.place.jobs, post(town, brief(), draft=True)
    for attempt in (
        lambda: jobs.close(town.stranger.actor, draft.id),
        lambda: jobs.edit(town.stranger.actor, draft.id, brief()),
        lambda: jobs.publish(town.stranger.actor, draft.id),
        lambda: bid(town, draft),
    ):
        with pytest.raises(NotYours):
            attempt()
    with pytest.raises(NotFound):
        jobs.duplicate(town.stranger.actor, draft.id)


def test_a_job_for_invited_people_is_for_them(town: Town):
    """Others are strangers to it while it is open."""
    job = post(town, brief(visibility=Visibility.INVITED))
    assert job.state is State.OPEN
    with pytest.raises(NotYours):
        town.place.jobs.pause(town.stranger.actor, job.id)


def test_so_many_jobs_a_day(town: Town):
    """The limit is explained, and ends at midnight."""
    place = town.place
    jobs = Jobs(place.unit_of_work, place.clock, place.ids, limits=DailyLimits(jobs=2))
    town.clock.advance(timedelta(days=1))
    jobs.post(town.client.actor, brief())
    jobs.post(town.client.actor, brief(), draft=True)
    with pytest.raises(TooMany, match="limited to 2 a day"):
        jobs.post(town.client.actor, brief())
    town.clock.advance(timedelta(days=1))
    jobs.post(town.client.actor, brief())


def test_a_removed_job_does_not_hold_its_contract_back(town: Town):
    """The freelancer declines the offer of a job that was removed meanwhile: it stays removed."""
    place, job = town.place, post(town, brief())
    bid(town, job)
    with town.store() as work:
        proposal = work.proposals.counting(job.id, town.freelancer.id)
    assert proposal is not None
    contract = place.contracts.hire(town.client.actor, job.id, proposal.id, Offered())
    place.jobs.remove(town.operator.actor, job.id, "It is no fence.")
    place.contracts.decline(town.freelancer.actor, contract.id, "No time.")
    with town.store() as work:
        assert work.jobs.get(job.id).state is State.REMOVED
