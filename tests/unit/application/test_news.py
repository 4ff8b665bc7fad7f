"""News by letter: whoever is told of something on the site is written to as they chose; nobody, of their own deeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import new_id
from tests.unit.application.conftest import Town
from upclone.adapters.system import HmacSeals
from upclone.application.messaging.news import BATCH
from upclone.application.messaging.stopping import Stop, stop_of, token_of
from upclone.application.ports.mail import Letter, LetterKind
from upclone.application.reactions import letters, notifications
from upclone.application.reactions.topics import topic_of
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.messaging.news import REST, SLACK, How, Topic
from upclone.domain.money import Money

DAY = timedelta(days=1)


@pytest.fixture
def town(town: Town) -> Town:
    """What led to the contract was written about already."""
    written(town)
    town.clock.advance(REST)
    return town


def written(town: Town, after: timedelta = SLACK) -> list[Letter]:
    """The letters of news that go out within that time."""
    town.drain()
    before = len(town.place.mail.letters)
    town.clock.advance(after)
    town.place.news.write_due()
    town.drain()
    return [each for each in town.place.mail.letters[before:] if each.kind in (LetterKind.NEWS, LetterKind.DIGEST)]


def handed_in(town: Town) -> None:
    town.place.milestones.submit(town.freelancer.actor, town.milestone().id, "Here it is.", (), ())


def test_the_other_side_gets_one_letter(town: Town):
    """It says what happened, to what, and by whom, with the way there; whoever did it gets none."""
    town.fund()
    written(town)
    town.clock.advance(REST)
    handed_in(town)
    [letter] = written(town)
    assert (letter.to, letter.kind) == (town.client.email, LetterKind.NEWS)
    assert letter.facts["title"] == "Fence"
    [item] = letter.items
    assert (item.title, item.line) == ("WorkSubmitted", "Dan · Part 1")
    assert item.link.startswith("http://localhost/notifications/")
    assert letter.facts["link"] == item.link
    assert written(town, DAY) == [], "once"


def test_what_happens_shortly_after_each_other_makes_one_letter(town: Town):
    """A milestone that is handed in, sent back and handed in again; the latest leads."""
    town.fund()
    written(town)
    town.clock.advance(REST)
    handed_in(town)
    town.place.milestones.request_changes(town.client.actor, town.milestone().id, "Whiter.")
    handed_in(town)
    to_client, to_freelancer = sorted(written(town), key=lambda letter: letter.to)
    assert [item.title for item in to_client.items] == ["WorkSubmitted", "WorkSubmitted"]
    assert [item.title for item in to_freelancer.items] == ["ChangesRequested"]
    assert to_client.facts["link"] == "http://localhost/notifications"


def test_what_breaks_at_one_account_holds_up_no_other(town: Town):
    """However many are broken: all others are written to, and the log gets to know of each."""
    town.fund()
    town.drain()
    with town.store() as work:
        news: Any = work.news.tables.news  # type: ignore[attr-defined]
        waits = next(each for each in news.values() if each.at is not None)
        for broken in [new_id() for _ in range(BATCH)]:
            news.update({(new_id(), broken): waits, ("no id", broken): waits})
    town.clock.advance(SLACK)
    with pytest.raises(ExceptionGroup) as met:
        town.place.news.write_due()
    assert len(met.value.exceptions) == BATCH
    assert all("the news of" in failure.__notes__[0] for failure in met.value.exceptions)
    town.drain()
    assert town.freelancer.email in {each.to for each in town.place.mail.letters if each.kind is LetterKind.NEWS}


def test_bids_on_one_job_are_gathered(town: Town):
    """Ten bids are no ten letters."""
    price = Money(20_000, "EUR")
    job = town.place.jobs.post(town.client.actor, Brief("Gate", "Green.", Payment.FIXED, price))
    for bidder in (town.freelancer, town.stranger):
        town.place.proposals.bid(bidder.actor, job.id, price, "", ())
    [letter] = [each for each in written(town) if each.to == town.client.email]
    assert (letter.facts["title"], letter.facts["count"]) == ("Gate", "2")
    assert [item.line for item in letter.items] == ["Eve · 200.00 EUR", "Dan · 200.00 EUR"]


def test_once_a_day(town: Town):
    """Everything of a day, of whatever topic, makes one letter in the morning; nothing makes none."""
    town.place.news.choose(town.client.actor, {Topic.CONTRACTS: How.DAILY, Topic.MONEY: How.DAILY})
    town.fund()
    handed_in(town)
    assert [each for each in written(town) if each.to == town.client.email] == []
    [letter] = written(town, DAY)
    assert (letter.kind, letter.to) == (LetterKind.DIGEST, town.client.email)
    assert {"MilestoneFunded", "WorkSubmitted"} >= {item.title for item in letter.items}
    assert all("Fence" in item.line for item in letter.items)
    assert written(town, DAY) == []


def test_a_link_stops_what_its_letter_is_about(town: Town):
    """Without a sign-in; other topics go on."""
    town.fund()
    [money] = [each for each in written(town) if each.to == town.freelancer.email]
    stop = town.place.news.stop_of(money.facts["unsubscribe"].partition("token=")[2])
    assert stop == Stop(town.freelancer.id, Topic.MONEY)
    town.place.news.stop(stop)
    town.place.news.stop(stop)
    assert town.place.news.chosen(town.freelancer.actor)[Topic.MONEY] is How.NEVER
    town.fund(2)
    assert [each for each in written(town, REST) if each.to == town.freelancer.email] == []
    town.place.news.stop(Stop(town.freelancer.id))
    assert town.place.news.chosen(town.freelancer.actor)[Topic.SUGGESTIONS] is How.NEVER
    assert town.place.news.chosen(town.freelancer.actor)[Topic.CONTRACTS] is How.AT_ONCE


def test_a_dispute_is_written_of_in_any_case(town: Town):
    """Nobody can switch that off, and its letter has no way to."""
    with pytest.raises(Invalid):
        town.place.news.choose(town.client.actor, {Topic.ESSENTIAL: How.NEVER})
    switchable = [topic for topic in Topic if topic is not Topic.ESSENTIAL]
    town.place.news.choose(town.freelancer.actor, dict.fromkeys(switchable, How.NEVER))
    town.fund()
    assert [each for each in written(town) if each.to == town.freelancer.email] == []
    town.place.disputes.open(town.client.actor, town.milestone().id, "It fell over.")
    [letter] = [each for each in written(town) if each.to == town.freelancer.email]
    assert [item.title for item in letter.items] == ["DisputeOpened"]
    assert letter.facts["unsubscribe"] == ""


def test_everything_told_has_a_topic_or_a_letter_of_its_own():
    """Or is for operators, or a restriction, which comes with the letter about the account."""
    kinds = {kind.__name__: kind for kind in _descendants(Event)}
    silent = {name for name in notifications.HEARD - letters.HEARD if topic_of(object.__new__(kinds[name])) is None}
    assert silent == {
        "SanctionImposed",
        "SanctionLifted",
        "SanctionExpired",
        "BooksDiffered",
        "FundsAged",
        "StrayClaimed",
    }


@pytest.mark.parametrize("token", ["", ".", "a.b.c", f"{'0' * 32}.money.{'A' * 43}", "é.é.é"])
def test_a_link_that_we_never_sent_stops_nothing(token: str):
    """Nor does one whose words were changed."""
    seals = HmacSeals("a secret of tests, 32 letters long")
    with pytest.raises(Invalid):
        stop_of(seals, token)
    sent = token_of(seals, Stop(Town().client.id, Topic.MONEY))
    with pytest.raises(Invalid):
        stop_of(seals, sent.replace("money", "hiring"))


def _descendants(of: type[Event]) -> set[type[Event]]:
    return {each for kind in of.__subclasses__() for each in ({kind} | _descendants(kind))}
