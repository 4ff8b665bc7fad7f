"""The room of a contract in a real browser: it follows what the other side does, and a payment's way to the gateway and
back is stopped by no policy."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.integration.web.test_live import tab
from tests.web_live import Live, signed_in
from tests.web_world import browsing, words


def test_a_room_pays_and_follows(live: Live, chromium: Browser) -> None:
    """Funded through the sandbox's page; the freelancer's delivery appears by itself; approved over the page."""
    world = live.world
    contract = world.signed()
    with tab(chromium, live, world.client) as page:
        page.goto(f"/contracts/{contract['id']}")
        _pay(page)
        page.get_by_role("link", name="Back to the contract").click()
        lead = page.locator("#room-lead")
        expect(lead).to_contain_text("works on milestone 1")
        page.wait_for_timeout(400)
        milestone = contract["milestones"][0]["id"]
        world.freelancer.does(f"/milestones/{milestone}/submit", {"note": "The first sketch."})
        expect(lead).to_contain_text("Review milestone 1", timeout=3000)
        expect(page.locator("#milestone-1")).to_contain_text("The first sketch.", timeout=3000)
        lead.get_by_role("link", name="Approve and pay").click()
        page.locator("dialog").get_by_role("button", name="Approve and pay").click()
        expect(page.get_by_role("status").first).to_contain_text("The money is released")
        expect(lead).to_contain_text("Fund milestone 2")


def _pay(page: Page) -> None:
    """To the gateway and back, where the page shows by itself that the money is held."""
    page.locator("#room-lead").get_by_role("link", name="Fund milestone 1").click()
    page.get_by_role("button", name="Pay €309.00").click()
    page.wait_for_url("**/sandbox/checkout/**")
    page.locator("form[action$=approve] button").click()
    page.locator("a.button").click()
    page.wait_for_url("**/payments/**")
    expect(page.locator("#payment")).to_contain_text("The money is held", timeout=15000)


def test_a_timer_counts_on(live: Live, chromium: Browser) -> None:
    """Second by second, in the room and on the page of time; nothing shifts; what stops it elsewhere is seen."""
    world = live.world
    contract = world.hourly()["id"]
    world.freelancer.does(f"/contracts/{contract}/timer/start", {"memo": "The first coat."})
    with signed_in(chromium, live, world.freelancer, reduced_motion="no-preference") as context:
        room, time = context.new_page(), context.new_page()
        room.goto(f"/en/contracts/{contract}")
        expect(room.locator("#room-hours")).to_contain_text("The first coat.")
        time.goto(f"/en/contracts/{contract}/time")
        shown = time.get_by_role("timer")
        before, place = shown.inner_text(), time.locator("#timer form").first.bounding_box()
        assert re.fullmatch(r"0:0\d:\d\d", before)
        expect(shown).not_to_have_text(before, timeout=2500)
        expect(room.get_by_role("timer")).to_have_text(re.compile(r"^0:0\d:\d\d$"))
        assert time.locator("#timer form").first.bounding_box() == place
        time.wait_for_timeout(400)
        world.freelancer.does(f"/contracts/{contract}/timer/stop")
        expect(time.locator("#timer")).to_contain_text("No timer runs", timeout=2000)
        expect(room.get_by_role("timer")).to_have_count(0, timeout=2000)
    world.freelancer.does(f"/contracts/{contract}/timer/start", {})
    with signed_in(chromium, live, world.freelancer) as context:
        calm = context.new_page()
        calm.goto(f"/en/contracts/{contract}/time")
        expect(calm.get_by_role("timer")).to_have_text("0:00")
    since = words(browsing(world, world.freelancer).goes(f"/contracts/{contract}/time"))
    assert "Runs since" in since
