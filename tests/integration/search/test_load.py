"""The load is what the repositories would have written; and every shape of plan finds the same on it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import psycopg
import pytest

from tests import databases
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.finding import plans, reads
from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.nodes import tsquery
from upclone.adapters.postgres.finding.ranking import RANKED
from upclone.adapters.postgres.finding.reads import PostgresSearchReads
from upclone.adapters.postgres.finding.rebuilding import rebuild
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.adapters.postgres.search import index
from upclone.adapters.postgres.seed.loading import Load, load
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.reads.search import JobOrder
from upclone.domain.market.searches import Span, Wanted

LOAD = Load(jobs=4_000, freelancers=400, seed=7, until=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def loaded(pg_server: Urls) -> Iterator[Urls]:
    with databases.copy(pg_server) as urls:
        load(urls.owner_url, LOAD, lambda *_: None)
        yield urls


@pytest.fixture(scope="module")
def search(loaded: Urls) -> Iterator[PostgresSearchReads]:
    engine = make_engine(loaded.app_url, statement_timeout_ms=60_000)  # a test reads more at once than anybody else
    store = PostgresUnitOfWork(engine, Uuid7Ids())
    yield PostgresSearchReads(store, PostgresMarketReads(store))
    engine.dispose()


def rows(urls: Urls, table: str, limit: int = 200) -> dict[Any, Any]:
    """Some rows as text, by id."""
    with psycopg.connect(conninfo(urls.owner_url)) as connection:
        found = connection.execute(f"SELECT id, t::text FROM {table} AS t ORDER BY md5(id::text) LIMIT {limit}")
        return dict(found.fetchall())


def counts(urls: Urls) -> list[Any]:
    tables = ("account", "job", "freelancer_profile", "job_search", "freelancer_search")
    with psycopg.connect(conninfo(urls.owner_url)) as connection:
        whole = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
        words = connection.execute("SELECT kind, count(*), sum(docs) FROM search_word GROUP BY 1 ORDER BY 1").fetchall()
        return [*connection.execute(whole).fetchall(), *words]


def test_it_has_the_size_that_was_asked_for(loaded: Urls):
    """So many open jobs, so many freelancers, and the clients it takes."""
    found = dict(row[:2] for row in counts(loaded)[:5])
    assert (found["job"], found["job_search"]) == (4_000, 4_000)
    assert (found["freelancer_profile"], found["freelancer_search"]) == (400, 400)
    assert found["account"] == 400 + 500


def test_rows_are_those_that_the_repositories_write(loaded: Urls, search: PostgresSearchReads):
    """200 jobs and 200 freelancers read as objects and saved again leave the same rows behind, indexes included."""
    tables = ("job", "job_search", "account", "freelancer_profile", "freelancer_search")
    before = {table: rows(loaded, table) for table in tables}
    with search.unit_of_work() as work:
        for id in before["job"]:
            index.index_job(work.transaction, work.jobs.get(id))
        for id in before["freelancer_search"]:
            work.freelancers.save(work.freelancers.get(id))
    assert {table: rows(loaded, table) for table in tables} == before
    with search.unit_of_work() as work:
        for id in before["account"]:
            account = work.accounts.get(id)
            assert accounts.from_row(list(accounts.to_row(account).values())) == account


def test_people_are_judged_as_the_domain_judges_them(loaded: Urls, search: PostgresSearchReads):
    """Ratings, merit and verified payment lie in the tables of search as Standing has them, for all 900 people."""
    with search.unit_of_work() as work:
        found = work.transaction.all("SELECT id, rating, merit FROM freelancer_search", {})
        clients = work.transaction.all("SELECT DISTINCT client_id, client_rating, client_verified FROM job_search", {})
        assert len({rating for _, rating, _ in found}) > 20
        for id, rating, merit in found:
            seen = work.standings.get(id)
            assert (rating, merit) == (seen.rating, seen.merit)
        for id, rating, verified in clients:
            seen = work.standings.get(id)
            assert (rating, verified) == (seen.rating, seen.verified)


def test_it_can_be_called_again(loaded: Urls):
    """What is there is left as it is: a load that was stopped goes on where it was."""
    before = counts(loaded)
    load(loaded.owner_url, LOAD, lambda *_: None)
    assert counts(loaded) == before


def test_a_rebuild_changes_nothing(loaded: Urls):
    """Every row written anew is the row that was there; what has no place in the table goes."""
    before = {table: rows(loaded, table, 10_000) for table in ("job_search", "freelancer_search")}
    with psycopg.connect(conninfo(loaded.owner_url)) as connection:
        connection.execute("DELETE FROM job_search WHERE category = 'web-development'")
        connection.execute("UPDATE job_search SET doc = '' WHERE category = 'logo-branding'")
    seen: list[int] = []
    assert rebuild(loaded.app_url, "job", None, lambda _kind, looked, _last: seen.append(looked)) == 4_000
    assert rebuild(loaded.app_url, "freelancer", None, lambda *_: None) == 400
    assert seen == list(range(500, 4_001, 500))
    assert {table: rows(loaded, table, 10_000) for table in before} == before


def test_an_upgrade_writes_what_the_repositories_write(loaded: Urls):
    """Rows that say when a job was opened as they used to, by the four weeks, and have no lexemes for the words in
    titles, become those of today."""
    tables = ("job_search", "freelancer_search")
    before = {table: rows(loaded, table, 10_000) for table in tables}
    versions = files("upclone.adapters.postgres.migrations") / "versions"
    tagged = "SELECT array_agg(each) FROM unnest(tsvector_to_array(doc)) AS each WHERE each LIKE %s"
    with psycopg.connect(conninfo(loaded.owner_url)) as connection:
        old = "array_to_tsvector(ARRAY['t:337'])"
        connection.execute(f"UPDATE job_search SET doc = ts_delete(doc, ({tagged})) || {old}", ["t:%"])
        for table in tables:
            connection.execute(f"UPDATE {table} SET doc = ts_delete(doc, ({tagged}))", ["w:%"])
        for script in ("m0016/spans.sql", "m0028/titles.sql"):
            connection.execute((versions / script).read_text())
    assert {table: rows(loaded, table, 10_000) for table in tables} == before


WANTED = [
    Wanted(),
    Wanted(words="python"),
    Wanted(words="logo boulangerie"),
    Wanted(category="design"),
    Wanted(category="development", words="api"),
    Wanted(words="documentation", budget=Span("EUR", 20_000, 200_000)),
    Wanted(language="fr"),
    Wanted(language="fr", skills=("python",)),
    Wanted(remote=True, words="team -python"),
    Wanted(verified=True, language="en"),
    Wanted(words="Microsoft Project"),
    Wanted(words='"on time" report'),
    Wanted(words="menu planning", budget=Span("EUR", 20_000, 200_000)),
    Wanted(words="-python"),
    Wanted(posted_since=datetime(2025, 9, 1, tzinfo=UTC), language="en"),
]


def every_match(transaction: Transaction, question: Asked) -> list[Any]:
    """Id and time of opening of all that matches, the newest first: by a look at every row."""
    conditions = [f"({bound.as_parameters()})" for bound in question.bounds]
    terms = tsquery(question.node) if question.node else None
    if terms:
        conditions.append("(t.doc @@ %(terms)s::tsquery) IS TRUE")
    where = " AND ".join(conditions) or "true"
    statement = f"SELECT t.id, t.opened_at FROM job_search AS t WHERE {where} ORDER BY t.opened_at DESC, t.id DESC"
    return transaction.connection.execute(statement, {**question.arguments, "terms": terms}).fetchall()


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: f"{wanted.words} {wanted.category} {wanted.language}")
def test_every_plan_finds_the_same(search: PostgresSearchReads, wanted: Wanted):
    """Walk, stretches or index alone, with what is known or with old news of it: which one answers is a matter of time
    only, on every page."""
    with search.unit_of_work() as work:
        transaction, asker = work.transaction, search.asker(work)
        question = reads.asked.of_jobs(transaction, asker, wanted)
        unknown = reads.Lexicon(asker.lexicon.kind)  # nothing is counted: the index alone
        old = copy(asker.lexicon)
        assert old.times is not None
        old.times = (old.times[0] + timedelta(days=90), old.times[1] - timedelta(days=200))
        whole = every_match(transaction, question)
        select = "SELECT id, k FROM page ORDER BY k DESC, id DESC"
        for most in (5, 21, 200):
            for lexicon in (asker.lexicon, unknown, old):
                before = None
                for page in range(4):
                    plan = plans.page(plans.JOBS, reads.NEWEST, question, lexicon, most, before)
                    found = plan.fetch(transaction, select)
                    assert found == whole[page * most : (page + 1) * most]
                    if not found:
                        break
                    before = (found[-1][1], found[-1][0])


def test_all_shapes_of_plan_are_met(search: PostgresSearchReads):
    """The questions above are answered by a walk, by stretches of time, and by the index alone."""
    met = set()
    with search.unit_of_work() as work:
        asker = search.asker(work)
        for wanted in WANTED:
            question = reads.asked.of_jobs(work.transaction, asker, wanted)
            for most in (5, 200):
                plan = plans.page(plans.JOBS, reads.NEWEST, question, asker.lexicon, most)
                met.add("stretches" if "spans" in plan.arguments else "walk" if plan.walks else "index")
    assert met == {"walk", "stretches", "index"}


def test_pages_have_jobs_that_people_can_read(search: PostgresSearchReads):
    """The first page of a search on it is whole."""
    found = search.jobs(None, Wanted(words="python"), JobOrder.RELEVANCE, 20, None, True)
    assert len(found.items) == 20
    assert found.facets is not None
    assert found.facets.counts["skill"][0].value == "python"


def test_a_window_of_those_who_may_not_act_is_passed_over(loaded: Urls, search: PostgresSearchReads):
    """Where nobody behind the newest matches may act, a ranked search begins with those below them."""
    wanted = Wanted(words="website")
    with psycopg.connect(conninfo(loaded.owner_url), autocommit=True) as connection, search.unit_of_work() as work:
        matches = every_match(work.transaction, reads.asked.of_jobs(work.transaction, search.asker(work), wanted))
        newest = [id for id, _ in matches[:RANKED]]
        state = "UPDATE account SET state = %s WHERE id IN (SELECT client_id FROM job_search WHERE id = ANY (%s))"
        connection.execute(state, ("suspended", newest))
        try:
            acting = "SELECT j.id FROM job_search AS j JOIN account AS a ON a.id = client_id WHERE state = 'active'"
            kept = {row[0] for row in connection.execute(acting)} & {id for id, _ in matches}
            found, after = set(), None
            while True:
                page = search.jobs(None, wanted, JobOrder.RELEVANCE, 20, after, False)
                found |= {view.job.id for view in page.items}
                if not after:
                    assert page.items
                after = page.next
                if after is None:
                    break
        finally:
            connection.execute(state, ("active", newest))
    assert len(matches) > RANKED
    assert 0 < len(kept) < len(matches) - RANKED + 1
    assert found == kept
