"""Pages, on a database of the module's own; and the same in a real Chromium, on a server with its jobs running."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests import databases, web_live
from tests.api_world import World
from tests.web_live import Live, listening
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start


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
    at = web_live.program()
    if at is None:
        assert not os.environ.get("CI"), "CI installs chromium"
        pytest.skip("no Chromium on this machine")
    with web_live.chromium(at) as browser:
        yield browser


@pytest.fixture(scope="module")
def live(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The site at an address, jobs and sandbox running beside it."""
    with databases.copy(pg_server) as urls, listening(urls, str(tmp_path_factory.mktemp("home"))) as made:
        yield made
