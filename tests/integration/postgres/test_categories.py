"""PostgreSQL keeps categories and skills as every store does, and several processes know the same."""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import psycopg
import pytest
from attrs import evolve
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import OPERATOR
from tests.suites.categories import CategoriesSuite
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.market.categories import seed
from upclone.adapters.postgres.reads.categories import PostgresCategoryReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import SystemClock, Uuid7Ids
from upclone.application.market.categories import Categories
from upclone.domain.actors import member
from upclone.domain.errors import AlreadyExists
from upclone.domain.market.categories import Names


class TestPostgresCategories(CategoriesSuite):
    """tests/suites/categories.py on PostgreSQL."""

    @pytest.fixture
    def unit_of_work(self, committed: Engine) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(committed, Uuid7Ids())


def test_two_processes_agree_at_once(own_database: Urls, store: PostgresUnitOfWork):
    """What one adds the other knows at its next look, without being told."""
    elsewhere = make_engine(own_database.app_url)
    theirs = PostgresCategoryReads(PostgresUnitOfWork(elsewhere, Uuid7Ids()))
    skill = build.skill()
    assert theirs.known().skill(skill.slug) is None
    with store() as work:
        work.skills.add(skill)
    assert theirs.known().skill(skill.slug) == skill.slug
    elsewhere.dispose()


def test_a_suggestion_takes_no_longer_than_a_key_stroke(store: PostgresUnitOfWork):
    """Under 20 milliseconds, the look whether anything changed included."""
    reads = PostgresCategoryReads(store)

    def once(typed: str) -> float:
        begin = perf_counter()
        assert reads.known().suggest(typed)
        return perf_counter() - begin

    once("js")
    for typed in ("j", "ja", "javas", "pyhton", "référ", "kubernets", "wrodp", "trad"):
        assert min(once(typed) for _ in range(20)) < 0.020, typed


def test_a_word_is_given_once_however_many_ask(store: PostgresUnitOfWork):
    """Two operators who give one alias to two skills at once: one of them is told that it is taken."""
    use_cases, (one, other) = Categories(store, SystemClock(), Uuid7Ids()), (build.skill(), build.skill())
    with store() as work:
        work.skills.add(one)
        work.skills.add(other)

    def give(skill: build.Skill) -> bool:
        try:
            use_cases.edit_skill(OPERATOR, skill.id, None, ("frobnication",), None)
        except AlreadyExists:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, (one, other))) == [False, True]


def test_unknown_words_are_counted_until_they_are_known(store: PostgresUnitOfWork):
    """Operators see what people call things, the most used first; whoever adopts a word ends it."""
    reads, use_cases = PostgresCategoryReads(store), Categories(store, SystemClock(), Uuid7Ids())
    for words in (["Sword juggling"], ["sword  JUGGLING", "Fire eating", "JS"]):
        with store() as work:
            work.categories.resolve_skills(words)
    assert [(row.slug, row.word, row.uses) for row in reads.unknown(OPERATOR, 10)] == [
        ("sword-juggling", "Sword juggling", 2),
        ("fire-eating", "Fire eating", 1),
    ]
    assert reads.unknown(member(build.new_id()), 10) == ()
    use_cases.add_skill(OPERATOR, "", Names("Sword juggling", "Jonglage"), (), ("coaching",))
    assert [row.slug for row in reads.unknown(OPERATOR, 10)] == ["fire-eating"]
    use_cases.dismiss(OPERATOR, "fire-eating")
    assert reads.unknown(OPERATOR, 10) == ()
    assert reads.known().slugs_of("sword-juggling") == ("sword-juggling", "jonglage")


def test_the_most_used_is_suggested_first_after_a_count(store: PostgresUnitOfWork):
    """Of what begins alike; counting again without a change leaves every process its taxonomy."""
    reads, job = PostgresCategoryReads(store), build.job()
    client = build.account(id=job.client_id)
    with store() as work:
        work.accounts.add(client)
        work.jobs.add(evolve(job, brief=evolve(job.brief, skills=("react-native",))))
    reads.recount()
    known = reads.known()
    assert [skill.slug for skill in known.suggest("reac", limit=2)] == ["react-native", "react"]
    reads.recount()
    assert reads.known() is known


def test_a_later_release_adds_and_overwrites_nothing(own_database: Urls, store: PostgresUnitOfWork):
    """What operators renamed stays; what is missing comes, without the words that mean something else by now."""
    with store() as work:
        python = work.skills.get(work.categories.known().skills["python"].id)
        work.skills.save(evolve(python, names=Names("Snake", "Serpent"), aliases=("Golang",)))
    with psycopg.connect(conninfo(own_database.owner_url)) as owner:
        owner.execute("DELETE FROM skill WHERE slug IN ('go', 'ruby')")
        seed(owner)
    with store() as work:
        known = work.categories.known()
    assert known.skills["python"].names == Names("Snake", "Serpent")
    assert known.skill("ruby language") == "ruby"
    assert known.skills["go"].aliases == ()
    assert known.skill("golang") == "python"
