"""Coming in by the pages: signing up, the links of letters, the second factor, a demonstration's people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests import databases
from tests.api_world import PASSWORD, World
from tests.integration.web.conftest import Live, site_of
from tests.letterbox import link_to
from tests.web_world import HOST, Visitor, browsing, words
from upclone.adapters.embedded import Urls
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.proofs import Purpose
from upclone.entrypoints.web.people.demo_accounts import ACCOUNTS

NEW = "an unlikely walrus"


def joined(world: World, email: str, side: str = "client") -> Visitor:
    visitor = Visitor(world.app)
    visitor.goes(f"/sign-up?role={side}")
    visitor.sends({"name": "Zoë Byron", "email": email, "password": PASSWORD}, form="/sign-up", status=200)
    return visitor


def account_of(world: World, email: str) -> UUID:
    with world.doors.unit_of_work() as work:
        found = work.accounts.by_email(email)
    assert found is not None
    return found.id


def test_somebody_joins_in_two_steps(world: World) -> None:
    """First the side, then the form; what is wrong stands beside its field, and nothing typed is lost but the
    password."""
    visitor = Visitor(world.app)
    visitor.goes("/sign-up?then=/jobs")
    visitor.follows("role=client")
    page = visitor.sends({"name": "Zoë Byron", "email": "zoe@nowhere", "password": "short"}, 422, form="/sign-up")
    assert 'value="Zoë Byron"' in page
    for field in ("email", "password"):
        assert f'id="f-{field}-error"' in page, "all at once"
    assert "short" not in page.partition("<form")[2].partition("</form>")[0].replace("Too short", "")
    visitor.sends({"email": "zoe@example.org", "password": PASSWORD}, form="/sign-up")
    assert visitor.at == "/jobs", "they go on where they wanted to be"
    assert "zoe@example.org" in visitor.page.text
    other = Visitor(world.app)
    other.goes("/sign-up?role=both")
    page = other.sends({"name": "Z", "email": "Zoe@example.org", "password": PASSWORD}, 409, form="/sign-up")
    assert "There is an account with this address already" in words(page)


def test_a_link_of_a_letter_changes_nothing_before_a_press(world: World) -> None:
    """A scanner that opens it proves nothing; its reader does, once."""
    joined(world, "scan@example.org")
    account = account_of(world, "scan@example.org")
    token = link_to(world.doors, account, Purpose.VERIFY_EMAIL)
    reader = Visitor(world.app)
    for _ in range(2):
        reader.goes(f"/account/verify?token={token}")
        with world.doors.unit_of_work() as work:
            assert work.accounts.get(account).verified_at is None
    reader.sends(form="/account/verify")
    assert "your e-mail address is confirmed" in words(reader.page.text)
    with world.doors.unit_of_work() as work:
        assert work.accounts.get(account).verified_at is not None
    reader.goes(f"/account/verify?token={token}")
    assert "does not hold any more" in reader.sends(status=422, form="/account/verify")


def test_a_forgotten_password(world: World) -> None:
    """The answer is the same for every address; the link sets another password, and the old one opens nothing."""
    joined(world, "lost@example.org")
    visitor = Visitor(world.app)
    answers = set()
    for address in ("lost@example.org", "nobody@example.org"):
        visitor.goes("/forgot")
        answers.add(words(visitor.sends({"email": address}, form="/forgot")).replace(address, ""))
    assert len(answers) == 1
    token = link_to(world.doors, account_of(world, "lost@example.org"), Purpose.RESET_PASSWORD)
    visitor.goes(f"/account/password?token={token}")
    assert "at least 10 characters" in words(visitor.sends({"password": "short"}, 422, form="/account/password"))
    visitor.sends({"password": NEW}, form="/account/password")
    assert "/sign-in" in visitor.at
    visitor.sends({"email": "lost@example.org", "password": PASSWORD}, 401, form="/sign-in")
    visitor.sends({"email": "lost@example.org", "password": NEW}, form="/sign-in")
    assert visitor.at == "/dashboard"
    visitor.goes(f"/account/password?token={token}")
    assert "does not hold any more" in visitor.sends({"password": PASSWORD}, 422, form="/account/password")


def test_the_second_factor_is_a_step_of_its_own(world: World) -> None:
    """The password is on no page after it was sent; the step is this browser's, ends with another password, and works
    once."""
    person = world.newcomer("client")
    email = person.sees("/users/profile")["email"]
    app = pyotp.TOTP(person.does("/users/second-factor", {"password": PASSWORD})["secret"])
    now = datetime.now(UTC)
    codes = person.does("/users/second-factor/confirm", {"code": app.at(now)})["codes"]
    visitor = Visitor(world.app)
    visitor.goes("/sign-in?then=/jobs")
    page = visitor.sends({"email": email, "password": PASSWORD}, form="/sign-in")
    assert visitor.at == "/sign-in/code"
    assert PASSWORD not in page
    assert "Sign in" in visitor.goes("/dashboard"), "nobody is signed in yet"
    visitor.goes("/sign-in/code")
    assert "wrong" in words(visitor.sends({"code": "000000"}, 401))
    kept = visitor.client.get_cookie("upclone", domain="127.0.0.1")
    visitor.sends({"code": app.at(now + timedelta(seconds=30))})
    assert visitor.at == "/jobs"
    assert kept is not None
    thief = Visitor(world.app)
    thief.client.set_cookie("upclone", kept.value, domain="127.0.0.1")
    thief.goes("/sign-in/code")
    thief.sends({"code": codes[0]}, 401)
    assert "begin again" in words(thief.page.text)
    again = Visitor(world.app)
    again.goes("/sign-in")
    again.sends({"email": email, "password": PASSWORD}, form="/sign-in")
    person.does("/users/password", {"present_password": PASSWORD, "password": NEW})
    again.sends({"code": codes[1]}, 401)
    assert "begin again" in words(again.page.text)


@pytest.mark.parametrize("role", ["client", "admin", "second_admin"])
def test_a_demonstration_has_a_button_for_each_of_its_people(world: World, role: str) -> None:
    """Where they exist; nobody else is entered that way."""
    visitor = Visitor(world.app)
    chosen = next(each for each in ACCOUNTS if each.key == role)
    with world.doors.unit_of_work() as work:
        missing = work.accounts.by_email(chosen.email) is None
    if missing:
        assert f'value="{role}"' not in visitor.goes("/sign-in")
        world.doors.accounts._open(chosen.email, PASSWORD, chosen.name, chosen.roles, proven=True)
    assert f'value="{role}"' in visitor.goes("/sign-in")
    token = dict(visitor.form("/demo").fields)["_csrf"]
    visitor.client.post("/sign-in/demo", data={"_csrf": token, "as": role}, base_url=HOST)
    assert chosen.email in visitor.goes("/dashboard")
    answer = Visitor(world.app).client.post("/sign-in/demo", data={"as": role}, base_url=HOST)
    assert answer.status_code == 400 or "Set-Cookie" not in answer.headers, "not without a form of ours"
    assert AccountRole.ADMIN not in ACCOUNTS[0].roles


def test_who_looks_after_the_market_begins_there_in_the_language_of_the_page(world: World) -> None:
    """Whatever the demonstration's person reads: who presses the button on an English page goes on in English."""
    chosen = ACCOUNTS[-1]
    with world.doors.unit_of_work() as work:
        missing = work.accounts.by_email(chosen.email) is None
    if missing:
        world.doors.accounts._open(chosen.email, PASSWORD, chosen.name, chosen.roles, proven=True)
    for language in ("", "/fr"):
        visitor = Visitor(world.app)
        visitor.goes(f"{language}/sign-in")
        sent = {**dict(visitor.form("/demo").fields), "as": chosen.key}
        answer = visitor.client.post(f"{language}/sign-in/demo", data=sent, base_url=HOST)
        page = visitor.goes(answer.headers["Location"])
        assert visitor.at == f"{language}/admin"
        assert f'<html lang="{language[1:] or "en"}"' in page


