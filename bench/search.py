"""S3 and S4: searching a million open jobs, and the same pages at a thousand.

Two databases lie on one server under .cache/: 1,000,000 jobs with 200,000 freelancers, and 1,000 with 200. They are
made once, by `upclone seed`'s own code, and kept until that code, the schema or the way of writing documents changes.

The questions are what people type: names of skills, things and businesses in both languages, slips among them, with
skills, categories and budgets; each newest first and ranked. Ours is `SearchReads.jobs` as a route calls it: words
understood, statements planned, sent and read, jobs made of the rows. The peer says what that very call said, each
statement with its arguments, on a bare connection of the same role, and reads the rows. Of three rounds the best counts
for each question, because what else the machine does can only slow things down; then the 95th percentile over all
questions.

S4 asks the API itself, by Flask's test client: JSON and all, and no answer that was kept for others. What people type
finds nothing among a thousand jobs more often than not, and twenty among a million; such pages are not the same, and
comparing them measures the JSON of twenty jobs against none. So a page is asked for with as many jobs as the thousand
have for it, twenty at most, and is left out where they have none: both answer with equally many. Asked are all that
was asked above, and eighty broader questions, ten of each shape, drawn by chance from the same vocabulary, because
few of the others fill a page; each newest first and, with words, ranked; of what fills a page at both sizes, the
second and the tenth page by their cursors, too. No question is left out for what it costs. The last two lines are
what S4 was before: the same addresses without a limit, whatever they find.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from math import inf
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from attrs import evolve, frozen
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy import Engine, make_url

from bench import tape
from bench.report import Line
from bench.tape import Tape
from upclone.adapters.embedded import EmbeddedPostgres, Urls
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.finding.reads import PostgresSearchReads
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.adapters.postgres.seed import vocabulary
from upclone.adapters.postgres.seed.loading import Load, load
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.reads.search import FreelancerOrder, FreelancersWanted, JobOrder
from upclone.domain.market.briefs import Payment
from upclone.domain.market.searches import Span, Wanted
from upclone.entrypoints import keeping, settings, start

ROOT: Final = Path(__file__).parents[1]
PLANS: Final = ROOT / "docs" / "search.md"
LARGE: Final = Load(jobs=1_000_000, freelancers=200_000, seed=1, until=datetime(2026, 11, 1, tzinfo=UTC))
SMALL: Final = evolve(LARGE, jobs=1_000, freelancers=200)
QUESTIONS: Final = 200
ROUNDS: Final = 3
LIMIT_MS: Final = 50.0
FULL: Final = 20
"""Jobs on a page."""

_SOURCES: Final = ("search", "seed", "migrations", "market/jobs.py", "people")


def measure() -> Iterator[Line]:
    """The lines of S3 and S4, and the plans of the main shapes in docs/search.md."""
    with _server() as (large, small):
        engine = make_engine(large.app_url, statement_timeout_ms=60_000)
        tape.listen(engine)
        search = _search(engine)
        questions, broad = list(_questions(search)), list(_broad(search))
        yield from _jobs(search, large, questions)
        yield from _others(search, questions)
        _write_plans(search, large)
        engine.dispose()
        yield from _pages(large, small, questions, broad)


@frozen
class _Server:
    """The two databases, made where they are missing."""

    home: Path
    postgres: EmbeddedPostgres  # held, because the server stops with the last that holds it

    def __enter__(self) -> tuple[Urls, Urls]:
        urls = self.postgres.__enter__()
        large, small = urls, _named(urls, "small")
        done = self.home / "loaded"
        if not done.exists():
            begun = time.perf_counter()
            _create(urls, "small")
            for each, wanted in ((small, SMALL), (large, LARGE)):
                migrate(each.owner_url)
                load(each.owner_url, wanted, _progress)
            done.touch()
            print(f"1,000,000 jobs were made in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        return large, small

    def __exit__(self, *error: Any) -> None:
        self.postgres.__exit__(*error)


def _server() -> _Server:
    """In a folder named after everything that the data depend on; those of other fingerprints go."""
    cache = ROOT / ".cache"
    home = cache / f"bench-search-{_fingerprint()}"
    for old in cache.glob("bench-search-*"):
        if old != home:
            shutil.rmtree(old)
    home.mkdir(parents=True, exist_ok=True)
    return _Server(home, EmbeddedPostgres(home))


def _fingerprint() -> str:
    postgres = ROOT / "src/upclone/adapters/postgres"
    paths = [postgres / name for name in _SOURCES]
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    files += sorted((ROOT / "src/upclone/domain/market/data").iterdir())
    kept = (file.read_bytes() for file in files if file.suffix in (".py", ".sql", ".txt"))
    return hashlib.sha256(b"".join(kept) + repr((LARGE, SMALL)).encode()).hexdigest()[:16]


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        print(f"\r  {what}: {done:,} of {total:,}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _search(engine: Engine) -> PostgresSearchReads:
    store = PostgresUnitOfWork(engine, Uuid7Ids())
    return PostgresSearchReads(store, PostgresMarketReads(store))


def _questions(search: PostgresSearchReads) -> Iterator[Wanted]:
    """What people look for: the well known more often, one word in ten mistyped."""
    chance = Random("questions")
    with search.unit_of_work() as work:
        known = work.categories.known()
    skills = list(known.skills.values())
    parts = [category.slug for category in known.categories.values() if category.parent is not None]
    things = [pair.split("|") for of in vocabulary.THINGS.values() for pair in of.split(", ")]
    for _ in range(QUESTIONS):
        french = chance.random() < 0.4
        skill = skills[int(len(skills) * chance.random() ** 1.5)]
        name = skill.names.fr if french else skill.names.en
        thing = chance.choice(things)[french]
        business = chance.choice(vocabulary.BUSINESSES["fr" if french else "en"]).split(" ", 1)[1]
        words = chance.choice([name, f"{name} {thing}", thing, f"{thing} {business}", f"{name} {business}", business])
        asked = Wanted(words=_mistyped(words, chance) if chance.random() < 0.1 else words)
        if chance.random() < 0.4:
            asked = evolve(asked, skills=(skill.slug,))
        if chance.random() < 0.4:
            least = 10_000 * (1 + int(20 * chance.random()))
            asked = evolve(asked, budget=Span(chance.choice(["EUR", "EUR", "USD", "GBP"]), least, 5 * least))
        if chance.random() < 0.15:
            asked = evolve(asked, category=chance.choice(parts) if chance.random() < 0.5 else "development")
        if chance.random() < 0.1:
            asked = evolve(asked, remote=True, payment=Payment.FIXED)
        yield asked


def _broad(search: PostgresSearchReads) -> Iterator[Wanted]:
    """What finds much: a category, a skill, a kind of work; one word; and these together. Ten of each shape."""
    chance = Random("broad questions")
    with search.unit_of_work() as work:
        known = work.categories.known()
    skills, categories = list(known.skills.values()), list(known.categories.values())
    things = [pair.split("|") for of in vocabulary.THINGS.values() for pair in of.split(", ")]
    for _ in range(10):
        french = chance.random() < 0.4
        skill = skills[int(len(skills) * chance.random() ** 1.5)]
        category = chance.choice(categories).slug
        name = skill.names.fr if french else skill.names.en
        word = chance.choice([name, chance.choice(things)[french]])
        least = 10_000 * (1 + int(20 * chance.random()))
        budget = Span(chance.choice(["EUR", "EUR", "USD", "GBP"]), least, 5 * least)
        kind: dict[str, Any] = {"remote": chance.random() < 0.5, "payment": chance.choice(list(Payment))}
        yield Wanted(category=category)
        yield Wanted(skills=(skill.slug,))
        yield Wanted(**kind)
        yield Wanted(words=word)
        yield Wanted(words=word, budget=budget)
        yield Wanted(category=category, **kind)
        yield Wanted(words=word, category=category)
        yield Wanted(words=name, skills=(skill.slug,), budget=budget)


def _mistyped(words: str, chance: Random) -> str:
    at = 1 + int((len(words) - 2) * chance.random())
    return words[:at] + words[at + 1 : at + 2] + words[at : at + 1] + words[at + 2 :]


def _jobs(search: PostgresSearchReads, urls: Urls, questions: Sequence[Wanted]) -> Iterator[Line]:
    with psycopg.connect(conninfo(urls.app_url), autocommit=True) as bare:
        bare.execute("SET role upclone_app")
        for order in (JobOrder.NEWEST, JobOrder.RELEVANCE):
            ours, theirs = [], []
            for asked in questions:
                ask = partial(search.jobs, None, asked, order, 20, None, False)
                ask()
                said = tape.record()
                ask()
                said = list(said)
                ours.append(_best(ask))
                theirs.append(_best(partial(_say, bare, said)))
            mine, peer = _p95(ours), _p95(theirs)
            yield Line("S3", f"1,000,000 jobs, {order}, p95", _ms(mine), f"{LIMIT_MS:.0f} ms", mine / LIMIT_MS, "<=", 1)
            yield Line("S3", f"… against its own SQL, {order}, p95", _ms(mine), _ms(peer), mine / peer, "<=", 1.5)


def _others(search: PostgresSearchReads, questions: Sequence[Wanted]) -> Iterator[Line]:
    times = []
    for asked in questions:
        people = FreelancersWanted(words=asked.words, skills=asked.skills)
        for order in (FreelancerOrder.MERIT, FreelancerOrder.RELEVANCE):
            times.append(_best(lambda p=people, o=order: search.freelancers(p, o, 20, None, facets=True)))
    found = _p95(times)
    yield Line("S3", "200,000 freelancers, p95", _ms(found), f"{LIMIT_MS:.0f} ms", found / LIMIT_MS, "<=", 1)
    times = [_best(partial(search.jobs, None, asked, JobOrder.NEWEST, 20, None, True)) for asked in questions]
    found, limit = _p95(times), 4 * LIMIT_MS
    yield Line("S3", "1,000,000 jobs with facets, p95", _ms(found), f"{limit:.0f} ms", found / limit, "<=", 1)


def _pages(large: Urls, small: Urls, typed: Sequence[Wanted], broad: Sequence[Wanted]) -> Iterator[Line]:
    """The same pages of the API on both databases, in turns."""
    with _client(large) as big, _client(small) as little:
        both = (big, little)
        for sort in ("newest", "relevance"):
            asked = [_query(each, sort) for each in (*typed, *broad) if each.words or sort == "newest"]
            equal = [pair for each in asked for pair in _equal(both, each)]
            yield from _compared(f"{len(equal)} equal JSON pages of 1,000,000 against 1,000, {sort}", both, equal, 1.3)
        first = [_query(asked, sort) for asked in typed[:100] for sort in ("newest", "relevance")]
        yield from _compared("whatever 100 questions find, unequal pages", both, [(each, each) for each in first])


def _equal(clients: tuple[FlaskClient, FlaskClient], asked: str) -> Iterator[tuple[str, str]]:
    """The addresses of a question's first, second and tenth page on either database, each with equally many jobs."""
    limit = len(_get(clients[1], asked)["items"])
    if limit == 0:
        return
    pair = (f"{asked}&limit={limit}", f"{asked}&limit={limit}")
    begun = pair
    for page in range(1, 11):
        answers = [_get(client, each) for client, each in zip(clients, pair, strict=True)]
        if len({len(answer["items"]) for answer in answers} | {limit}) > 1:
            return
        if page in (1, 2, 10):
            yield pair
        cursors = [answer["next_cursor"] for answer in answers]
        if limit < FULL or None in cursors:
            return
        pair = (f"{begun[0]}&cursor={cursors[0]}", f"{begun[1]}&cursor={cursors[1]}")


