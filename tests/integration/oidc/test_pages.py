"""Signing in through a provider by pages: led there and back, asked for a code, linked, unlinked, or told why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pyotp
from attrs import define, field

from tests.api_world import PASSWORD
from tests.integration.oidc.conftest import BASE, Browser, House
from tests.integration.oidc.test_signing_in import address_of, local, person_of, somebody
from tests.web_world import HOST, Visitor, browsing, words

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@define
class Guest:
    """Somebody with a browser at our pages and at the provider's."""

    house: House
    here: Visitor
    there: Browser = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.there = self.house.browser()

    def leaves(self, address: str) -> str:
        """The address at the provider that a link of ours leads to."""
        answer = self.here.client.get(address, base_url=HOST)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def comes_back(self, address: str, who: str, status: int = 200) -> str:
        """Agree there, and follow every redirection here: the page."""
        back = self.there.there(address, who).removeprefix(BASE)
        answer = self.here.client.get(back, headers=BROWSER, base_url=HOST)
        assert answer.status_code == 303, answer.text
        return self.here.goes(answer.headers["Location"], status)


def guest(house: House) -> Guest:
    return Guest(house, Visitor(house.world.app))


def test_a_newcomer_comes_in_by_a_button(house: House) -> None:
    """With the side that they chose, and back to where they wanted to be; the next time they are known."""
    who = somebody()
    zoe = guest(house)
    assert "/auth/google/start?" in zoe.here.goes("/sign-up?role=freelancer&then=/jobs")
    button = next(unescape(link) for link in zoe.here.links() if "/auth/google/start" in link)
    zoe.comes_back(zoe.leaves(button), who)
    assert zoe.here.at == "/jobs"
    account = person_of(house, house.browser().signs_in("google", who)).sees("/users/profile")
    assert (account["email"], account["roles"]) == (address_of(who), ["freelancer"])
    again = guest(house)
    again.comes_back(again.leaves("/auth/google/start"), who)
    assert again.here.at == "/dashboard"


def test_an_answer_in_another_browser_opens_nothing(house: House) -> None:
    """A page says so, with a way on; nor does an answer count twice."""
    zoe, thief = guest(house), guest(house)
    address = zoe.leaves("/auth/google/start")
    thief.comes_back(address, somebody(), 401)
    assert "begin again" in words(thief.here.page.text)
    assert "/auth/google/start" in thief.here.page.text
    thief.here.goes("/dashboard")
    assert thief.here.at.startswith("/sign-in")


def test_the_code_is_asked_for_on_a_page(house: House) -> None:
    """Where the account has a second factor."""
    who = somebody()
    person = local(house, who, proven=True)
    assert person_of(house, house.browser().signs_in("google", who)).id == person.id
    app = pyotp.TOTP(person.does("/users/second-factor", {"password": PASSWORD})["secret"])
    now = datetime.now(UTC)
    person.does("/users/second-factor/confirm", {"code": app.at(now)})
    zoe = guest(house)
    zoe.comes_back(zoe.leaves("/auth/google/start?then=/jobs"), who)
    assert zoe.here.at == "/sign-in/code"
    zoe.here.sends({"code": app.at(now + timedelta(seconds=30))})
    assert zoe.here.at == "/jobs"


def test_a_provider_is_linked_and_unlinked(house: House) -> None:
    """With the password; the last way in stays."""
    person = house.world.newcomer("client")
    ada = Guest(house, browsing(house.world, person))
    ada.here.goes("/account/security")
    ada.here.follows("/account/identities/linkedin")
    assert "Is not the account" in words(ada.here.sends({"password": "wrong password"}, 422))
    ada.here.sends({"password": PASSWORD})
    away = next(unescape(link) for link in ada.here.links() if urlsplit(link).netloc not in ("", urlsplit(HOST).netloc))
    who = somebody()
    assert "opens your account from now on" in words(ada.comes_back(away, who))
    assert address_of(who) in ada.here.page.text
    ada.here.follows("/account/identities/linkedin/unlink")
    ada.here.sends({"password": PASSWORD})
    assert person.sees("/users/identities")["items"] == []


def test_a_provider_that_is_down_is_a_page(house: House) -> None:
    """Which says so; one that nobody knows is a page that is not there."""
    visitor = Visitor(house.world.app)
    assert "did not open your account" in words(visitor.goes("/auth/down/start", 503))
    visitor.goes("/auth/nobody/start", 404)
