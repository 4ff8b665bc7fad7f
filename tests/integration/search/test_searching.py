"""What searches promise besides finding: pages, bounds, silence about what is hidden, and calm whatever is typed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Event

import psycopg
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders as build
from tests.builders import AT
from tests.integration.api.test_lists import counted
from tests.integration.search.conftest import Market, opened
from upclone.adapters.postgres.finding import ranking
from upclone.application.reads.search import JobOrder
from upclone.domain.actors import member
from upclone.domain.errors import Invalid
from upclone.domain.market import postings, vacancies
from upclone.domain.market.briefs import Payment, Visibility
from upclone.domain.market.searches import Near, Span, Wanted
from upclone.domain.people import suspensions
from upclone.domain.people.places import Place

PARIS = Place("Paris", "FR", 48_856_600, 2_352_200)
SIGNS = "'\"&|!<->():*\\-\x00 aé日%s{}"
LYON = Place("Lyon", "FR", 45_764_000, 4_835_700)
VERSAILLES = Place("Versailles", "FR", 48_804_900, 2_120_400)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=200) | st.text(SIGNS, max_size=60),
    order=st.sampled_from([order for order in JobOrder if order is not JobOrder.BUDGET]),
)
def test_whatever_is_typed_is_answered(market: Market, words: str, order: JobOrder):
    """No text is an error: not for the tsquery, not for the statement. What comes is a page with its counts."""
    found = market.search.jobs(None, Wanted(words=words.replace("\x00", "")), order, 5, None, True)
    assert len(found.items) <= 5
    assert found.facets is not None
    assert found.facets.total >= len(found.items)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.binary(max_size=48) | st.binary(min_size=48, max_size=48) | st.binary(min_size=24, max_size=24))
def test_a_cursor_of_no_page_is_refused_or_harmless(market: Market, cursor: bytes):
    """Bytes that somebody made up are Invalid, or name a place in the list."""
    for order in (JobOrder.NEWEST, JobOrder.RELEVANCE):
        with suppress(Invalid):
            found = market.search.jobs(None, Wanted(words="logo"), order, 5, cursor, False)
            assert len({view.job.id for view in found.items}) == len(found.items) <= 5


def walked(market: Market, wanted: Wanted, order: JobOrder, limit: int, between: Event | None = None) -> list[object]:
    found, after = [], None
    for _ in range(200):
        page = market.search.jobs(None, wanted, order, limit, after, False)
        found += [view.job.id for view in page.items]
        after = page.next
        if after is None:
            return found
        if between is not None:
            between.wait(0.01)
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("order", JobOrder)
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_cover_what_is_found(market: Market, order: JobOrder, limit: int):
    """Every page size walks through the same jobs in the same order, each once; also past the first ranked window."""
    if not market.find("quagga").items:
        owner = market.client
        with market.unit_of_work() as work:
            for number in range(230):
                title = "Quagga" if number % 3 else "About a quagga"
                budget = build.money(f"{100 + number % 50}.00")
                work.jobs.add(opened(owner, -number, title=title, description="A quagga.", budget=budget))
    wanted = Wanted(words="quagga", budget=Span("EUR"))
    whole = walked(market, wanted, order, 100)
    assert len(whole) == len(set(whole)) == 230
    if limit > 1:
        assert walked(market, wanted, order, limit) == whole


@pytest.mark.race
@pytest.mark.parametrize("order", [JobOrder.NEWEST, JobOrder.RELEVANCE])
def test_pages_hold_while_jobs_come(market: Market, order: JobOrder):
    """What was there when the first page was read is met once, whatever is posted meanwhile."""
    word = f"dodo{order.value}"
    first = [market.post(title=f"{word} {number}").id for number in range(40)]
    stop, reading = Event(), Event()

    def post() -> None:
        number = 2_000
        while not stop.is_set():
            market.keep(opened(market.client, number, title=f"{word} later"))
            number += 1

    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(post)
        try:
            for _ in range(3):
                found = walked(market, Wanted(words=word), order, 7, reading)
                assert len(found) == len(set(found))
                assert set(first) <= set(found)
        finally:
            stop.set()
        posting.result()


@pytest.mark.parametrize("limit", range(1, 10))
def test_titles_come_first_however_old_they_are(market: Market, monkeypatch: pytest.MonkeyPatch, limit: int):
    """All jobs with the words in their title, and then all others, each once, in full pages of which none is empty."""
    monkeypatch.setattr(ranking, "RANKED", 3)
    word = f"{'abcdefghi'[limit - 1] * 5}ornis"
    titled = {market.post(title=f"{word} {number}").id for number in range(5)}
    market.post(title="Stable", description=f"{word} " * 3)
    others = {market.keep(opened(market.client, 5_000, description=f"Of a {word}.")).id for _ in range(3)}
    pages, after = [], None
    while pages == [] or after is not None:
        found = market.search.jobs(None, Wanted(words=word), JobOrder.RELEVANCE, limit, after, False)
        pages.append([view.job.id for view in found.items])
        after = found.next
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    met = [id for page in pages for id in page]
    assert pages[-1]
    assert set(met[:5]) == titled
    assert others < set(met[5:])
    assert len(met) == len(set(met)) == 9


def test_what_is_not_for_everybody_is_not_found(market: Market):
    """Drafts, jobs for the invited, direct offers, paused and closed ones, and those of the suspended."""
    owner = member(market.client.id)
    shown = market.post(title="Okapi portrait")
    for visibility in (Visibility.INVITED, Visibility.DIRECT):
        market.post(title="Okapi secret", visibility=visibility)
    with market.unit_of_work() as work:
        work.jobs.add(postings.draft(build.new_id(), owner, evolve(shown.brief, title="Okapi draft"), AT)[0])
    paused = market.post(title="Okapi paused")
    closed = market.post(title="Okapi closed")
    with market.unit_of_work() as work:
        work.jobs.save(vacancies.pause(work.jobs.lock(paused.id), owner, AT)[0])
        work.jobs.save(vacancies.close(work.jobs.lock(closed.id), owner, AT)[0])
    crook = build.account("Crook")
    with market.unit_of_work() as work:
        work.accounts.add(crook)
    market.post(crook, title="Okapi fraud")
    with market.unit_of_work() as work:
        kept = work.accounts.lock(crook.id)
        work.accounts.save(suspensions.suspend(kept, "Fraud.", build.OPERATOR, AT)[0])
    assert [view.job.id for view in market.find("okapi").items] == [shown.id]
    with market.unit_of_work() as work:
        work.jobs.save(vacancies.resume(work.jobs.lock(paused.id), owner, AT)[0])
    assert {view.job.id for view in market.find("okapi").items} == {shown.id, paused.id}


def test_money_is_exact(market: Market):
    """Bounds are those of the amounts, not of the buckets they are looked up by; each of its kind and currency."""
    prices = {"kea a": "99.99", "kea b": "100.00", "kea c": "150.00", "kea d": "150.01"}
    for title, price in prices.items():
        market.post(title=title, budget=build.money(price))
    market.post(title="kea hourly", payment=Payment.HOURLY, budget=build.money("120.00"))
    market.post(title="kea dollars", budget=build.money("120.00", "USD"))
    market.post(title="kea range", budget=build.money("900.00"), budget_from=build.money("140.00"))

    def found(**wanted: object) -> set[str]:
        return {view.job.brief.title for view in market.find("kea", **wanted).items}  # type: ignore[arg-type]

    assert found(budget=Span("EUR", 10_000, 15_000)) == {"kea b", "kea c", "kea range"}
    assert found(rate=Span("EUR", 10_000, 15_000)) == {"kea hourly"}
    assert found(budget=Span("USD", 1)) == {"kea dollars"}
    assert found(budget=Span("EUR", None, 9_999), rate=Span("EUR", 12_000)) == {"kea a", "kea hourly"}


def test_places_are_circles(market: Market):
    """Within the radius, and remote ones only where they are asked for, too."""
    for place in (PARIS, LYON, VERSAILLES, None):
        market.post(title=f"Ibis {place.city if place else 'remote'}", place=place)

    def found(**wanted: object) -> set[str]:
        return {view.job.brief.title for view in market.find("ibis", **wanted).items}  # type: ignore[arg-type]

    near = Near(PARIS.latitude, PARIS.longitude, 30)
    assert found(near=near) == {"Ibis Paris", "Ibis Versailles"}
    assert found(near=near, remote=True) == {"Ibis Paris", "Ibis Versailles", "Ibis remote"}
    assert found(near=evolve(near, radius_km=1000)) == {"Ibis Paris", "Ibis Versailles", "Ibis Lyon"}
    assert found(city="lyon") == {"Ibis Lyon"}
    assert found(remote=True) == {"Ibis remote"}
    assert found(country="FR") == {"Ibis Paris", "Ibis Versailles", "Ibis Lyon"}


def test_facets_count_what_is_found(market: Market):
    """By category with its parts, skill and payment; the category may be named as people name it."""
    found = market.search.jobs(None, Wanted(category="Développement web"), JobOrder.NEWEST, 5, None, True)
    assert found.facets is not None
    assert found.facets.total == 4
    assert not found.facets.more
    assert found.facets.counts["skill"][0].value in ("wordpress", "php", "html")
    assert {each.value: each.count for each in found.facets.counts["category"]} == {"web-development": 4}


def test_times_bound(market: Market):
    """Posted since; apply before."""
    market.post(title="Auk", apply_until=AT + timedelta(days=9))
    assert market.find("auk", posted_since=AT + timedelta(days=30)).items == ()
    assert len(market.find("auk", posted_since=AT).items) == 1
    assert len(market.find("auk", closes_before=AT + timedelta(days=9)).items) == 1
    assert market.find("auk", closes_before=AT + timedelta(days=8)).items == ()


def test_the_number_of_statements_is_a_constant(market: Market, monkeypatch: pytest.MonkeyPatch):
    """S7: the skills' version, the page, its jobs; one more for words that nobody has typed before, and one for those
    that are not in enough titles."""
    market.find("logo bakery")
    for limit in (1, 20, 100):
        for order, most in ((JobOrder.NEWEST, 3), (JobOrder.RELEVANCE, 4)):
            with counted(monkeypatch) as sent:
                market.find("logo bakery", order, limit)
            assert len(sent) <= most, sent
    with counted(monkeypatch) as sent:
        market.find("wollemi pinecone")
    assert len(sent) <= 5, sent


def test_a_rolled_back_job_is_not_found(market: Market):
    """The index is written in the job's own transaction."""
    with pytest.raises(psycopg.Error), market.unit_of_work() as work:
        work.jobs.add(opened(market.client, 5, title="Moa"))
        work.transaction.connection.execute("SELECT 1 / 0")  # type: ignore[attr-defined]
    assert market.find("moa").items == ()
