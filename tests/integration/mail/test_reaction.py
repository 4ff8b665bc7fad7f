"""From an event in PostgreSQL to a mailbox: the jobs try again what can be tried again, and show what can't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import AT, OPERATOR
from tests.draining import drain
from tests.integration.mail.conftest import MailServer, Start
from upclone.adapters.embedded import Urls
from upclone.adapters.mail import SmtpMail, Templates, Writer
from upclone.adapters.postgres.backlog import Backlog
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.jobs import Tasks
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import HmacSeals, SystemClock, Uuid7Ids
from upclone.application.reactions.letters import Letters
from upclone.domain.people import suspensions

_WAITING = "SELECT attempts, scheduled_at FROM procrastinate_jobs WHERE status = 'todo'"


class Office:
    """A store whose letters go to a server, and one person in it who is suspended."""

    def __init__(self, engine: Engine, server: MailServer) -> None:
        self.server = server
        self.store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring({"AccountSuspended": ("letter",)}))
        writer = Writer(Templates("http://localhost"), SystemClock(), "upclone <post@localhost>")
        mail = SmtpMail(f"smtp+plain://127.0.0.1:{server.port}", writer)
        self.letters = Letters(self.store, HmacSeals("s" * 32), mail, "http://localhost")
        person = evolve(build.account("Zoë"), language="fr")
        suspended, event = suspensions.suspend(person, "Spam.", OPERATOR, AT)
        with self.store() as work:
            work.accounts.add(suspended)
            work.record(event)

    def work(self) -> None:
        """Run the jobs that are due."""

        def react(event_id: object, reaction: str) -> None:
            with self.store() as work:
                event = work.events.get(event_id)
            self.letters.send(event_id, event)

        drain(self.store, Tasks(react, lambda *_: None, lambda *_: None))


@pytest.fixture
def office(own_database: Urls, start: Start):
    engine = make_engine(own_database.app_url, connections=5)
    yield Office(engine, start())
    engine.dispose()


def test_a_letter_that_waited_arrives(office: Office):
    """The server says later; the letter is tried again, and arrives once."""
    office.server.box.to_letter = "451 4.3.0 Busy"
    office.work()
    with office.store() as work:
        attempts, at = work.transaction.one(_WAITING, {})
        assert attempts == 1
        assert at <= datetime.now(UTC) + timedelta(seconds=5)
        work.transaction.run("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second'", {})
    office.server.box.to_letter = ""
    office.work()
    [letter] = office.server.box.letters
    assert letter["Subject"] == "Votre compte est suspendu"
    assert "> Spam." in letter.get_body(("plain",)).get_content()
    assert Backlog(office.store).dead_letters() == ()


def test_a_refused_letter_is_shown_to_operators(office: Office):
    """Nobody tries an address without a mailbox for days: `upclone jobs failed` names the letter at once."""
    office.server.box.to_recipient = "550 5.1.1 No such user"
    office.work()
    [dead] = Backlog(office.store).dead_letters()
    assert dead.args["reaction"] == "letter"
    office.server.box.to_recipient = ""
    assert Backlog(office.store).retry(dead.id)
    office.work()
    assert len(office.server.box.letters) == 1


def test_a_job_that_runs_twice_brings_the_same_letter(office: Office):
    """Mailboxes know it by its Message-ID."""
    with office.store() as work:
        id = work.transaction.one("SELECT id FROM event", {})[0]
        event = work.events.get(id)
    office.letters.send(id, event)
    office.letters.send(id, event)
    first, second = office.server.box.letters
    assert first["Message-ID"] == second["Message-ID"]
