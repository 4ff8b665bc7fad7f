"""What all pages have in common: languages, policy, forms that are ours, errors, moves."""

from __future__ import annotations

import re

import pytest

from tests.api_world import PASSWORD, World
from tests.web_world import HOST, Visitor, browsing, words

JOB = {"title": "A logo for a bakery", "description": "Warm.", "budget": {"amount_minor": 90000, "currency": "EUR"}}


def test_a_page_has_an_address_in_each_language(world: World) -> None:
    """French lives below /fr; links of a French page stay there."""
    visitor = Visitor(world.app)
    assert '<html lang="en"' in visitor.goes("/jobs")
    page = visitor.goes("/fr/jobs")
    assert '<html lang="fr"' in page
    assert any(link.startswith("/fr/sign-in") for link in visitor.links())
    assert not [link for link in visitor.links() if link.startswith("/jobs")]


def test_a_reader_is_led_to_their_language(world: World) -> None:
    """By the browser's wish, or by their own choice, which is kept."""
    visitor = Visitor(world.app, language="fr-FR,fr;q=0.9,en;q=0.5")
    visitor.goes("/jobs")
    assert visitor.at == "/fr/jobs"
    visitor.goes("/language/en?then=/jobs")
    assert visitor.at == "/jobs"
    visitor.goes("/jobs")
    assert visitor.at == "/jobs"


def test_every_page_has_the_policy(world: World) -> None:
    """Nothing inline, nothing from elsewhere, no framing, no sniffing."""
    visitor = Visitor(world.app)
    for address, status in (("/", 200), ("/jobs", 200), ("/sign-in", 200), ("/no-such-page", 404)):
        visitor.goes(address, status)
        policy = visitor.page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert visitor.page.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=", visitor.page.text)


def test_a_form_of_another_site_is_refused(world: World) -> None:
    """No token, no command."""
    visitor = browsing(world, world.client)
    answer = visitor.client.post("/sign-out", base_url=HOST)
    assert answer.status_code == 400
    assert "was not made by this site" in words(answer.text)
    assert "Sign out" in visitor.goes("/dashboard")


def test_signing_in_leads_back(world: World) -> None:
    """Whoever had to sign in goes on where they wanted to be; a strange address is not followed."""
    world.newcomer("client")
    account = world.doors.accounts.create_admin("sign@example.org", PASSWORD, "Sina Sample")
    assert account
    visitor = Visitor(world.app)
    visitor.goes("/dashboard")
    assert visitor.at.startswith("/sign-in?then=")
    assert "Welcome back" in visitor.page.text
    page = visitor.sends({"email": "sign@example.org", "password": "wrong password"}, 401, form="")
    assert "wrong" in words(page)
    visitor.sends({"email": "sign@example.org", "password": PASSWORD}, form="")
    assert visitor.at == "/dashboard"
    other = Visitor(world.app)
    other.goes("/sign-in?then=//evil.example/")
    other.sends({"email": "sign@example.org", "password": PASSWORD}, form="")
    assert other.at == "/admin"


@pytest.mark.parametrize(
    ("address", "status"), [("/nowhere", 404), ("/jobs/0190b1de-0000-7000-8000-000000000000", 404)]
)
def test_errors_are_pages_with_a_way_on(world: World, address: str, status: int) -> None:
    """Also for what does not exist; machines get their own."""
    visitor = Visitor(world.app)
    assert "There is nothing here" in visitor.goes(address, 404)
    assert world.app.test_client().get("/api/v1/nowhere").mimetype == "application/problem+json"


def test_any_move_is_a_page_with_its_preview(world: World) -> None:
    """Pausing a job: what would happen, one button, done once however often it is pressed."""
    client = browsing(world, world.client)
    job = world.client.does("/jobs", JOB)
    page = client.goes(f"/do/jobs/{job['id']}/pause?then=/jobs/{job['id']}")
    assert "What would happen" in page
    assert world.client.sees(f"/jobs/{job['id']}")["state"] == "open"
    form = client.form("/do/")
    client.sends(form="/do/")
    assert client.at == f"/jobs/{job['id']}"
    assert world.client.sees(f"/jobs/{job['id']}")["state"] == "paused"
    again = client.client.post(form.action, data=dict(form.fields), base_url=HOST)
    assert again.status_code == 303


def test_a_stranger_sees_no_move(world: World) -> None:
    """Another's job is not paused, nor told apart from none."""
    job = world.client.does("/jobs", JOB)
    visitor = browsing(world, world.stranger)
    visitor.goes(f"/do/jobs/{job['id']}/approve", 403)
    visitor.goes(f"/do/jobs/{job['id']}/pause")
    assert world.client.sees(f"/jobs/{job['id']}")["state"] == "open"
