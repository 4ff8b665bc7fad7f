"""Signing in through real providers: who gets in, as whom, and every way in which nobody does."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pyotp
import pytest
import requests
from attrs import evolve
from werkzeug.test import TestResponse

from tests.api_world import API, PASSWORD, Person
from tests.integration.oidc.conftest import BASE, Browser, House, asked
from upclone.application.people.links import token_of
from upclone.domain.people import proofs
from upclone.domain.people.accounts import AccountRole, State
from upclone.domain.people.proofs import Purpose
from upclone.domain.people.sessions import Origin

_NUMBERS = count(1)


def somebody(verified: str = "yes", name: str = "Zoë Byron", locale: str = "en") -> str:
    """Somebody new at the providers: subject, address, whether it is verified there, name, locale."""
    number = next(_NUMBERS)
    return f"sub-{number}|z{number}@there.example|{verified}|{name}|{locale}"


def address_of(who: str) -> str:
    return who.split("|")[1]


def person_of(house: House, answer: TestResponse) -> Person:
    assert answer.status_code == 200, answer.text
    return Person(house.world.app, answer.json["token"], answer.json["account"]["id"])


def local(house: House, who: str, proven: bool) -> Person:
    """An account here with the address that somebody has there."""
    body = {"email": address_of(who), "password": PASSWORD, "name": "Local", "role": "client"}
    answer = house.world.app.test_client().post(f"{API}/users/signup", json=body)
    assert answer.status_code == 201, answer.text
    person = Person(house.world.app, answer.json["token"], answer.json["account"]["id"])
    if proven:
        with house.world.doors.unit_of_work() as work:
            account = work.accounts.get(UUID(person.id))
            work.accounts.save(evolve(account, verified_at=account.created_at))
    return person


@pytest.mark.parametrize("provider", ["google", "linkedin"])
def test_a_newcomer_gets_an_account_and_comes_back_to_it(house: House, provider: str):
    """The first time opens an account whose address is proven; the next one signs in to it, from any browser."""
    who = somebody(name="Zoë\x07 Byron", locale="fr-CA")
    first = person_of(house, house.browser().signs_in(provider, who))
    account = first.sees("/users/profile")
    assert (account["email"], account["name"], account["language"]) == (address_of(who), "Zoë Byron", "fr")
    assert account["roles"] == ["client", "freelancer"]
    [identity] = first.sees("/users/identities")["items"]
    assert (identity["provider"], identity["address"]) == (provider, address_of(who))
    again = person_of(house, house.browser().signs_in(provider, who))
    assert again.id == first.id
    assert len(again.sees("/users/sessions")["items"]) == 2


def test_whoever_comes_may_choose_a_side(house: House):
    """And not give themselves more than signing up would."""
    browser = house.browser()
    answer = browser.back(browser.there(browser.leave("google", "?role=freelancer"), somebody()))
    assert answer.json["account"]["roles"] == ["freelancer"]
    assert browser.ours.get(f"{API}/auth/google/start?role=admin").status_code == 422


def test_the_subject_counts_and_not_the_address(house: House):
    """Who has another address there is the same person; who has got their old address is another."""
    who = somebody()
    subject, address, *_ = who.split("|")
    first = person_of(house, house.browser().signs_in("google", who))
    moved = person_of(house, house.browser().signs_in("google", f"{subject}|new-{address}|no|Zoë|en"))
    assert moved.id == first.id
    assert moved.sees("/users/profile")["email"] == address
    heir = house.browser().signs_in("linkedin", f"heir-of-{subject}|{address}|yes|Heir|en")
    assert heir.json["account"]["id"] == first.id  # proven on both sides: one person with two providers
    assert {each["provider"] for each in moved.sees("/users/identities")["items"]} == {"google", "linkedin"}
    third = house.browser().signs_in("google", f"third-{subject}|{address}|yes|Third|en")
    assert (third.status_code, third.json["code"]) == (409, "already_exists")


@pytest.mark.parametrize("provider", ["google", "linkedin"])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(house: House, provider: str):
    """P26: alike whether there is an account with that address or not."""
    known, unknown = somebody("no"), somebody("no")
    local(house, known, proven=True)
    answers = [house.browser().signs_in(provider, who) for who in (known, unknown)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json["detail"] == answers[1].json["detail"]
    assert "not verified" in answers[0].json["detail"]


def test_a_proven_account_is_entered_by_its_address(house: House):
    """P26: proven there and here: the same person. They are told by a letter."""
    who = somebody()
    person = local(house, who, proven=True)
    assert person_of(house, house.browser().signs_in("google", who)).id == person.id
    assert house.world.doors.sessions.sign_in(address_of(who), PASSWORD, None, Origin()).account.name == "Local"


def test_an_account_that_nobody_has_proven_is_not_entered(house: House):
    """P26: whoever signed up with your address before you did must not share your account."""
    who = somebody()
    person = local(house, who, proven=False)
    answer = house.browser().signs_in("google", who)
    assert (answer.status_code, answer.json["code"]) == (403, "refused")
    assert "Sign in with its password" in answer.json["detail"]
    assert person.sees("/users/identities")["items"] == []


def test_an_operators_account_is_not_entered_by_its_address(house: House):
    """Whoever can do most harm links by themselves."""
    who = somebody()
    person = local(house, who, proven=True)
    with house.world.doors.unit_of_work() as work:
        account = work.accounts.get(UUID(person.id))
        work.accounts.save(evolve(account, roles=frozenset({AccountRole.ADMIN})))
    assert house.browser().signs_in("google", who).status_code == 403


def test_what_is_sent_to_the_provider(house: House):
    """A code with PKCE, a state and a nonce of their own each time; nothing that the verifier follows from."""
    browser = house.browser()
    first, second = (asked(browser.leave("google")) for _ in range(2))
    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{BASE}{API}/auth/google/callback"
    assert first["scope"].split() == ["openid", "email", "profile"]
    for secret in ("state", "nonce", "code_challenge"):
        assert len(first[secret]) >= 43
        assert first[secret] != second[secret]


def test_the_cookie_is_for_this_alone(house: House):
    """Scripts don't read it, other sites don't send it with their forms, and it is short-lived; gone afterwards."""
    browser = house.browser()
    answer = browser.ours.get(f"{API}/auth/google/start")
    cookie = answer.headers["Set-Cookie"]
    for word in ("HttpOnly", "SameSite=Lax", "Path=/api/v1/auth", "Max-Age=600"):
        assert word in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    ended = browser.back(f"{BASE}{API}/auth/google/callback?state=x&code=x")
    assert "Max-Age=0" in ended.headers["Set-Cookie"]


def test_a_wrong_state_is_refused(house: House):
    """Nobody makes a browser finish what it did not begin."""
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody())
    state = asked(back)["state"]
    assert browser.back(back.replace(state, state[::-1])).status_code == 401
    victim = house.browser()
    victim.leave("google")
    assert victim.back(back).status_code == 401
    assert house.browser().back(back).status_code == 401


def test_an_answer_for_another_provider_is_refused(house: House):
    """The state belongs to the provider that it was made for."""
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody())
    assert browser.back(back.replace("/auth/google/", "/auth/linkedin/")).status_code == 401


def test_another_issuer_is_refused(house: House):
    """RFC 9207: an answer says who it is from, where the provider says that it does."""
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody())
    assert "iss=" in back
    assert browser.back(back.split("&iss=")[0]).status_code == 401
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody())
    assert browser.back(f"{back.split('&iss=')[0]}&iss=https://evil.example").status_code == 401


def test_a_replayed_answer_is_refused(house: House):
    """The state is good for once, also with the cookie put back."""
    browser = house.browser()
    address = browser.leave("google")
    kept = browser.ours.get_cookie("upclone_sign_in", path=f"{API}/auth").value
    back = browser.there(address, somebody())
    assert browser.back(back).status_code == 200
    assert browser.back(back).status_code == 401
    browser.ours.set_cookie("upclone_sign_in", kept, path=f"{API}/auth")
    answer = browser.back(back)
    assert answer.status_code == 401
    assert "was used" in answer.json["detail"]


@pytest.mark.parametrize("used", [True, False])
def test_a_code_of_another_flow_is_refused(house: House, used: bool):
    """A code that was stolen, used or not, is worth nothing without the verifier of the browser that asked for it."""
    victim = house.browser()
    back = victim.there(victim.leave("google"), somebody())
    if used:
        assert victim.back(back).status_code == 200
    thief = house.browser()
    own = thief.there(thief.leave("google"), somebody())
    answer = thief.back(own.replace(asked(own)["code"], asked(back)["code"]))
    assert answer.status_code == 401
    assert "does not hold" in answer.json["detail"]


def test_the_provider_insists_on_pkce(house: House):
    """The real provider refuses us without a challenge: what passes the other tests has one."""
    browser = house.browser()
    address = browser.leave("google")
    stripped = address.replace(f"&code_challenge={asked(address)['code_challenge']}", "")
    stripped = stripped.replace("&code_challenge_method=S256", "")
    answer = requests.get(stripped, allow_redirects=False, timeout=10)
    assert asked(answer.headers["Location"])["error"] == "invalid_request"


def test_a_missing_nonce_is_linkedins_alone(house: House):
    """LinkedIn's tokens have none (and sign in above); anybody else's must."""
    answer = house.browser().signs_in("forgetful", somebody())
    assert answer.status_code == 401
    assert "does not hold" in answer.json["detail"]


def test_a_provider_that_says_no(house: House):
    """Whoever does not agree there is not signed in here, and what the provider says is not repeated."""
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody(), consent=False)
    assert asked(back)["error"] == "access_denied"
    answer = browser.back(f"{back}&error_description=<script>alert(1)</script>")
    assert (answer.status_code, answer.json["detail"]) == (401, "Google did not let you in.")
    browser.leave("google")
    state = asked(browser.leave("google"))["state"]
    away = browser.back(f"{BASE}{API}/auth/google/callback?state={state}&error=temporarily_unavailable")
    assert away.status_code == 503


def test_a_flow_that_took_too_long(house: House):
    """After ten minutes, by the clock of the world, one begins again."""
    browser = house.browser()
    back = browser.there(browser.leave("google"), somebody())
    body, seal = browser.ours.get_cookie("upclone_sign_in", path=f"{API}/auth").value.rsplit(".", 1)
    state, provider, _, *rest = body.split(".")
    old = ".".join([state, provider, "20260101000000", *rest])
    browser.ours.set_cookie(
        "upclone_sign_in", f"{old}.{house.world.doors.seals.seal('identity flow', old)}", path=f"{API}/auth"
    )
    assert browser.back(back).status_code == 401
    longer = ".".join([state, provider, "29990101000000", *rest])
    browser.ours.set_cookie("upclone_sign_in", f"{longer}.{seal}", path=f"{API}/auth")
    assert browser.back(back).status_code == 401


def test_a_provider_that_is_down(house: House):
    """503 with a time to come back, quickly; the others go on, and the list names all."""
    answer = house.browser().ours.get(f"{API}/auth/down/start")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    names = [each["name"] for each in house.world.visitor.sees("/auth/providers")["items"]]
    assert names == ["down", "forgetful", "google", "linkedin"]
    assert house.browser().ours.get(f"{API}/auth/nobody/start").status_code == 404
    assert house.browser().ours.get(f"{API}/auth/nobody/callback").status_code == 404


def test_no_parameter_leads_elsewhere(house: House):
    """There is no open redirect: the only address that a browser is sent to is the provider's."""
    browser = house.browser()
    for query in ("?next=https://evil.example", "?redirect_uri=https://evil.example"):
        assert browser.ours.get(f"{API}/auth/google/start{query}").status_code == 422
    assert browser.leave("google").startswith(house.issuers["google"])


