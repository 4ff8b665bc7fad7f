"""Whole deals in a real browser, by pages alone: on a desktop in English, and on a telephone in French.

Nothing here touches the API. What is pressed is found by where it leads and what it is called in a form, not by its
words: so one story is told in both languages.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any, Final

import pytest
from attrs import define
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import databases
from tests.web_live import Live, listening
from upclone.adapters.embedded import Urls

PASSWORD: Final = "correct horse battery staple"
_AN_HOUR: Final = timedelta(hours=1)
DESK: Final = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR", "has_touch": True, "is_mobile": True}


@define
class Somebody:
    """A person at a browser of their own."""

    context: BrowserContext
    page: Page
    prefix: str
    name: str

    def goes(self, address: str) -> None:
        """Open an address in one's language."""
        self.page.goto(f"{self.prefix}{address}")

    def fills(self, within: str = "main form[method=post]", **values: Any) -> Locator:
        """Type into the form that has these fields; `__` stands for a dot in a name, `___` for a colon."""
        names = {key.replace("___", ":").replace("__", "."): value for key, value in values.items()}
        form = self.page.locator(within)
        for name in names:
            form = form.filter(has=self.page.locator(f'[name="{name}"]'))
        form = form.last
        for name, value in names.items():
            field = form.locator(f'[name="{name}"]').first
            kind = field.evaluate("each => each.tagName + ':' + (each.type || '')")
            if value is True:
                field.check()
            elif kind.startswith("SELECT"):
                field.select_option(value)
            elif kind == "INPUT:radio":
                form.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                field.fill(value)
        return form

    def sends(self, within: str = "main form[method=post]", **values: Any) -> None:
        """Fill in a form, and press its main button."""
        form = self.fills(within, **values)
        with self.page.expect_navigation():
            form.locator("button.btn-primary, button.btn-error").last.click()

    def makes(self, move: str, **values: Any) -> None:
        """Open the dialog of a move, by the link that leads to it, and make it."""
        self.page.locator(f'main a[href*="/do/"][href*="{move}"]').first.click()
        self.sends("#sheet form", **values)

    def id(self, kind: str) -> str:
        """The id that the address names after a noun."""
        return self.page.url.split(f"/{kind}/")[1].split("/")[0].split("?")[0]

    def joins(self, role: str) -> None:
        """Open an account, in two steps."""
        self.goes("/sign-up")
        self.page.locator(f'main a[href*="{role}"]').first.click()
        email = f"{self.name.lower().replace(' ', '.')}{self.prefix.strip('/')}@example.org"
        self.sends(name=self.name, email=email, password=PASSWORD)
        expect(self.page).not_to_have_url(re.compile("/sign-up"))


