"""A market of about 150 jobs in both languages, written through the repositories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen

from tests import builders as build
from tests import databases
from tests.builders import AT
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import make_engine
from upclone.adapters.postgres.finding.matches import PostgresMatches
from upclone.adapters.postgres.finding.reads import PostgresSearchReads
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.reads.search import JobOrder, JobsFound
from upclone.domain.actors import member
from upclone.domain.market import postings
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.jobs import Job
from upclone.domain.market.searches import Wanted
from upclone.domain.people.accounts import Account

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """The lines of a table beside this file, in cells."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]


@frozen
class Market:
    """The store, what searches it, and its jobs by key."""

    unit_of_work: PostgresUnitOfWork
    search: PostgresSearchReads
    matches: PostgresMatches
    client: Account
    jobs: dict[str, Job]

    def find(self, words: str = "", order: JobOrder = JobOrder.RELEVANCE, limit: int = 20, **more: object) -> JobsFound:
        return self.search.jobs(None, Wanted(words=words, **more), order, limit, None, False)  # type: ignore[arg-type]

    def keys(self, words: str = "", **more: object) -> list[str]:
        """What is on the first page, by key."""
        names = {job.id: key for key, job in self.jobs.items()}
        return [names[view.job.id] for view in self.find(words, **more).items if view.job.id in names]  # type: ignore[arg-type]

    def post(self, client: Account | None = None, **parts: object) -> Job:
        """One more job."""
        return self.keep(opened(client or self.client, 1_000, **parts))

    def keep(self, job: Job) -> Job:
        with self.unit_of_work() as work:
            work.jobs.add(job)
        return job


def opened(client: Account, minute: int, **parts: object) -> Job:
    """An open job, a minute after the one before."""
    facts: dict[str, object] = {
        "title": "A job",
        "description": "Of no importance.",
        "payment": Payment.FIXED,
        "budget": build.money("500.00"),
        **parts,
    }
    at, owner = AT + timedelta(minutes=minute), member(client.id)
    drafted, _ = postings.draft(build.new_id(), owner, Brief(**facts), at)  # type: ignore[arg-type]
    return postings.publish(drafted, owner, at)[0]


def made(urls: Urls) -> Market:
    """The store on a database, with the corpus in it."""
    store = PostgresUnitOfWork(make_engine(urls.app_url, connections=25), Uuid7Ids())
    search = PostgresSearchReads(store, PostgresMarketReads(store))
    client, known = build.account(), {}
    with store() as work:
        work.accounts.add(client)
        for minute, (key, title, description, category, skills) in enumerate(rows("corpus.txt")):
            slugs = work.categories.resolve_skills(skills.split(", "))
            known[key] = opened(client, minute, title=title, description=description, category=category, skills=slugs)
            work.jobs.add(known[key])
    return Market(store, search, PostgresMatches(search), client, known)


@pytest.fixture(scope="module")
def market(pg_server: Urls) -> Iterator[Market]:
    """On a database of the module's own. What a test adds stays: give it words of its own."""
    with databases.copy(pg_server) as urls:
        built = made(urls)
        yield built
        built.unit_of_work.bind.dispose()  # type: ignore[union-attr]