def test_a_second_factor_is_asked_for(house: House):
    """A provider's word is one factor: the code comes on top, once, and within its time."""
    who = somebody()
    person = person_of(house, house.browser().signs_in("google", who))
    seconds = _second_factor(house, person)
    answer = house.browser().signs_in("google", who)
    assert (answer.status_code, answer.json["code"]) == (401, "second_factor_required")
    ticket = answer.json["ticket"]
    visitor = house.world.visitor
    assert visitor.post("/auth/second-factor", {"ticket": ticket, "code": "000000"}).status_code == 401
    assert visitor.post("/auth/second-factor", {"ticket": f"{ticket}x", "code": seconds[0]}).status_code == 401
    entered = visitor.post("/auth/second-factor", {"ticket": ticket, "code": seconds[0]})
    assert person_of(house, entered).id == person.id
    assert visitor.post("/auth/second-factor", {"ticket": ticket, "code": seconds[1]}).status_code == 401


def test_an_account_with_a_second_factor_is_not_entered_by_its_address(house: House):
    """Whoever guards an account better is not let in by less."""
    who = somebody()
    person = local(house, who, proven=True)
    _second_factor(house, person)
    assert house.browser().signs_in("google", who).status_code == 403


def test_who_is_suspended_signs_in_to_be_told_why(house: House):
    """As with a password; and nobody enters a closed account."""
    who = somebody()
    person = person_of(house, house.browser().signs_in("google", who))
    _state(house, person, State.SUSPENDED)
    again = person_of(house, house.browser().signs_in("google", who))
    assert again.get("/jobs/mine").status_code in (403, 404)
    assert again.post("/jobs", {"title": "x"}).status_code in (403, 422)
    _state(house, person, State.CLOSED)
    assert house.browser().signs_in("google", who).status_code == 401