def _compared(
    what: str, clients: tuple[FlaskClient, FlaskClient], pages: Sequence[tuple[str, str]], target: float | None = None
) -> Iterator[Line]:
    """Each page is asked for once a round, and rounds begin when no answer of the one before is kept any more."""
    pages = list(dict.fromkeys(pages))
    best = [[inf] * len(pages) for _ in clients]
    for _ in range(ROUNDS):
        time.sleep(2 * keeping.SECONDS)
        gc.collect()
        for number, pair in enumerate(pages):
            for client, address, times in zip(clients, pair, best, strict=True):
                begun = time.perf_counter()
                _get(client, address)
                times[number] = min(times[number], (time.perf_counter() - begun) * 1e3)
    for name, of in (("p50", _p50), ("p95", _p95)):
        ours, peer = map(of, best)
        better = "<=" if target else ""
        yield Line("S4" if target else "", f"{what}, {name}", _ms(ours), _ms(peer), ours / peer, better, target)


@contextmanager
def _client(urls: Urls) -> Iterator[FlaskClient]:
    """The API on a database."""
    address = urls.app_url.replace("+psycopg", "")
    chosen = settings.load({"UPCLONE_DEMO": "1", "DATABASE_URL": address, "UPCLONE_STATEMENT_TIMEOUT_MS": "60000"})
    with start.site(chosen, urls, jobs=False) as site:
        yield site.test_client()


