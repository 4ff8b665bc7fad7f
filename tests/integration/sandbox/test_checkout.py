"""The hosted page, as a browser and as a script meet it."""

import re
from html.parser import HTMLParser

import pytest
from attrs import evolve
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from tests.integration.sandbox.conftest import BASE, World, asked
from upclone.application.ports.gateways import Operation, Status
from upclone.domain.money import Money
from upclone.entrypoints.web.sandbox import blueprint
from upclone.entrypoints.web.sandbox_words import WORDS, readable_money

FRENCH = {"Accept-Language": "fr-CA, fr;q=0.9, en;q=0.5"}


class Page(HTMLParser):
    """What matters of a page: its forms (action → fields), its links, and whether anything in it is inline."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.links: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert given["method"] == "post"
            self.forms[given["action"]] = {}
        elif tag == "input":
            self.forms[list(self.forms)[-1]][given["name"]] = given["value"]
        elif tag == "a":
            self.links.append(given["href"])
        if tag in {"script", "style"} or any(name == "style" or name.startswith("on") for name in given):
            self.inline.append(tag)


@pytest.fixture
def browser(world: World) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(blueprint(world.gateway))
    return app.test_client()


def path(ref: str, act: str = "") -> str:
    return f"/sandbox/checkout/{ref}{act and '/' + act}"


@pytest.mark.parametrize(("act", "status"), [("approve", Status.SUCCEEDED), ("decline", Status.FAILED)])
def test_read_the_page_and_press_a_button(world: World, browser: FlaskClient, act: str, status: Status):
    """Fetch, read the form, post it, land on the result; the webhook tells the rest. Pressing again is harmless."""
    ref = world.pay("p", "tok_hosted").ref
    page = Page(browser.get(path(ref)).text)
    assert list(page.forms) == [path(ref, "approve"), path(ref, "decline")]
    assert page.links == []
    for _ in range(2):
        answer = browser.post(path(ref, act), data=page.forms[path(ref, act)])
        assert (answer.status_code, answer.location) == (303, path(ref))
    other = {"approve": "decline", "decline": "approve"}[act]
    browser.post(path(ref, other), data=page.forms[path(ref, other)])
    result = browser.get(path(ref))
    assert Page(result.text).forms == {}
    assert Page(result.text).links == [f"{BASE}/payments/p"]
    assert f"Payment {act}d" in result.text
    world.rest()
    assert world.asked(Operation.PAYMENT, "p").status is status
    assert [notice.key for notice in world.notices()] == ["p"]
    assert world.gateway.totals().keys() == ({"EUR"} if act == "approve" else set())


def test_an_expired_payment_can_be_approved_no_more(world: World, browser: FlaskClient):
    """The page was open while its time passed: the button comes too late, and the page says so."""
    ref = world.pay("p", "tok_expires").ref
    form = Page(browser.get(path(ref)).text).forms[path(ref, "approve")]
    world.clock.advance(world.clock.now().replace(minute=30) - world.clock.now())
    assert browser.post(path(ref, "approve"), data=form).status_code == 303
    assert "This payment has expired" in browser.get(path(ref)).text
    assert world.gateway.totals() == {}


@pytest.mark.parametrize("token", ["tok_instant", "tok_later"])
def test_what_waits_for_nobody_shows_no_button(world: World, browser: FlaskClient, token: str):
    """And a button that is pressed all the same does nothing."""
    ref = world.pay("p", token).ref
    if token == "tok_later":
        assert "Your bank is on it" in browser.get(path(ref)).text
        world.gateway.decline(ref, world.gateway.checkout(ref).form_token)
        world.later(hours=1)
    assert "Payment approved" in browser.get(path(ref)).text


def test_forms_from_elsewhere_press_nothing(world: World, browser: FlaskClient):
    """With no token, another payment's, a forged or an old one, or sent by another site: 403, and still waiting."""
    ref, other = world.pay("p", "tok_hosted").ref, world.pay("q", "tok_hosted").ref
    good = Page(browser.get(path(ref)).text).forms[path(ref, "approve")]
    foreign = Page(browser.get(path(other)).text).forms[path(other, "approve")]
    forged = {"form_token": good["form_token"][:-1] + ("0" if good["form_token"][-1] != "0" else "1")}
    later = {"form_token": re.sub(r"^\d+", "9999999999", good["form_token"])}
    for data in ({}, {"form_token": ""}, foreign, forged, later):
        assert browser.post(path(ref, "approve"), data=data).status_code == 403
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"},
                    {"Origin": "null"}):  # fmt: skip
        answer = browser.post(path(ref, "approve"), data=good, headers=headers)
        assert answer.status_code == 403
        assert Page(answer.text).links == [path(ref)]
    world.network.advance(world.network.now().replace(hour=14, second=1) - world.network.now())
    assert browser.post(path(ref, "approve"), data=good).status_code == 403
    assert world.gateway.checkout(ref).state == "waiting"
    fresh = Page(browser.get(path(ref)).text).forms[path(ref, "approve")]
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert browser.post(path(ref, "approve"), data=fresh, headers=own).status_code == 303
    assert world.gateway.checkout(ref).state == "approved"


