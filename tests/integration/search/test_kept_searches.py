"""Kept searches: told at once or by and by, once each, and never of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import define, evolve, field, frozen

from tests import builders as build
from tests.builders import AT
from tests.integration.search.conftest import Market, opened
from upclone.adapters.system import Uuid7Ids
from upclone.application.market.searches import Searches
from upclone.domain.actors import Actor, member
from upclone.domain.errors import NotYours, Refused
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Job
from upclone.domain.market.searches import MOST_SEARCHES, Alert, Near, Search, SearchMatched, Span, State, Wanted
from upclone.domain.people.accounts import AccountRole


@define
class Clock:
    at: datetime = field(default=AT)

    def now(self) -> datetime:
        return self.at


@frozen
class Halting:
    """Finds what one search looks for no more, for a reason that nobody foresaw."""

    matches: Any
    broken: UUID

    def fresh(self, search: Search, most: int) -> Any:
        assert search.id != self.broken
        return self.matches.fresh(search, most)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.matches, name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(market: Market, clock: Clock) -> Searches:
    return Searches(market.unit_of_work, clock, Uuid7Ids(), market.matches)


@pytest.fixture
def seeker(market: Market) -> Iterator[Actor]:
    account = build.account("Seeker", AccountRole.FREELANCER)
    with market.unit_of_work() as work:
        work.accounts.add(account)
    return member(account.id)  # type: ignore[return-value]


def told(market: Market, seeker: Actor) -> list[tuple[str, int]]:
    """The searches that matched, with how many jobs, in order."""
    with market.unit_of_work() as work:
        rows = work.transaction.all(  # type: ignore[attr-defined]
            "SELECT facts ->> 'search', jsonb_array_length(facts -> 'job_ids') FROM event"
            " WHERE name = %(name)s AND facts ->> 'owner' = %(owner)s ORDER BY created_seq",
            {"name": SearchMatched.__name__, "owner": str(seeker.id)},
        )
    return [tuple(row) for row in rows]


def post(market: Market, **parts: object) -> Job:
    return market.keep(opened(market.client, 3_000, **parts))


def test_at_once_is_told_once(market: Market, kept: Searches, seeker: Actor):
    """A job that fits tells each search that waits for it, once, however often it is announced."""
    kept.keep(seeker, "rails", Wanted(words="rusty tramway rails"), Alert.AT_ONCE)
    kept.keep(seeker, "never", Wanted(words="tramway"), Alert.NEVER)
    kept.keep(seeker, "other", Wanted(words="tramway spaceship"), Alert.AT_ONCE)
    job = post(market, title="Tramway rails", description="Old and rusty.")
    for _ in range(2):
        kept.announce(job.id)
    assert told(market, seeker) == [("rails", 1)]


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(words="velodrome"), True),
        (Wanted(words="velodrom"), True),
        (Wanted(words="velodrome -wood"), False),
        (Wanted(skills=("carpentry",)), True),
        (Wanted(skills=("carpentry", "python")), False),
        (Wanted(payment=Payment.HOURLY), False),
        (Wanted(budget=Span("EUR", 50_000, 50_000)), True),
        (Wanted(budget=Span("EUR", 50_001)), False),
        (Wanted(rate=Span("EUR", 1)), False),
        (Wanted(rating_min=100), False),
        (Wanted(verified=True), False),
        (Wanted(remote=True), True),
        (Wanted(near=Near(0, 0, 10)), False),
        (Wanted(near=Near(0, 0, 10), remote=True), True),
        (Wanted(posted_since=AT + timedelta(days=300)), False),
    ],
)
def test_every_bound_holds(market: Market, kept: Searches, seeker: Actor, wanted: Wanted, fits: bool):
    """Whatever a search can ask is asked of a new job, too."""
    kept.keep(seeker, "one", wanted, Alert.AT_ONCE)
    job = post(market, title="Velodrome", description="A track of wood.", skills=("carpentry",))
    kept.announce(job.id)
    assert told(market, seeker) == ([("one", 1)] if fits else [])


def test_nobody_is_told_of_their_own(market: Market, kept: Searches):
    """Neither at once nor later."""
    own = member(market.client.id)
    for alert in (Alert.AT_ONCE, Alert.DAILY):
        kept.keep(own, str(alert), Wanted(words="gazebo"), alert)
    kept.announce(post(market, title="Gazebo").id)
    kept.clock.at += timedelta(days=2)  # type: ignore[attr-defined]
    kept.tell_due()
    assert told(market, own) == []


def test_daily_tells_what_came_since(market: Market, kept: Searches, seeker: Actor, clock: Clock):
    """Once a day, the new ones only, and nothing where nothing came."""
    market.keep(opened(market.client, -9_000, title="Pagoda before"))
    clock.at = AT + timedelta(minutes=2_000)
    kept.keep(seeker, "pagodas", Wanted(words="pagoda"), Alert.DAILY)
    for title in ("Pagoda one", "Pagoda two"):
        post(market, title=title)
    kept.tell_due()
    assert told(market, seeker) == []
    clock.at += timedelta(days=1)
    for _ in range(2):
        kept.tell_due()
    assert told(market, seeker) == [("pagodas", 2)]
    clock.at += timedelta(days=1)
    kept.tell_due()
    assert told(market, seeker) == [("pagodas", 2)]


def test_what_breaks_at_one_search_holds_up_no_other(market: Market, kept: Searches, seeker: Actor, clock: Clock):
    """All others tell, and the log gets to know of it."""
    broken, other = (kept.keep(seeker, name, Wanted(words="lych"), Alert.DAILY) for name in ("one", "two"))
    post(market, title="Lych gate")
    clock.at += timedelta(days=1)
    with pytest.raises(ExceptionGroup) as met:
        evolve(kept, matches=Halting(market.matches, broken.id)).tell_due()
    assert [failure.__notes__ for failure in met.value.exceptions] == [[f"at the search {broken.id}"]]
    assert told(market, seeker) == [(other.name, 1)]
    kept.tell_due()
    assert told(market, seeker) == [(other.name, 1), (broken.name, 1)]


def test_an_ended_search_is_silent(market: Market, kept: Searches, seeker: Actor):
    """Ended, or edited away: no longer told; and only its owner does either."""
    ended = kept.keep(seeker, "ended", Wanted(words="belfry"), Alert.AT_ONCE)
    edited = kept.keep(seeker, "edited", Wanted(words="belfry"), Alert.AT_ONCE)
    with pytest.raises(NotYours):
        kept.end(member(market.client.id), ended.id)
    assert kept.end(seeker, ended.id).state is State.ENDED
    kept.edit(seeker, edited.id, "edited", Wanted(words="steeple"), Alert.AT_ONCE)
    kept.announce(post(market, title="Belfry").id)
    assert told(market, seeker) == []


def test_there_is_a_limit(market: Market, kept: Searches, seeker: Actor):
    """Fifty, said in words; ending one makes room."""
    found = [kept.keep(seeker, "x", Wanted(words="x"), Alert.NEVER) for _ in range(MOST_SEARCHES)]
    with pytest.raises(Refused, match="50"):
        kept.keep(seeker, "x", Wanted(), Alert.NEVER)
    kept.end(seeker, found[0].id)
    kept.keep(seeker, "x", Wanted(), Alert.NEVER)