def _get(client: FlaskClient, asked: str) -> Any:
    answer = client.get(f"/api/v1/jobs?{asked}")
    assert answer.status_code == 200, answer.text
    return answer.json


def _query(asked: Wanted, sort: str) -> str:
    given: dict[str, Any] = {"q": asked.words, "sort": sort}
    if asked.skills:
        given["skills"] = ",".join(asked.skills)
    if asked.budget:
        span = asked.budget
        given |= {"currency": span.currency, "budget_min": span.least, "budget_max": span.most}
    if asked.category:
        given["category"] = asked.category
    if asked.remote:
        given["remote"] = "true"
    if asked.payment:
        given["payment"] = asked.payment.value
    return urlencode(given)


def _say(connection: psycopg.Connection[Any], said: Tape) -> None:
    """The same statements, and their rows."""
    for statement, arguments in said:
        connection.execute(statement, arguments).fetchall()


def _best(call: Callable[[], object]) -> float:
    """Seconds of the best of some rounds."""
    gc.disable()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    gc.enable()
    return min(times) * 1e3


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _p50(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms"


def _named(urls: Urls, name: str) -> Urls:
    both = (urls.owner_url, urls.app_url)
    return Urls(*(make_url(url).set(database=name).render_as_string(hide_password=False) for url in both))


def _create(urls: Urls, name: str) -> None:
    with psycopg.connect(conninfo(_named(urls, "postgres").owner_url), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


SHAPES: Final = {
    "Rare words, newest: the GIN index": (
        Wanted(words="Objective-C town council", skills=("objective-c",)),
        JobOrder.NEWEST,
    ),
    "Frequent words, ranked: stretches of time": (Wanted(words="documentation python"), JobOrder.RELEVANCE),
    "What many have, newest: a walk": (Wanted(remote=True), JobOrder.NEWEST),
}
_BEGIN, _END = "<!-- plans: written by `make bench` -->", "<!-- end of plans -->"


def _write_plans(search: PostgresSearchReads, urls: Urls) -> None:
    """EXPLAIN ANALYZE of the page's statement, between the marks in docs/search.md."""
    parts = []
    with psycopg.connect(conninfo(urls.app_url), autocommit=True) as bare:
        for title, (asked, order) in SHAPES.items():
            said = tape.record()
            search.jobs(None, asked, order, 20, None, False)
            statement, arguments = next(each for each in said if "page AS MATERIALIZED" in each[0])
            bare.execute(statement, arguments)
            rows = bare.execute("EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, TIMING OFF) " + statement, arguments)
            plan = "\n".join(row[0] for row in rows.fetchall())
            parts.append(f"**{title}**\n\n```\n{plan}\n```")
    before, _, rest = PLANS.read_text().partition(_BEGIN)
    after = rest.partition(_END)[2]
    PLANS.write_text(f"{before}{_BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{_END}{after}")
