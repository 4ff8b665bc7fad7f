"""News from PostgreSQL to a mailbox: one letter for what happened, with a way to stop it that mail programs know."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import AT
from tests.draining import drain
from tests.integration.mail.conftest import Box, Start
from upclone.adapters.embedded import Urls
from upclone.adapters.mail import SmtpMail, Templates, Writer
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.jobs import Tasks
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import HmacSeals, Uuid7Ids
from upclone.application.messaging.news import News
from upclone.application.messaging.stopping import Stop
from upclone.application.reactions.letters import Letters
from upclone.application.reactions.notifications import Notifications
from upclone.domain.actors import member
from upclone.domain.deals import interruptions
from upclone.domain.messaging.news import SLACK, Topic
from upclone.entrypoints.web.words.telling import told

_HEARD = {"ContractPaused": ("notify",), "ContractResumed": ("notify",), "NewsGathered": ("letter",)}


class Post:
    """A contract between two people, its news, and a mail server."""

    def __init__(self, engine: Engine, start: Start) -> None:
        server, seals = start(), HmacSeals("s" * 32)
        self.box: Box = server.box
        self.clock = FixedClock()
        self.store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring(_HEARD))
        writer = Writer(Templates("http://localhost", told), self.clock, "upclone <post@localhost>")
        mail = SmtpMail(f"smtp+plain://127.0.0.1:{server.port}", writer)
        self.news = News(self.store, self.clock, seals)
        self.letters = Letters(self.store, seals, mail, "http://localhost")
        self.notifications = Notifications(self.store)
        made = build.world()
        self.deal = evolve(made, freelancer=evolve(made.freelancer, language="fr"))
        with self.store() as work:
            build.keep(work, self.deal)

    def happens(self) -> None:
        """The client pauses the contract, and goes on."""
        client = member(self.deal.client.id)
        paused, first = interruptions.pause(self.deal.contract, "Holidays.", client, AT)
        _, second = interruptions.resume(paused, client, AT + timedelta(seconds=1))
        with self.store() as work:
            work.record(first, second)

    def work(self) -> None:
        """Run the jobs that are due."""

        def react(event_id: object, reaction: str) -> None:
            with self.store() as work:
                event = work.events.get(event_id)
            hand = self.notifications.notify if reaction == "notify" else self.letters.send
            hand(event_id, event)

        drain(self.store, Tasks(react, lambda *_: None, lambda *_: None))


@pytest.fixture
def post(own_database: Urls, start: Start):
    engine = make_engine(own_database.app_url, connections=5)
    yield Post(engine, start)
    engine.dispose()


def test_what_happened_arrives_in_one_letter(post: Post):
    """In its reader's language, once, however often its jobs run; with a link that stops it, for one press alone."""
    post.happens()
    post.work()
    post.clock.advance(SLACK + timedelta(seconds=2))
    assert post.news.write_due() == 1
    post.work()
    assert post.news.write_due() == 0
    post.work()
    [letter] = post.box.letters
    assert letter["To"] == post.deal.freelancer.email
    assert letter["Subject"] == f"Le travail continue (et 1 autre) : {post.deal.contract.terms.title}"
    text = letter.get_body(("plain",)).get_content()
    assert text.index("Le travail continue") < text.index(told("ContractPaused", "fr"))
    assert "http://localhost/account/notifications" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urlsplit(letter["List-Unsubscribe"].strip("<>"))
    assert link.path == "/unsubscribe"
    [token] = parse_qs(link.query)["token"]
    assert post.news.stop_of(token) == Stop(post.deal.freelancer.id, Topic.CONTRACTS)
