"""One's account by the pages: language and roles, security, sanctions and appeals, data and leaving."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pyotp

from tests.api_world import PASSWORD, Person, World
from tests.web_world import HOST, Visitor, browsing, words

NEW = "an unlikely walrus"


def email_of(person: Person) -> str:
    return str(person.sees("/users/profile")["email"])


def test_the_language_is_the_accounts(world: World) -> None:
    """It is kept there, so that letters speak it, and pages lead to it."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    visitor.goes("/account")
    visitor.sends({"language": "fr"}, form="/account/language")
    assert visitor.at == "/fr/account"
    assert "Nous parlons désormais français" in visitor.page.text
    assert person.sees("/users/profile")["language"] == "fr"


def test_roles_are_chosen(world: World) -> None:
    """Both sides; none is told beside the choice."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    visitor.goes("/account")
    visitor.sends({"roles": ["client", "freelancer"]}, form="/account/roles")
    assert person.sees("/users/profile")["roles"] == ["client", "freelancer"]
    visitor.sends({"roles": []}, 422, form="/account/roles")
    assert person.sees("/users/profile")["roles"] == ["client", "freelancer"]


def test_a_second_factor_is_set_up_and_switched_off(world: World) -> None:
    """By a QR code or its letters; the recovery codes are shown once; a wrong code keeps the picture."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    visitor.goes("/account/security")
    visitor.follows("/account/security/second-factor")
    assert "Is not the account" in words(visitor.sends({"password": "wrong password"}, 422))
    page = visitor.sends({"password": PASSWORD})
    assert "<svg" in page.partition('role="img"')[2]
    found = re.search(r'name="secret" value="([A-Z2-7]+)"', page)
    assert found
    app, now = pyotp.TOTP(found[1]), datetime.now(UTC)
    assert found[1] in visitor.sends({"code": "000000"}, 422)
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", visitor.sends({"code": app.at(now)}))
    assert len(codes) == 10
    assert "10 recovery codes are left" in words(visitor.goes("/account/security"))
    visitor.follows("/second-factor/disable")
    visitor.sends({"password": PASSWORD, "code": codes[0]})
    assert visitor.at == "/account/security"
    assert not person.sees("/users/second-factor")["enabled"]
    assert now + timedelta(minutes=2) > datetime.now(UTC)


def test_a_password_is_changed_and_other_sessions_end(world: World) -> None:
    """The present one proves who asks; one session can be ended alone."""
    person = world.newcomer("client")
    here, there, third = browsing(world, person), Visitor(world.app), Visitor(world.app)
    for each in (there, third):
        each.signs_in(email_of(person))
        assert each.at == "/dashboard"
    page = here.goes("/account/security")
    assert page.count("/revoke") == 3, "each of two others, and all others"
    here.sends(form="/revoke")
    assert [each.goes("/account").count("/account/roles") for each in (there, third)].count(0) >= 1
    here.goes("/account/security/password")
    here.sends({"present_password": "wrong password", "password": NEW}, 422)
    here.sends({"present_password": PASSWORD, "password": NEW})
    assert here.at == "/account/security"
    for each in (there, third):
        each.goes("/account")
        assert each.at.startswith("/sign-in")


def test_another_address_waits_for_its_letter(world: World) -> None:
    """Nothing changes before the link is followed."""
    person = world.newcomer("client")
    before = email_of(person)
    visitor = browsing(world, person)
    visitor.goes("/account/security/email")
    assert "Look into your mailbox" in visitor.sends({"email": "another@example.org", "password": PASSWORD})
    assert email_of(person) == before


def test_a_key_is_shown_once(world: World) -> None:
    """And works; revoked, it opens nothing. Scopes of operators are offered to them alone."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    page = visitor.goes("/account/tokens")
    assert 'value="admin"' not in page
    page = visitor.sends({"name": "Nightly", "scopes": ["read"]}, form=-1)
    found = re.search(r">(upc_[\w-]+)<", html.unescape(page))
    assert found
    script = Person(world.app, found[1])
    assert script.get("/users/profile").status_code == 200
    assert found[1] not in visitor.goes("/account/tokens")
    visitor.sends(form="/revoke")
    assert script.get("/users/profile").status_code == 401


def test_who_is_suspended_reads_why_and_appeals(world: World) -> None:
    """The reason, the end, one appeal; their security and data stay open to them."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    assert "Nothing stands against you" in visitor.goes("/account/standing")
    world.admin.does(f"/users/{person.id}/suspend", {"reason": "Two clients report copied work."})
    page = visitor.goes("/account/standing")
    assert "Two clients report copied work." in page
    visitor.follows("/appeal")
    visitor.sends({"statement": "Both drawings are mine."}, form="/appeal")
    page = visitor.goes("/account/standing")
    assert "Both drawings are mine." in page
    assert "Appealed" in page
    for address in ("/account", "/account/security", "/account/data"):
        visitor.goes(address)
    assert not [link for link in visitor.links() if link.endswith("/appeal")]


def test_who_may_not_act_reads_what_anybody_reads(world: World) -> None:
    """As a visitor would; the dashboard, and what is refused, lead to why and what can be done."""
    person, job = world.newcomer("client", "freelancer"), world.job()
    visitor = browsing(world, person)
    world.admin.does(f"/users/{person.id}/suspend", {"reason": "Copied work."})
    for address in (
        "/", "/fees", "/fees?amount=1000&amount.currency=EUR", "/how-it-works", "/terms", "/jobs", "/jobs?q=logo",
        f"/jobs/{job}", "/freelancers", f"/freelancers/{world.freelancer.id}", f"/clients/{world.client.id}",
        "/contracts", "/disputes", "/money", "/notifications", "/chargebacks",
    ):  # fmt: skip
        visitor.goes(address)
    visitor.goes("/dashboard")
    assert visitor.at == "/account/standing"
    visitor.goes("/my/jobs", 403)
    assert "Copied work." in words(visitor.page.text)
    visitor.follows("/account/standing")
    world.admin.does(f"/users/{person.id}/reinstate", {})
    visitor.goes("/account/data")
    visitor.sends({"password": PASSWORD}, form="/account/leave")
    visitor.goes("/dashboard")
    assert visitor.at == "/account/data"


def test_data_is_taken_along_and_who_leaves_can_stay(world: World) -> None:
    """The archive is a ZIP; leaving takes the password, and can be undone."""
    person = world.newcomer("client")
    visitor = browsing(world, person)
    archive = visitor.client.get("/account/export.zip", headers={"Accept": "text/html,*/*;q=0.8"}, base_url=HOST)
    assert archive.data[:2] == b"PK"
    visitor.goes("/account/data")
    visitor.sends({"password": "wrong password"}, 422, form="/account/leave")
    visitor.sends({"password": PASSWORD}, form="/account/leave")
    assert "You are leaving" in visitor.page.text
    visitor.sends(form="/account/return")
    assert person.sees("/users/leave")["closes_at"] is None
