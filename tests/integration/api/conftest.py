"""The API on a database of the module's own, with nobody at the jobs: a test says itself when gateways answer."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.api_world import World
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start


@pytest.fixture(scope="module")
def world(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The whole application, as the container builds it for a demo."""
    with databases.copy(pg_server) as urls:
        home = str(tmp_path_factory.mktemp("home"))
        env = {"UPCLONE_DEMO": "1", "DATABASE_URL": urls.app_url.replace("+psycopg", ""), "UPCLONE_HOME": home}
        chosen = settings.load(env)
        with start._container(chosen, urls) as container:
            yield World(start._app(chosen, container), container.doors(), chosen)
