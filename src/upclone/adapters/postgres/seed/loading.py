"""The load into the tables, by COPY: batch by batch, each in one transaction, as the repositories would write them.

It can be stopped and called again with the same numbers: whoever and whatever is made has the same id each time, and a
batch that is there is left out. Two processes share the work. The indexes of search are made at the end, because that
takes a fraction of what keeping them during the load would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID

import psycopg
from attrs import frozen

from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.market import categories, jobs, standing
from upclone.adapters.postgres.people import accounts, profiles
from upclone.adapters.postgres.search import documents
from upclone.adapters.postgres.search.index import FREELANCERS, JOBS, Kind, recount
from upclone.adapters.postgres.search.tables import FREELANCER_SEARCH, JOB_SEARCH
from upclone.adapters.postgres.seed.making import Making
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import Packed
from upclone.domain.people.accounts import Account, AccountRole

BATCH: Final = 5_000
PROCESSES: Final = 2

_LARGE: Final = 50_000
"""Rows from which on an index is made after them and not with them."""


@frozen
class Load:
    """How much, from which chance, and until when the newest of it lies."""

    jobs: int
    freelancers: int
    seed: int
    until: datetime


Progress = Callable[[str, int, int], None]
"""What is written, how much of it, of how much."""


def occupied(owner_url: str) -> bool:
    """Whether somebody is in the database already who is none of a load's people."""
    with psycopg.connect(conninfo(owner_url)) as connection:
        found = connection.execute("SELECT EXISTS (SELECT FROM account WHERE password_hash <> '')").fetchone()
        return bool(found and found[0])


def load(owner_url: str, wanted: Load, progress: Progress) -> None:
    """All of it, where it is not there yet."""
    url = conninfo(owner_url)
    large = max(wanted.jobs, wanted.freelancers) >= _LARGE
    with psycopg.connect(url) as connection:
        making = _making(connection, wanted)
        if large:
            for kind in (JOBS, FREELANCERS):
                connection.execute(f"DROP INDEX IF EXISTS {kind.table}_doc_idx")
    for what, write, total in (
        ("clients", _clients, making.clients),
        ("freelancers", _freelancers, making.freelancers),
        ("jobs", _jobs, making.jobs),
    ):
        _share(url, wanted, what, write, total, progress)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        for number, (kind, table) in enumerate(((JOBS, JOB_SEARCH), (FREELANCERS, FREELANCER_SEARCH))):
            progress("indexes", number, 2)
            connection.execute(
                f"CREATE INDEX IF NOT EXISTS {kind.table}_doc_idx ON {table.name}"
                " USING gin (doc) WITH (fastupdate = off)"
            )
        progress("indexes", 2, 2)
        connection.execute(
            "VACUUM ANALYZE account, standing, job, freelancer_profile, job_search, freelancer_search, search_word"
        )


def _share(
    url: str, wanted: Load, what: str, write: Callable[..., Counter[str]], total: int, progress: Progress
) -> None:
    """Batches over the processes; what words they brought is written once, at the end."""
    progress(what, 0, total)
    words: Counter[str] = Counter()
    done = 0
    for written, brought in _in_batches(url, wanted, write, total):
        words.update(brought)
        done += written
        progress(what, done, total)
    if words:
        with psycopg.connect(url) as connection:
            recount(Transaction(connection), JOBS if what == "jobs" else FREELANCERS, words)


def _in_batches(
    url: str, wanted: Load, write: Callable[..., Counter[str]], total: int
) -> Iterator[tuple[int, Counter[str]]]:
    """How much was written, and its words, batch by batch. For one batch no process is started."""
    batches = [(first, min(first + BATCH, total)) for first in range(0, total, BATCH)]
    if len(batches) <= 1:
        yield from ((end - first, _batch(url, wanted, write, first, end)) for first, end in batches)
        return
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_batch, url, wanted, write, *batch): batch for batch in batches}
        for each in as_completed(running):
            first, end = running[each]
            yield end - first, each.result()


