"""Without a mouse: hiring, funding and approving by the keyboard alone. And without a reload: what one person does
appears on the other's open page."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.web_live import Live, signed_in


def tabs_to(page: Page, place: str) -> None:
    """Press Tab until the focus is at a place."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", "where the focus is can be seen"
            return
    raise AssertionError(f"Tab never reaches {place} on {page.url}")


def enters(page: Page, place: str) -> None:
    """Tab to a place, and press Enter there: the page goes on."""
    tabs_to(page, place)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_keyboard_alone_hires_funds_and_approves(live: Live, chromium: Browser) -> None:
    """Skip link, links and buttons in order, a dialog that Escape closes, giving the focus back."""
    world = live.world
    proposal = world.bid(world.job())
    with signed_in(chromium, live, world.client) as context:
        page = context.new_page()
        page.goto(f"/en/proposals/{proposal}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        enters(page, f'a[href$="/proposals/{proposal}/hire"]')
        enters(page, "main form button.btn-primary")
        contract = page.url.split("/contracts/")[1].split("/")[0].split("?")[0]
        world.client.does(f"/contracts/{contract}/sign")
        world.freelancer.does(f"/contracts/{contract}/sign")
        page.goto(f"/en/contracts/{contract}")
        enters(page, 'main a[href$="/fund"]')
        enters(page, "main form button.btn-primary")
        page.wait_for_url("**/sandbox/checkout/**", timeout=20_000)
        enters(page, 'form[action$="/approve"] button')
        milestone = _held(live, contract)
        world.freelancer.does(f"/milestones/{milestone}/submit", {"note": "Here."})
        page.goto(f"/en/contracts/{contract}")
        link = f'a[data-dialog][href*="/milestones/{milestone}/approve"]'
        tabs_to(page, link)
        page.keyboard.press("Enter")
        expect(page.locator("dialog#sheet")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog#sheet")).to_be_hidden()
        assert page.evaluate("link => document.activeElement.matches(link)", link), "Escape gives the focus back"
        page.keyboard.press("Enter")
        expect(page.locator("dialog#sheet")).to_be_visible()
        enters(page, "#sheet form button.btn-primary")
    assert world.client.sees(f"/milestones/{milestone}")["state"] == "approved"


def _held(live: Live, contract: str) -> str:
    """The first milestone, once its money has come."""
    for _ in range(100):
        first = live.world.client.sees(f"/contracts/{contract}")["milestones"][0]
        if first["state"] == "funded":
            return str(first["id"])
        live.world.doors.operations.poll()
    raise AssertionError("the payment never came")


def test_what_one_does_appears_with_the_other(live: Live, chromium: Browser) -> None:
    """Work is handed in: the client's open room shows it within a second or so, without a reload."""
    world = live.world
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]
    with signed_in(chromium, live, world.client) as theirs, signed_in(chromium, live, world.freelancer) as ours:
        room, desk = theirs.new_page(), ours.new_page()
        room.goto(f"/en/contracts/{contract['id']}")
        room.wait_for_timeout(500)
        room.evaluate("window.stayed = true")
        desk.goto(f"/en/contracts/{contract['id']}/milestones/{milestone}/submit")
        desk.locator("main textarea[name=note]").fill("Fresh from the drawing board.")
        with desk.expect_navigation():
            desk.locator("main form button.btn-primary").last.click()
        expect(room.locator("main")).to_contain_text("Fresh from the drawing board.", timeout=2_000)
        assert room.evaluate("window.stayed") is True
