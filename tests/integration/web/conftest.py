"""Pages, on a database of the module's own; and the same in a real Chromium, on a server with its jobs running."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from tests import databases
from tests.api_world import Person, World
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start
from upclone.entrypoints.web.desk import EXTENSION

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def site_of(urls: Urls, home: str, port: int = 8000, **more: str) -> Iterator[World]:
    """The whole site, as the container builds it for a demo; its jobs are for the caller to run."""
    database = urls.app_url.replace("+psycopg", "")
    base = f"http://127.0.0.1:{port}"
    env = {"UPCLONE_DEMO": "1", "DATABASE_URL": database, "UPCLONE_HOME": home, "UPCLONE_BASE_URL": base, **more}
    chosen = settings.load(env)
    with start._container(chosen, urls) as container:
        yield World(start._app(chosen, container), container.doors(), chosen)


@pytest.fixture(scope="module")
def world(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Pages for a client without scripts."""
    with databases.copy(pg_server) as urls, site_of(urls, str(tmp_path_factory.mktemp("home"))) as made:
        yield made


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser. In CI there is one."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        assert not os.environ.get("CI"), "CI installs chromium"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Live:
    """A site that listens, with its jobs."""

    def __init__(self, world: World, base: str) -> None:
        self.world, self.base = world, base


@pytest.fixture(scope="module")
def live(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The site at an address, jobs and sandbox running beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = str(tmp_path_factory.mktemp("home"))
    with databases.copy(pg_server) as urls, _listening(urls, home, port) as made:
        yield made


@contextmanager
def _listening(urls: Urls, home: str, port: int) -> Iterator[Live]:
    database = urls.app_url.replace("+psycopg", "")
    base = f"http://127.0.0.1:{port}"
    env = {"UPCLONE_DEMO": "1", "DATABASE_URL": database, "UPCLONE_HOME": home, "UPCLONE_BASE_URL": base}
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
        app = live.world.app
        account, session = map(str, live.world.session_of(person))
        signer = app.session_interface.get_signing_serializer(app)
        value = signer.dumps({"_permanent": True, "account": account, "session": session})
        context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live.base}])
    return context
