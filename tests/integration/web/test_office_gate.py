"""Who gets into the administration: every address below /admin, from the site's own map of addresses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api_world import World
from tests.integration.api.access.kinds import MISSING
from tests.web_world import HOST, Visitor, browsing, words
from upclone.entrypoints.web.admin import office

PROOF = re.compile(r'name="_csrf" value="([^"]+)"')
MODERATORS = {"overview", "reviews"}
"""Pages that are moderators', too. Everything else is for operators."""


def addresses() -> list[tuple[str, str, str]]:
    """Every address below /admin: its pages, its method, and the address with an id in it."""
    from flask import Flask

    app = Flask(__name__)
    for pages in office.PAGES:
        app.register_blueprint(pages)
    return [
        (rule.endpoint.split(".")[0], method, rule.rule.replace("<uuid:id>", MISSING).replace("<path:rest>", "x"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def asks(visitor: Visitor, method: str, address: str) -> Any:
    """Send what a browser sends, with the proof that a form of this site carries."""
    if method == "GET":
        return visitor.client.get(address, base_url=HOST)
    if not PROOF.search(visitor.page.text if hasattr(visitor, "page") else ""):
        visitor.goes("/terms")
    proof = PROOF.search(visitor.page.text)
    assert proof is not None, "the form of signing out has one"
    return visitor.client.post(address, data={"_csrf": proof[1]}, base_url=HOST)


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, Visitor]:
    """Somebody of each kind, in a browser of their own."""
    return {
        "client": browsing(world, world.client),
        "freelancer": browsing(world, world.freelancer),
        "moderator": browsing(world, world.moderator),
        "admin": browsing(world, world.admin),
    }


def test_there_are_pages_at_all() -> None:
    """The list below is not empty, and holds what moderators have of their own."""
    found = addresses()
    assert len(found) > 40
    assert {pages for pages, _, _ in found} > MODERATORS


def test_everybody_else_gets_the_page_that_says_no(people: dict[str, Visitor]) -> None:
    """403 for members on every address, and for moderators on those of operators; nobody is told what is there."""
    wrong = []
    for pages, method, address in addresses():
        for who in ("client", "freelancer", "moderator"):
            answer = asks(people[who], method, address)
            refused = answer.status_code == 403 and "work for the marketplace" in words(answer.text)
            if refused is (who == "moderator" and pages in MODERATORS):
                wrong.append((who, method, address, answer.status_code))
        if (status := asks(people["admin"], method, address).status_code) not in (200, 303, 404, 422):
            wrong.append(("admin", method, address, status))
    assert wrong == []


def test_visitors_are_led_to_sign_in_and_back(world: World) -> None:
    """Whoever is not signed in is asked to, and comes back."""
    visitor = Visitor(world.app)
    visitor.goes("/admin/people?q=ada")
    assert visitor.at.startswith("/sign-in?then=")
