"""The room of a contract in a real browser: it follows what the other side does, and a payment's way to the gateway and
back is stopped by no policy."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.integration.web.conftest import Live
from tests.integration.web.test_live import tab


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