def _batch(url: str, wanted: Load, write: Callable[..., Counter[str]], first: int, end: int) -> Counter[str]:
    with psycopg.connect(url) as connection:
        connection.execute("SET synchronous_commit = off")
        return write(connection, _making(connection, wanted), first, end)


def _making(connection: psycopg.Connection[Any], wanted: Load) -> Making:
    known = categories.Categories(Transaction(connection)).known()
    return Making(wanted.seed, wanted.until, wanted.jobs, wanted.freelancers, known)


def _clients(connection: psycopg.Connection[Any], making: Making, first: int, end: int) -> Counter[str]:
    chance = making.chance("client", first)
    people = [making.account(AccountRole.CLIENT, number, chance) for number in range(first, end)]
    if not _there(connection, "account", people[0].id):
        _copy(connection, "account", map(accounts.to_row, people))
        _copy_standings(connection, making, people, "client", first)
    return Counter()


def _freelancers(connection: psycopg.Connection[Any], making: Making, first: int, end: int) -> Counter[str]:
    chance = making.chance("freelancer", first)
    people = [making.account(AccountRole.FREELANCER, number, chance) for number in range(first, end)]
    said = [making.profile(account, chance) for account in people]
    rows = [documents.freelancer(account, profile) for account, profile in zip(people, said, strict=True)]
    if not _there(connection, "account", people[0].id):
        _copy(connection, "account", map(accounts.to_row, people))
        _copy(connection, "freelancer_profile", map(profiles.freelancer_row, said))
        _copy_standings(connection, making, people, "freelancer", first)
        _copy_documents(connection, FREELANCERS, rows)
    return _words(rows)


def _jobs(connection: psycopg.Connection[Any], making: Making, first: int, end: int) -> Counter[str]:
    chance = making.chance("job", first)
    clients = client_ids(making)
    made = [making.job(number, clients, chance) for number in range(first, end)]
    rows = [documents.job(job) for job in made]
    if not _there(connection, "job", made[0].id):
        _copy(connection, "job", map(jobs.to_row, made))
        _copy_documents(connection, JOBS, rows)
    return _words(rows)


def client_ids(making: Making) -> Sequence[UUID]:
    """The ids of all clients, as `_clients` makes them."""
    key = (making.seed, making.until, making.jobs)
    if key not in _CLIENTS:
        _CLIENTS.clear()
        _CLIENTS[key] = [
            making.account(AccountRole.CLIENT, number, chance).id
            for first in range(0, making.clients, BATCH)
            for chance in (making.chance("client", first),)
            for number in range(first, min(first + BATCH, making.clients))
        ]
    return _CLIENTS[key]


_CLIENTS: Final[dict[Any, Sequence[UUID]]] = {}


def _copy_standings(
    connection: psycopg.Connection[Any], making: Making, people: Sequence[Account], what: str, first: int
) -> None:
    """By a chance of its own, so that ids do not depend on it."""
    chance = making.chance(f"standing of {what}", first)
    seen = filter(None, (making.standing(account, chance) for account in people))
    _copy(connection, "standing", map(standing.to_row, seen))


def _there(connection: psycopg.Connection[Any], table: str, id: UUID) -> bool:
    return connection.execute(f"SELECT FROM {table} WHERE id = %s", [id]).fetchone() is not None


def _words(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    return Counter(word for row in rows for word in documents.words(dict(row)))


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterator[Mapping[str, Any]]) -> None:
    """Rows of `to_row`, in the order of their names."""
    first = next(rows, None)
    if first is None:
        return
    with connection.cursor().copy(f"COPY {table} ({', '.join(first)}) FROM STDIN") as copy:
        copy.write_row(list(map(_plain, first.values())))
        for row in rows:
            copy.write_row(list(map(_plain, row.values())))


def _copy_documents(connection: psycopg.Connection[Any], kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
    """The database makes `doc` of them, as ever."""
    connection.execute(f"CREATE TEMPORARY TABLE coming ({kind.declared}) ON COMMIT DROP")
    _copy(connection, "coming", iter(rows))
    connection.execute(kind.insert("coming AS r"))


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Packed) else value
