"""Quotas that several processes count together, on a real Redis."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from upclone.adapters.quotas import LimitedQuotas
from upclone.adapters.system import SystemClock
from upclone.application.ports.quotas import Quota
from upclone.application.ports.system import Busy
from upclone.domain.errors import TooMany

RATES = dict.fromkeys(Quota, "3/minute")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """A server of this module's own, on loopback, that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server: apt-get install redis-server")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    started = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(started, stdout=subprocess.DEVNULL)
    server.url = f"redis://127.0.0.1:{port}/0"  # type: ignore[attr-defined]
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield server
    server.terminate()
    server.wait(10)


def quotas(url: str) -> LimitedQuotas:
    """As each process makes its own."""
    return LimitedQuotas(RATES, SystemClock(), url)


def test_two_processes_count_together(redis: subprocess.Popen[bytes]):
    """What one took is gone for the other, and what one gave back is there again."""
    one, other = quotas(redis.url), quotas(redis.url)  # type: ignore[attr-defined]
    for each in (one, other, one):
        each.take(Quota.SIGN_IN, "ada@example.org")
    with pytest.raises(TooMany) as refused:
        other.take(Quota.SIGN_IN, "ada@example.org")
    assert refused.value.limit == 3
    one.give_back(Quota.SIGN_IN, "ada@example.org")
    with pytest.raises(TooMany):
        one.take(Quota.SIGN_IN, "ada@example.org")
        other.take(Quota.SIGN_IN, "ada@example.org")


def test_a_redis_that_is_away_is_said_at_once():
    """Busy, within seconds: a request does not hang on a count."""
    began = time.monotonic()
    with pytest.raises(Busy):
        quotas(f"redis://127.0.0.1:{free_port()}/0").take(Quota.SEARCH, "127.0.0.1")
    assert time.monotonic() - began < 10


def test_a_redis_that_hangs_is_given_up(tmp_path: Path):
    """It takes the connection and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(Busy):
            quotas(f"redis://127.0.0.1:{silent.getsockname()[1]}/0").take(Quota.SEARCH, "127.0.0.1")
        assert time.monotonic() - began < 10
