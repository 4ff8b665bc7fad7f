"""What one person does appears with the other within a second, without a reload; sockets end with their sessions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Browser, Page, expect
from simple_websocket import Client, ConnectionError

from tests.api_world import PASSWORD, Person
from tests.web_live import Live, session_cookie, signed_in
from upclone.entrypoints.realtime.sockets import MOST_OF_ONE

JOB = {"title": "A logo for a bakery", "description": "Warm.", "budget": {"amount_minor": 90000, "currency": "EUR"}}
BID = {"cover_letter": "I draw.", "price": {"amount_minor": 80000, "currency": "EUR"}}


def _address(live: Live, person: Person) -> str:
    account = person.sees("/users/profile")
    return str(account["account"]["email"] if "account" in account else account["email"])


@contextmanager
def tab(chromium: Browser, live: Live, person: Person) -> Iterator[Page]:
    """A browser of its own in which somebody is signed in."""
    context = chromium.new_context(base_url=live.base, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(_address(live, person))
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard")
    yield page
    context.close()


@pytest.fixture
def bell(live: Live, chromium: Browser) -> Iterator[Page]:
    """The client's page of notifications, open."""
    with tab(chromium, live, live.world.client) as page:
        page.goto("/notifications")
        page.wait_for_function("document.documentElement.classList.contains('js')")
        page.wait_for_timeout(400)
        yield page


def test_the_bell_rings_within_a_second(live: Live, bell: Page) -> None:
    """A proposal comes in: the count, and the list, in every tab."""
    other = bell.context.new_page()
    other.goto("/dashboard")
    other.wait_for_timeout(400)
    job = live.world.client.does("/jobs", JOB)
    live.world.freelancer.does(f"/jobs/{job['id']}/bid", BID)
    expect(bell.locator("[data-bell]")).to_be_visible(timeout=1500)
    expect(other.locator("[data-bell]")).to_have_text("1", timeout=1500)
    expect(bell.locator("#told li")).to_have_count(1, timeout=1500)
    bell.get_by_role("button", name="Mark all as read").click()
    expect(bell.locator("[data-bell]")).to_be_hidden()
    expect(other.locator("[data-bell]")).to_be_hidden(timeout=1500)


def test_lists_of_ones_own_follow(live: Live, chromium: Browser) -> None:
    """A proposal comes in: the client's jobs, and dashboard, say so within a second; the freelancer's own list in
    another tab has it too. Neither page is loaded again."""
    world = live.world
    client, freelancer = world.newcomer("client"), world.newcomer("freelancer")
    job = client.does("/jobs", JOB)["id"]
    with signed_in(chromium, live, client) as theirs, signed_in(chromium, live, freelancer) as own:
        postings, dashboard, offered = theirs.new_page(), theirs.new_page(), own.new_page()
        for page, address in ((postings, "/en/my/jobs"), (dashboard, "/en/dashboard"), (offered, "/en/proposals")):
            page.goto(address)
            page.evaluate("window.kept = true")
            page.wait_for_timeout(400)
        freelancer.does(f"/jobs/{job}/bid", BID)
        expect(postings.locator("#postings dd").first).to_have_text("1", timeout=1500)
        expect(dashboard.locator("#dashboard")).to_contain_text("Read the proposals", timeout=1500)
        expect(offered.locator("#own-proposals article")).to_have_count(1, timeout=1500)
        for page in (postings, dashboard, offered):
            assert page.evaluate("window.kept")


def test_a_run_that_was_asked_for_appears(live: Live, chromium: Browser) -> None:
    """The page says that the gateway is asked, looks by itself until the run is there, and then no more."""
    with signed_in(chromium, live, live.world.admin) as theirs:
        page = theirs.new_page()
        page.goto("/en/admin/reconciliations")
        page.get_by_role("button", name="Compare", exact=True).click()
        runs = page.locator("#runs")
        expect(runs).to_contain_text("The gateway is being asked")
        page.evaluate("window.kept = true")
        expect(runs).to_contain_text("lines matched", timeout=10_000)
        expect(runs).not_to_contain_text("being asked")
        assert runs.get_attribute("hx-get") is None
        assert page.evaluate("window.kept")


def test_a_socket_ends_with_its_session(live: Live, chromium: Browser) -> None:
    """Ended elsewhere, the page is back at signing in within about a second."""
    person = live.world.newcomer("client")
    with tab(chromium, live, person) as page:
        page.wait_for_timeout(400)
        began = time.monotonic()
        sessions = person.sees("/users/sessions")["items"]
        theirs = next(each for each in sessions if not each["current"])
        person.does(f"/users/sessions/{theirs['id']}/revoke", {})
        page.wait_for_url("**/sign-in**", timeout=4000)
        assert time.monotonic() - began < 3


def test_strangers_watch_nothing(live: Live, chromium: Browser) -> None:
    """A page of somebody else's contract says nothing to them, whatever they ask to watch."""
    job = live.world.client.does("/jobs", {**JOB, "visibility": "invited"})
    stranger = live.world.newcomer("freelancer")
    with tab(chromium, live, stranger) as page:
        page.wait_for_timeout(300)
        heard = page.evaluate(
            """async (id) => {
                const part = document.createElement("p");
                part.id = "spy"; part.dataset.live = `job:${id}`;
                document.querySelector("#main").append(part);
                document.dispatchEvent(new Event("htmx:afterSettle"));
                await new Promise((done) => setTimeout(done, 300));
                const before = performance.getEntriesByType("resource").length;
                window.countBefore = before;
                return before;
            }""",
            job["id"],
        )
        live.world.client.does(f"/jobs/{job['id']}/pause", {})
        page.wait_for_timeout(700)
        assert page.evaluate("performance.getEntriesByType('resource').length") == heard


def _connect(live: Live, cookie: str) -> Client:
    """A connection of Socket.IO's transport, which says nothing on it."""
    address = f"{live.base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    return Client.connect(address, headers={"Cookie": cookie})


def test_connections_are_for_who_is_signed_in_and_are_counted(live: Live) -> None:
    """A stranger gets none, however little they say; one account gets a few, and room again when one ends."""
    with pytest.raises(ConnectionError, match="401"):
        _connect(live, "upclone=nonsense")
    cookie = session_cookie(live, live.world.newcomer("client"))
    held = [_connect(live, cookie) for _ in range(MOST_OF_ONE)]
    with pytest.raises(ConnectionError, match="429"):
        _connect(live, cookie)
    _connect(live, session_cookie(live, live.world.newcomer("client"))).close()
    for each in held:
        each.close()
    for _ in range(100):  # the server learns of it a moment later
        with suppress(ConnectionError):
            _connect(live, cookie).close()
            return
        time.sleep(0.05)
    pytest.fail("no room again")


def test_pages_tell_time_by_the_readers_clock(live: Live, chromium: Browser) -> None:
    """From the second page on: the first one has told the browser's zone."""
    client = live.world.newcomer("client")
    job = client.does("/jobs", JOB)
    context = signed_in(chromium, live, client, timezone_id="Asia/Tokyo")
    try:
        page = context.new_page()
        page.goto("/jobs")
        assert "Asia/Tokyo" in [each["value"] for each in context.cookies() if each["name"] == "zone"]
        page.goto(f"/jobs/{job['id']}")
        assert "UTC+9" in page.content()
    finally:
        context.close()