def _link(house: House, browser: Browser, person: Person, provider: str, password: str = PASSWORD) -> str:
    answer = browser.ours.post(
        f"{API}/users/identities/{provider}/link", json={"password": password}, headers=person.headers
    )
    assert answer.status_code == 200, answer.text
    gone = browser.ours.get(answer.json["url"].removeprefix(BASE))
    assert gone.status_code == 303, gone.text
    return str(gone.headers["Location"])


def test_linking_is_begun_and_ended_by_the_same_person(house: House):
    """Signed in, by password, in one browser; whatever address they have there, verified or not."""
    person, who, browser = house.world.newcomer("client"), somebody("no"), house.browser()
    answer = browser.back(browser.there(_link(house, browser, person, "google"), who))
    assert (answer.status_code, answer.json["provider"]) == (202, "google")
    assert person_of(house, house.browser().signs_in("google", who)).id == person.id
    other = house.world.newcomer("client")
    taken = browser.back(browser.there(_link(house, browser, other, "google"), who))
    assert (taken.status_code, taken.json["code"]) == (409, "already_exists")


def test_linking_needs_the_password_and_the_session(house: House):
    """A borrowed session opens no other way in, and a session that was ended finishes nothing."""
    person, browser = house.world.newcomer("client"), house.browser()
    wrong = person.post("/users/identities/google/link", {"password": "not the one"})
    assert wrong.status_code == 422
    assert person.post("/users/identities/nobody/link", {"password": PASSWORD}).status_code == 404
    back = browser.there(_link(house, browser, person, "google"), somebody())
    person.does("/users/logout")
    assert browser.back(back).status_code == 401


