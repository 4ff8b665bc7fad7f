"""What people type stays text: sixty scripts in every text field, looked at on every page, by everybody, in a browser.

The policy would stop most of them. Here even what the policy has to stop is a fault: it was markup on our page.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pytest
from attrs import define, field
from playwright.sync_api import Browser, Dialog, Page

from tests.api_world import Person, World
from tests.gallery import LOOKS, Look, Scene
from tests.payloads import PAYLOADS
from tests.web_live import Live, signed_in

TEXTS: Final = frozenset(
    {
        "title", "description", "cover_letter", "message", "note", "statement", "reason", "memo", "name", "headline",
        "bio", "scope", "role", "company", "summary", "text", "about", "sector",
    }
)  # fmt: skip
_POLICY: Final = "Content Security Policy"
_STRANGE: Final = """() => [...document.querySelectorAll("main *")]
    .filter((each) => [...each.attributes].some((a) => a.name.startsWith("on"))
        || /^\\s*javascript:/i.test(each.getAttribute("href") || each.getAttribute("action") || "")
        || ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE"].includes(each.tagName))
    .map((each) => each.outerHTML.slice(0, 200))"""
_NEXT: Final = itertools.cycle(PAYLOADS)


def poisoned(body: Any, name: str = "") -> Any:
    """A body with a script behind each of its texts."""
    if isinstance(body, dict):
        return {key: poisoned(value, key) for key, value in body.items()}
    if isinstance(body, list):
        return [poisoned(each, name) for each in body]
    return f"{body} {next(_NEXT)}" if isinstance(body, str) and name in TEXTS else body


class Poisoner(Person):
    """Somebody who types scripts."""

    def does(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return super().does(path, poisoned(body), method)


class PoisonedWorld(World):
    """A marketplace of such people."""

    def newcomer(self, *roles: str) -> Person:
        made = super().newcomer(*roles)
        return Poisoner(made.app, made.token, made.id)


@pytest.fixture(scope="module")
def scene(live: Live) -> Scene:
    """One thing of each kind, full of scripts. Every payload is used in every profile's own texts too."""
    world = PoisonedWorld(live.world.app, live.world.doors, live.world.settings)
    for person in (world.freelancer, world.client):
        person.does("/users/profile", {"name": "Ada", "headline": "Draws", "bio": "\n\n".join(PAYLOADS)}, "PUT")
    for payload in PAYLOADS[::6]:
        file = world.freelancer.call("POST", "/files", data={"file": (BytesIO(b"x"), f"{payload}.txt")})
        assert file.status_code == 201, file.text
        work = {"title": "A work", "description": "Of mine.", "files": [file.json["id"]]}
        world.freelancer.does("/users/profile/portfolio", work)
    return Scene(world)


@define
class Tab:
    """A page of somebody's browser, and what ran on it, or was stopped."""

    page: Page
    ran: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.page.on("dialog", lambda dialog: self._dismiss(dialog))
        self.page.on("console", lambda line: self.ran.append(line.text) if _POLICY in line.text else None)

    def _dismiss(self, dialog: Dialog) -> None:
        self.ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def tabs(live: Live, chromium: Browser, scene: Scene) -> Iterator[dict[str, Tab]]:
    """A browser for each part, with one tab."""
    contexts = {who: signed_in(chromium, live, scene.person(who)) for who in sorted({look.who for look in LOOKS})}
    yield {who: Tab(context.new_page()) for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_nothing_runs(look: Look, tabs: dict[str, Tab], scene: Scene) -> None:
    """No dialog, no flag, and nothing that the policy had to stop."""
    tab = tabs[look.who]
    tab.ran.clear()
    tab.page.goto(f"/en{look.at(scene)}", wait_until="load")
    tab.page.wait_for_timeout(30)
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.evaluate(_STRANGE) == []
    assert tab.ran == []


def test_the_scripts_were_there_to_be_seen(live: Live, chromium: Browser, scene: Scene) -> None:
    """As text: else this file would test nothing."""
    with signed_in(chromium, live, scene.world.client) as context:
        page = context.new_page()
        for address in (f"/freelancers/{scene.world.freelancer.id}", f"/jobs/{scene.job}", f"/contracts/{scene.room}"):
            page.goto(f"/en{address}")
            assert "alert(1)" in page.inner_text("main"), address