@pytest.mark.parametrize(
    "ref",
    ["pay_nobodyknowsthis", "x", "pay_%00aaaaaaaa", "pay_é" + "a" * 20, "pay_" + "a" * 99, "out_aaaaaaaaaaaa"],
)
def test_unknown(world: World, browser: FlaskClient, ref: str):
    """404 in every way, whatever it looks like; a payout is no checkout."""
    for answer in (browser.get(path(ref)), browser.post(path(ref, "approve"))):
        assert answer.status_code in (404, 403)
    answer = browser.get(path(ref))
    assert answer.status_code == 404
    assert "There is no such payment" in answer.text


def test_a_refund_is_no_checkout(world: World, browser: FlaskClient):
    """Its reference is real, and still no payment."""
    refund = world.gateway.refund("r", world.paid().ref, Money(1, "EUR"))
    assert browser.get(path(refund.ref)).status_code == 404


def test_without_the_database(world: World):
    """503 with a page, and when to come again."""
    gone = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 2})
    app = Flask("test")
    app.register_blueprint(blueprint(evolve(world.gateway, engine=gone)))
    answer = app.test_client().get(path("pay_aaaaaaaaaaaaaaaa"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "No answer right now" in answer.text


@pytest.mark.parametrize(
    ("return_url", "follows"),
    [
        (f"{BASE}/jobs/1", True),
        ("https://partner.test/back", True),
        ("https://partner.test:444/back", False),
        ("http://partner.test/back", False),
        ("http://127.0.0.1:8001/", False),
        ("http://127.0.0.1:8000@evil.test/", False),
        ("http://127.0.0.1:8000\\@evil.test/", False),
        ("//evil.test/", False),
        ("javascript:alert(1)", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_known_places_are_linked_to(world: World, return_url: str, follows: bool):
    """The way back leads home, or where the settings allow; never where a request says."""
    gateway = evolve(world.gateway, return_origins=("https://partner.test",))
    answer = gateway.request_payment(asked("p", Money(1, "EUR"), "tok_answered", return_url))
    app = Flask("test")
    app.register_blueprint(blueprint(gateway))
    assert Page(app.test_client().get(path(answer.ref)).text).links == ([return_url] if follows else [])


def test_strangers_text_is_inert(world: World, browser: FlaskClient):
    """A description is shown, never run."""
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    ref = world.gateway.request_payment(asked("p", Money(1, "EUR"), "", BASE, evil)).ref
    html = browser.get(path(ref)).text
    assert "&lt;script&gt;" in html
    assert "49" not in re.sub(r'value="[^"]*"', "", html).replace(ref, "")
    assert Page(html).inline == []


def test_every_page_is_guarded(world: World, browser: FlaskClient):
    """A strict policy that the page itself keeps, and nothing stored on the way."""
    refs = [world.pay(token, token).ref for token in ("tok_hosted", "tok_answered", "tok_later")]
    for address in [*map(path, refs), path("pay_nobodyknowsthis")]:
        answer = browser.get(address)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert Page(answer.text).inline == []
        assert "Test money" in answer.text
    style = re.search(r'href="(/sandbox/static/[^"]+\.css)"', browser.get(path(refs[0])).text)
    assert style
    assert browser.get(style[1]).content_type.startswith("text/css")


def test_in_french(world: World, browser: FlaskClient):
    """By what the browser prefers, with amounts and dates as French readers write them."""
    ref = world.pay("p", "tok_hosted", 131_250).ref
    page = browser.get(path(ref), headers=FRENCH)
    assert 'lang="fr"' in page.text
    assert "Argent fictif" in page.text
    assert "Approuver 1\u202f312,50\u00a0€" in page.text
    assert "6 janvier 2026 à 09:00 UTC" in page.text
    assert page.headers["Content-Language"] == "fr"
    english = browser.get(path(ref), headers={"Accept-Language": "de"})
    assert "Approve €1,312.50" in english.text


@pytest.mark.parametrize(
    ("minor", "currency", "english", "french"),
    [
        (5, "EUR", "€0.05", "0,05\u00a0€"),
        (1_234_567, "JPY", "¥1,234,567", "1\u202f234\u202f567\u00a0¥"),
        (1_234_567, "KWD", "KWD\u00a01,234.567", "1\u202f234,567\u00a0KWD"),
        (10**15, "USD", "$10,000,000,000,000.00", "10\u202f000\u202f000\u202f000\u202f000,00\u00a0$"),
    ],
)
def test_amounts_lose_nothing(minor: int, currency: str, english: str, french: str):
    """Every digit of the currency, and no more."""
    assert readable_money(Money(minor, currency), WORDS["en"]) == english
    assert readable_money(Money(minor, currency), WORDS["fr"]) == french


def test_both_languages_say_everything():
    """No state is forgotten in one of them, and each names the merchant where the other does."""
    english, french = WORDS["en"].outcomes, WORDS["fr"].outcomes
    assert english.keys() == french.keys()
    for state in english:
        assert ("{merchant}" in english[state].says) == ("{merchant}" in french[state].says)
