"""`docs/api.md` is in step: its commands run as they stand, and its tables are those of the code."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.demo.test_demo import AT_MOST, UPCLONE, environment, swept
from upclone.adapters.sandbox import PAYMENTS, PAYOUTS, sentences
from upclone.entrypoints.api.problem import TITLES

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "api.md").read_text()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A server as `make serve` starts it, and the environment of a shell beside it."""
    shell = environment(tmp_path) | {"DATABASE_URL": ""}
    del shell["UPCLONE_PORT"]
    server = subprocess.Popen(
        [*UPCLONE, "serve", "--demo", "--port", "0"], env=shell, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, "the server did not start"
        yield found[0], shell
    finally:
        server.terminate()
        server.wait(AT_MOST)
        swept(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, ("bash", "curl", "jq"))), reason="needs bash, curl and jq")
def test_every_command_runs(served: tuple[str, dict[str, str]], tmp_path: Path):
    """From top to bottom in one shell, and the deal ends as the guide tells it."""
    address, shell = served
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    script = "\n".join(["set -euo pipefail", *blocks]).replace("http://127.0.0.1:8000", address)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        env=shell | {"PATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=AT_MOST,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    for line in (
        '{"state":"held","held":{"amount_minor":30900,"currency":"EUR"}}',
        '{"outcome":"split","release":{"amount_minor":28000,"currency":"EUR"},"refund":{"amount_minor":12000,"currency":"EUR"}}',
        '{"kind":"refund","amount":{"amount_minor":12360,"currency":"EUR"},"state":"paid"}',
        '{"state":"paid","attempt":2}',
        "Idempotent-Replayed: true",
        '{"headline":"Signs and letters","place":{"city":"Lyon","country":"FR","latitude":45.8,"longitude":4.8},'
        '"portfolio":[{"title":"Letters for a station","files":["letters.txt"]}]}',
        '{"status":404,"code":"not_found","detail":"There is no such object, or it is not for you to see."}',
        '{"status":401,"code":"not_signed_in","detail":"The webhook\'s signature does not hold."}',
        '{"items":[{"currency":"EUR","captured_minor":139050,"refunded_minor":27810,"paid_out_minor":97440,'
        '"leaving_minor":0,"available_minor":13800}]}',
    ):
        assert line in GUIDE
        assert line in told
    assert (tmp_path / "contract.pdf").read_bytes().startswith(b"%PDF")


def test_every_test_token_is_explained():
    """The guide's two tables are the sandbox's own."""
    rows = dict(re.findall(r"^\| `((?:tok|acct)_\w+)` \| (.+) \|$", GUIDE, re.MULTILINE))
    assert rows == dict(sentences([*PAYMENTS.values(), *PAYOUTS.values()]))


def test_every_error_code_is_explained():
    """The guide's table of errors is the API's."""
    rows = dict(re.findall(r"^\| `(\w+)` \| [\d, ]+ \| (.+) \|$", GUIDE, re.MULTILINE))
    assert rows == TITLES