def test_nobody_is_led_to_link_to_anothers_account(house: House):
    """The address alone is worth nothing: it goes on only in the browser that the signed-in person has."""
    attacker, victim = house.world.newcomer("client"), house.browser()
    url = attacker.does("/users/identities/google/link", {"password": PASSWORD})["url"]
    assert victim.ours.get(url.removeprefix(BASE)).status_code == 401


def test_unlinking_leaves_a_way_in(house: House):
    """The last one stays; with a password, any may go."""
    who = somebody()
    person = person_of(house, house.browser().signs_in("google", who))
    last = person.post("/users/identities/google/unlink", {})
    assert (last.status_code, last.json["code"]) == (403, "refused")
    assert person.post("/users/identities/linkedin/unlink", {}).status_code == 404
    other, browser, whom = house.world.newcomer("client"), house.browser(), somebody()
    browser.back(browser.there(_link(house, browser, other, "google"), whom))
    assert other.post("/users/identities/google/unlink", {"password": "not the one"}).status_code == 422
    assert other.does("/users/identities/google/unlink", {"password": PASSWORD})["items"] == []
    assert person_of(house, house.browser().signs_in("google", whom)).id != other.id


def test_an_address_taken_back_closes_what_a_thief_has_opened(house: House):
    """Objecting to a change of address ends the sign-ins through providers too."""
    person, who, browser, doors = house.world.newcomer("client"), somebody("no"), house.browser(), house.world.doors
    browser.back(browser.there(_link(house, browser, person, "google"), who))
    with doors.unit_of_work() as work:
        account = work.accounts.get(UUID(person.id))
        proof = proofs.ask(
            doors.addresses.ids.new(), account, Purpose.UNDO_EMAIL, "old@there.example", doors.addresses.wall.now()
        )
        work.proofs.add(proof)
    doors.addresses.object(token_of(doors.seals, proof))
    with doors.unit_of_work() as work:
        assert work.identities.of(account.id) == ()


def _second_factor(house: House, person: Person) -> list[str]:
    """Codes of a second factor that the account now has, and a password with it."""
    with house.world.doors.unit_of_work() as work:
        account = work.accounts.get(UUID(person.id))
        hashed = house.world.doors.identities.passwords.hash(PASSWORD)
        work.accounts.save(evolve(account, password_hash=hashed))
    enrolled = person.does("/users/second-factor", {"password": PASSWORD})
    codes = person.does("/users/second-factor/confirm", {"code": pyotp.TOTP(enrolled["secret"]).now()})["codes"]
    return [str(code) for code in codes]


def _state(house: House, person: Person, state: State) -> None:
    with house.world.doors.unit_of_work() as work:
        account = work.accounts.get(UUID(person.id))
        work.accounts.save(evolve(account, state=state, suspension_reason="x"))
