"""Real OpenID Connect providers on loopback: npm's `oidc-provider`, run by the Node of a Python wheel."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from attrs import define, field
from werkzeug.test import TestResponse

from tests import databases
from tests.api_world import API, World
from tests.node_packages import NODE, needed
from upclone.adapters.embedded import Urls
from upclone.entrypoints import settings, start

HERE = Path(__file__).parent
BASE = "http://127.0.0.1:8000"
SECRET = "a secret between the two"
SHORTLY = 30


@pytest.fixture(scope="session")
def packages() -> Path:
    """The packages of the lock file."""
    return needed(HERE, "oidc-provider")


@define
class House:
    """The application with its providers. `world` has the people, `issuers` where each provider is."""

    world: World
    issuers: dict[str, str]
    home: Path

    def browser(self) -> Browser:
        """One that has been nowhere."""
        return Browser(self)


@define
class Browser:
    """A browser: what it keeps of us, and what it keeps of the providers."""

    house: House
    ours: Any = field(init=False)
    theirs: requests.Session = field(factory=requests.Session, init=False)

    def __attrs_post_init__(self) -> None:
        self.ours = self.house.world.app.test_client()

    def leave(self, provider: str, query: str = "") -> str:
        """Begin to sign in: the address at the provider."""
        answer = self.ours.get(f"{API}/auth/{provider}/start{query}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def there(self, address: str, who: str, consent: bool = True) -> str:
        """Sign in at the provider as `who` (subject|address|verified|name|locale) and agree, or not: the address that
        it sends the browser back to."""
        subject, email, verified, name, locale = who.split("|")
        known = {"sub": subject, "email": email, "verified": verified == "yes", "name": name, "locale": locale}
        requests.post(requests.compat.urljoin(address, "/people"), json=known, timeout=SHORTLY)
        forms = iter([{"prompt": "login", "login": subject, "password": "x"}, {"prompt": "consent"}])
        answer = self.theirs.get(address, allow_redirects=False, timeout=SHORTLY)
        while not (location := answer.headers.get("Location", "")).startswith(BASE):
            if location:
                address = requests.compat.urljoin(answer.url, location)
                answer = self.theirs.get(address, allow_redirects=False, timeout=SHORTLY)
            elif consent:
                assert answer.status_code == 200, answer.text
                answer = self.theirs.post(answer.url, next(forms), allow_redirects=False, timeout=SHORTLY)
            else:
                answer = self.theirs.get(f"{answer.url}/abort", allow_redirects=False, timeout=SHORTLY)
        return location

    def back(self, address: str) -> TestResponse:
        """Come back to us."""
        answer: TestResponse = self.ours.get(address.removeprefix(BASE))
        return answer

    def signs_in(self, provider: str, who: str) -> TestResponse:
        """All of it."""
        return self.back(self.there(self.leave(provider), who))


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@contextmanager
def providers(packages: Path, wanted: dict[str, dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Providers of these names, each with a client for us: their issuers."""
    clients = [
        {"redirect": f"{BASE}{API}/auth/{name}/callback", "secret": SECRET, **how} for name, how in wanted.items()
    ]
    command = [NODE, HERE / "provider.mjs", packages, json.dumps(clients)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, "the provider did not start"
        yield dict(zip(wanted, json.loads(line), strict=True))
        running.stdin.close()
        running.wait(SHORTLY)


@pytest.fixture(scope="module")
def house(pg_server: Urls, packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole application, with four providers: two as the world knows them, one that forgets the nonce though it is
    no LinkedIn, and one that is down."""
    wanted = {"google": {}, "linkedin": {"nonce": False, "post": True}, "forgetful": {"nonce": False}}
    home = tmp_path_factory.mktemp("home")
    with providers(packages, wanted) as issuers, databases.copy(pg_server) as urls:
        env = {"UPCLONE_DEMO": "1", "DATABASE_URL": urls.app_url.replace("+psycopg", ""), "UPCLONE_HOME": str(home)}
        for name, issuer in {**issuers, "down": "http://127.0.0.1:1"}.items():
            prefix = f"UPCLONE_OIDC_{name.upper()}"
            env |= {f"{prefix}_ISSUER": issuer, f"{prefix}_CLIENT_ID": "upclone", f"{prefix}_CLIENT_SECRET": SECRET}
        chosen = settings.load(env)
        with start._container(chosen, urls) as container:
            world = World(start._app(chosen, container), container.doors(), chosen)
            yield House(world, issuers, home)
