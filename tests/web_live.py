"""The site in a real browser: it listens, its jobs run, somebody is signed in."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from tests.api_world import Person, World
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start
from upclone.entrypoints.web.desk import EXTENSION

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str | None:
    """Where a browser is, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def chromium(at: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=at, args=list(ARGUMENTS))
        yield browser
        browser.close()


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Live:
    """A site that listens, with its jobs."""

    def __init__(self, world: World, base: str) -> None:
        self.world, self.base = world, base


@contextmanager
def listening(urls: Urls, home: str, **more: str) -> Iterator[Live]:
    """The site at an address, jobs and sandbox running beside it."""
    port = free_port()
    database = urls.app_url.replace("+psycopg", "")
    base = f"http://127.0.0.1:{port}"
    env = {"UPCLONE_DEMO": "1", "DATABASE_URL": database, "UPCLONE_HOME": home, "UPCLONE_BASE_URL": base, **more}
    chosen = settings.load(env)
    with start.site(chosen, urls, jobs=True) as app:
        doors = app.extensions[EXTENSION].doors
        server = make_server("127.0.0.1", port, app, threaded=True)
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield Live(World(app, doors, chosen), base)
        finally:
            server.shutdown()
            serving.join()


def signed_in(chromium: Browser, live: Live, person: Person | None, **options: Any) -> BrowserContext:
    """A browser of somebody's own, who is signed in already; None is a visitor.

    Colours change at once, so that none is looked at on its way.
    """
    size = {"width": 1280, "height": 900}
    settled = {"base_url": live.base, "locale": "en-GB", "viewport": size, "reduced_motion": "reduce", **options}
    context = chromium.new_context(**settled)
    if person is not None:
        name, _, value = session_cookie(live, person).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": live.base}])
    return context


def session_cookie(live: Live, person: Person) -> str:
    """What the browser of somebody who is signed in sends."""
    app = live.world.app
    account, session = map(str, live.world.session_of(person))
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = signer.dumps({"_permanent": True, "account": account, "session": session})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"