@pytest.fixture(scope="module")
def live(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A marketplace whose jobs wait for a moderator."""
    home = str(tmp_path_factory.mktemp("home"))
    with databases.copy(pg_server) as urls, listening(urls, home, UPCLONE_JOB_REVIEW="moderator") as made:
        yield made


@pytest.fixture(params=[("en", DESK), ("fr", PHONE)], ids=["desk, English", "telephone, French"])
def town(request: pytest.FixtureRequest, live: Live, chromium: Browser) -> Iterator[Any]:
    """Makes people, each in a browser of their own."""
    language, shape = request.param
    opened: list[BrowserContext] = []

    def somebody(name: str) -> Somebody:
        context = chromium.new_context(base_url=live.base, reduced_motion="reduce", **shape)
        context.set_default_timeout(15_000)
        opened.append(context)
        return Somebody(context, context.new_page(), f"/{language}", name)

    yield somebody
    for context in opened:
        context.close()


def admin(town: Any, live: Live, language: str) -> Somebody:
    """Somebody who works for the marketplace. Such accounts are made by the command line."""
    someone: Somebody = town("Olga Office")
    email = f"olga{language}@example.org"
    live.world.doors.accounts.create_admin(email, PASSWORD, "Olga Office")
    someone.goes("/sign-in")
    someone.sends(email=email, password=PASSWORD)
    return someone


def test_a_deal_from_the_first_word_to_the_last_cent(town: Any, live: Live) -> None:
    """Post, approve, three bids, negotiate, hire, sign, fund (declined first), deliver, ask for changes, approve,
    dispute, rule, withdraw, export."""
    client: Somebody = town("Clara Client")
    client.joins("client")
    client.goes("/my/jobs/new")
    client.sends(
        title="Labels for a bakery", description="Six **warm** labels, readable from two metres.", budget="900",
        skills___commas="Illustration",
    )  # fmt: skip
    office = admin(town, live, client.prefix.strip("/"))
    office.goes("/admin/reviews")
    office.makes("/approve")

    bidders: list[Somebody] = []
    for number, name in enumerate(("Fay First", "Sam Second", "Tom Third")):
        someone = town(name)
        someone.joins("freelancer")
        someone.goes("/jobs")
        someone.page.locator('main article a[href*="/jobs/"]').first.click()
        someone.page.locator('main a[href$="/apply"]').first.click()
        someone.sends(price=str(900 - number * 20), cover_letter=f"I am {name}, and I draw labels.")
        bidders.append(someone)

    client.goes("/my/jobs")
    client.page.locator('main a[href$="/proposals"]').first.click()
    expect(client.page.locator("main")).to_contain_text("Tom Third")
    client.page.locator("main").get_by_text("Fay First").locator("visible=true").first.click()
    client.page.wait_for_url("**/proposals/*")
    proposal = client.id("proposals")
    client.page.locator(f'main a[href*="/proposals/{proposal}/counter"]').first.click()
    client.sends(price="850", milestones__0__amount="850")
    fay = bidders[0]
    fay.goes(f"/proposals/{proposal}")
    fay.page.locator(f'main a[href*="/proposals/{proposal}/counter"]').first.click()
    fay.sends(price="870", milestones__0__amount="870")

    client.goes(f"/proposals/{proposal}/hire")
    client.sends(scope="Six labels, two rounds of changes.")
    client.page.wait_for_url("**/contracts/**")
    contract = client.id("contracts")
    for someone in (client, fay):
        someone.goes(f"/contracts/{contract}/sign")
        someone.sends(agreed=True)

    client.goes(f"/contracts/{contract}")
    client.page.locator('main a[href$="/fund"]').first.click()
    fund = client.page.url
    _pays(client, fund, "decline")
    _pays(client, fund, "approve")
    client.goes(f"/contracts/{contract}")
    expect(client.page.locator("main")).to_contain_text("870", timeout=10_000)

    fay.goes(f"/contracts/{contract}")
    _delivers(fay, "The first sketches.")
    client.goes(f"/contracts/{contract}")
    client.makes("/request-changes", note="Warmer, please.")
    fay.goes(f"/contracts/{contract}")
    _delivers(fay, "Warmer ones.")

    client.goes(f"/contracts/{contract}/disputes/new")
    client.sends(reason="Not warm enough", statement="Two of six are cold.")
    client.page.wait_for_url("**/disputes/**")
    dispute = client.id("disputes")
    fay.goes(f"/disputes/{dispute}")
    fay.makes("/answer", statement="All six are as warm as the brief.")
    client.goes(f"/disputes/{dispute}")
    client.makes("/escalate")
    office.goes(f"/admin/disputes/{dispute}")
    _rules(office)
    for someone in (client, fay):
        someone.goes(f"/disputes/{dispute}")
        someone.makes("/accept-ruling")

    fay.goes("/money/withdraw")
    fay.sends(amount="100")
    fay.sends()
    expect(fay.page.locator("main")).to_contain_text("100")
    assert "/payouts/" in fay.page.url
    fay.goes("/money/earnings")
    with fay.page.expect_download() as saved:
        fay.page.locator('main a[download][href*=".csv"]').first.click()
    rows = list(csv.reader(StringIO(saved.value.path().read_text("utf-8-sig"))))
    assert len(rows) > 1


def _pays(payer: Somebody, address: str, how: str) -> None:
    button = payer.page.locator("main form button.btn-primary").last
    for _ in range(40):  # until the gateway's word about the payment before has come in
        payer.page.goto(address)
        if button.count():
            break
        payer.page.wait_for_timeout(250)
    with payer.page.expect_navigation():
        button.click()
    payer.page.wait_for_url("**/sandbox/checkout/**", timeout=20_000)
    with payer.page.expect_navigation():
        payer.page.locator(f'form[action$="/{how}"] button').click()


def _delivers(worker: Somebody, note: str) -> None:
    worker.page.locator('main a[href$="/submit"], main a[href*="/submit?"]').first.click()
    worker.sends(note=note)


def _rules(judge: Somebody) -> None:
    judge.sends(outcome="split", release="435", reason="Half of it was done as agreed.")
    judge.sends(outcome="split")


def test_work_by_the_hour_with_the_timer(town: Any, live: Live) -> None:
    """Agree on a rate, start and stop the timer; the client sees it run, and what it came to."""
    client, worker = _agreed_by_the_hour(town, live)
    contract = client.id("contracts")
    worker.goes(f"/contracts/{contract}/time")
    worker.sends(memo="The first coat of paint.")
    client.goes(f"/contracts/{contract}/time")
    expect(client.page.locator("main")).to_contain_text("The first coat of paint.")
    live.world.doors.clock.advance(_AN_HOUR)  # type: ignore[attr-defined]
    worker.goes(f"/contracts/{contract}/time")
    with worker.page.expect_navigation():
        worker.page.locator(
            'main form[action*="/timer/stop"] button, main form[action*="/timer/stop"] .btn'
        ).first.click()
    expect(worker.page.locator("main")).to_contain_text("1 h")
    client.goes(f"/contracts/{contract}/time")
    expect(client.page.locator("main")).to_contain_text("1 h")


def _agreed_by_the_hour(town: Any, live: Live) -> tuple[Somebody, Somebody]:
    client, worker = town("Hedda Hour"), town("Willy Work")
    client.joins("client")
    client.goes("/my/jobs/new")
    client.sends(title="Painting by the hour", description="Two rooms.", payment="hourly", budget="80")
    office = admin(town, live, f"hour{client.prefix.strip('/')}")
    office.goes("/admin/reviews")
    office.makes("/approve")
    worker.joins("freelancer")
    worker.goes(f"/jobs/{client.id('jobs')}/apply")
    worker.sends(price="80", cover_letter="I paint.")
    proposal = worker.id("proposals")
    client.goes(f"/proposals/{proposal}/hire")
    client.sends()
    client.page.wait_for_url("**/contracts/**")
    for someone in (client, worker):
        someone.goes(f"/contracts/{client.id('contracts')}/sign")
        someone.sends(agreed=True)
    return client, worker