def test_who_is_signed_in_needs_no_page_for_it(world: World) -> None:
    """They are led on."""
    visitor = browsing(world, world.client)
    for address in ("/sign-in", "/sign-up"):
        visitor.goes(address)
        assert visitor.at == "/dashboard"


def test_where_proven_addresses_alone_are_let_in(pg_server: Urls, tmp_path: Path) -> None:
    """Joining says the same for an address that is known already, and nobody is signed in before the letter."""
    with databases.copy(pg_server) as urls, site_of(urls, str(tmp_path), UPCLONE_VERIFIED_EMAIL_REQUIRED="1") as strict:
        said = []
        for name in ("Ada", "Bea"):
            visitor = Visitor(strict.app)
            visitor.goes("/sign-up?role=client")
            page = visitor.sends({"name": name, "email": "ada@example.org", "password": PASSWORD}, form="/sign-up")
            said.append(words(page.partition("<main")[2].partition("</main>")[0]))
            visitor.goes("/dashboard")
            assert visitor.at.startswith("/sign-in")
        assert said[0] == said[1]
        assert "Look into your mailbox" in said[0]
        reader = Visitor(strict.app)
        reader.goes("/sign-in")
        refused = reader.sends({"email": "ada@example.org", "password": PASSWORD}, 401, form="/sign-in")
        assert "not proven yet" in words(refused)
        token = link_to(strict.doors, account_of(strict, "ada@example.org"), Purpose.VERIFY_EMAIL)
        reader.goes(f"/account/verify?token={token}")
        reader.sends(form="/account/verify")
        assert reader.at == "/sign-in"
        reader.sends({"email": "ada@example.org", "password": PASSWORD}, form="/sign-in")
        assert reader.at == "/dashboard"


def test_a_password_tells_its_strength_while_it_is_typed(live: Live, chromium: Browser) -> None:
    """And can be looked at; both are the browser's own, and the server decides."""
    page = chromium.new_page(base_url=live.base)
    try:
        page.goto("/sign-up?role=client")
        for typed, word in (
            ("short", "Too short"),
            ("aaaaaaaaaaaa", "Easy to guess"),
            ("correct Horse 7 battery", "Strong"),
        ):
            page.fill("input[name=password]", typed)
            expect(page.locator("[data-strength] [role=status]")).to_have_text(word)
        page.get_by_role("button", name="Show").click()
        expect(page.locator("input[name=password]")).to_have_attribute("type", "text")
    finally:
        page.close()


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/fr", "fr")])
def test_who_joins_on_a_page_is_written_to_in_its_language(world: World, prefix: str, language: str) -> None:
    """Letters, and pages whose address names no language; over the API it is what the request asks for."""
    visitor = Visitor(world.app, language)
    visitor.goes(f"{prefix}/sign-up?role=client")
    email = f"joined-{language}@example.org"
    visitor.sends({"name": "Léa Bouchard", "email": email, "password": PASSWORD}, form="/sign-up")
    with world.doors.unit_of_work() as work:
        account = work.accounts.by_email(email)
    assert account is not None
    assert account.language == language
    body = {"email": f"api-{email}", "password": PASSWORD, "name": "Léa", "role": "client"}
    world.visitor.post("/users/signup", {**body, "language": language})
    with world.doors.unit_of_work() as work:
        account = work.accounts.by_email(f"api-{email}")
    assert account is not None
    assert account.language == language
