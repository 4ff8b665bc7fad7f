"""What holds on every page, for everybody who may look at it: accessible in both lights and languages, no wider than a
small telephone, no words left in English; and nothing runs of the scripts that people typed into every text.

The policy would stop most of them. Here even what the policy has to stop is a fault: it was markup on our page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from attrs import define, field
from playwright.sync_api import Browser, Dialog, Page, ViewportSize

from tests.gallery import LOOKS, NOT_PAGES, Look, Scene, rules
from tests.node_packages import needed
from tests.pictures import SCREENS, renewed
from tests.poison import poisoned_scene
from tests.web_live import Live, signed_in

HERE = Path(__file__).parent
Light = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_STRANGE: Final = """() => [...document.querySelectorAll("main *")]
    .filter((each) => [...each.attributes].some((a) => a.name.startsWith("on"))
        || /^\\s*javascript:/i.test(each.getAttribute("href") || each.getAttribute("action") || "")
        || ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE"].includes(each.tagName))
    .map((each) => each.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker, as a script."""
    return (needed(HERE / "axe", "axe") / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def scene(live: Live) -> Scene:
    """One thing of each kind, full of scripts, all of them there before anybody looks."""
    made = poisoned_scene(live.world)
    for look in LOOKS:
        look.at(made)
    return made


@define
class Tab:
    """A page of somebody's browser, what the console said, and what ran."""

    page: Page
    said: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        heard = ("error", "warning")
        self.page.on("console", lambda line: self.said.append(line.text) if line.type in heard else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self._dismiss(dialog))

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def tabs(live: Live, chromium: Browser, scene: Scene) -> Iterator[dict[str, Tab]]:
    """A browser for each part that somebody plays, signed in. One tab each: opening one takes as long as a page."""
    contexts = {who: signed_in(chromium, live, scene.person(who)) for who in sorted({look.who for look in LOOKS})}
    yield {who: Tab(context.new_page()) for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_every_page_is_in_the_gallery(live: Live) -> None:
    """A page that nobody looks at here is looked at by nobody."""
    known = {look.rule for look in LOOKS} | set(NOT_PAGES)
    assert set(rules(live.world.app)) - known == set()
    assert known - set(rules(live.world.app)) == set()


def test_the_list_of_pages_is_up_to_date() -> None:
    """docs/screens.md names each of them: `make screenshots` writes it."""
    kept = SCREENS.read_text()
    assert renewed(kept) == kept


Way = tuple[str, ViewportSize, Light]
_DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
_SMALL: Final[ViewportSize] = {"width": 360, "height": 780}
_WAYS: Final[tuple[tuple[Way, Way], ...]] = (
    (("/en", _DESK, "light"), ("/fr", _SMALL, "dark")),
    (("/en", _SMALL, "light"), ("/fr", _DESK, "dark")),
    (("/en", _DESK, "dark"), ("/fr", _SMALL, "light")),
    (("/en", _SMALL, "dark"), ("/fr", _DESK, "light")),
)
"""Every page in both languages, both sizes and both lights; which goes with which alternates from page to page."""
_OUT_OF_SIGHT: Final = """new Promise((tell) => requestAnimationFrame(() => tell(
    [...document.querySelectorAll("[data-strip]")].flatMap((strip) => {
      const [whole, part] = [strip, strip.querySelector("[aria-current]")].map((each) => each?.getBoundingClientRect());
      return part && whole.width && (part.left < whole.left - 1 || part.left >= whole.right) ? [strip.ariaLabel] : [];
    }))))"""
"""Rows that scroll sideways and hide what is chosen in them."""


def _light(page: Page, scheme: Light) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def _violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)  # beside the policy: as a tool of the browser, not as a script of the page
    found: Any = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{each['id']}: {each['help']} — {json.dumps([node['html'][:160] for node in each['nodes'][:3]])}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize(("number", "look"), [*enumerate(LOOKS)], ids=[look.name for look in LOOKS])
def test_a_page_is_for_everybody(number: int, look: Look, tabs: dict[str, Tab], scene: Scene, axe: str) -> None:
    """In both languages, and in both lights; nowhere too wide for a small telephone."""
    address, tab = look.at(scene), tabs[look.who]
    page = tab.page
    tab.said.clear()
    for prefix, size, scheme in _WAYS[number % len(_WAYS)]:
        page.set_viewport_size(size)
        _light(page, scheme)
        answer = page.goto(prefix + address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, f"{prefix}{address}: {answer.status}"
        assert _violations(page, axe) == [], f"{prefix}, {scheme}"
        page.set_viewport_size(_SMALL)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{prefix}: {wide} pixels too wide"
        assert page.evaluate(_OUT_OF_SIGHT) == [], f"{prefix}: what is chosen is not in sight"
        assert page.evaluate("window.ran") is None
        assert page.evaluate(_STRANGE) == []
    assert tab.said == []


def test_the_scripts_were_there_to_be_seen(live: Live, chromium: Browser, scene: Scene) -> None:
    """As text: else this file would test nothing."""
    with signed_in(chromium, live, scene.world.client) as context:
        page = context.new_page()
        for address in (f"/freelancers/{scene.world.freelancer.id}", f"/jobs/{scene.job}", f"/contracts/{scene.room}"):
            page.goto(f"/en{address}")
            assert "alert(1)" in page.inner_text("main"), address
