"""The demo at Stripe and at PayPal: real requests, their SDKs, a simulator beside it, in a process of its own."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.demo.test_demo import AT_MOST, UPCLONE, environment, running, swept, text_of
from tests.simulator.client import Simulator

ROOT = Path(__file__).parents[3]

WITH_MAKE = ("Makefile", "pyproject.toml", "requirements.lock", ".venv", "frontend", "src", "tests")
"""What `make demo` needs of a clone."""

ROWS = {
    "stripe": [
        ["309.00", "0.00", "0.00", "0.00", "-9.26", "0.00", "-299.74", "0.00"],
        ["0.00", "270.00", "0.00", "39.00", "-9.26", "0.00", "-299.74", "0.00"],
        ["515.00", "270.00", "0.00", "39.00", "-24.49", "0.00", "-799.51", "0.00"],
        ["0.00", "720.00", "0.00", "104.00", "-24.49", "0.00", "-799.51", "0.00"],
        ["0.00", "974.40", "0.00", "138.00", "-36.73", "0.00", "-1075.67", "0.00"],
        ["154.50", "974.40", "0.00", "138.00", "-41.51", "0.00", "-1225.39", "0.00"],
        ["0.00", "974.40", "0.00", "138.00", "-41.51", "0.00", "-1070.89", "0.00"],
        ["0.00", "704.40", "0.00", "138.00", "-95.51", "0.00", "-746.89", "0.00"],
        ["0.00", "974.40", "0.00", "138.00", "-56.51", "0.00", "-1055.89", "0.00"],
        ["0.00", "524.40", "0.00", "138.00", "-136.51", "0.00", "-525.89", "0.00"],
        ["0.00", "224.40", "0.00", "138.00", "-136.51", "0.00", "-225.89", "0.00"],
        ["0.00", "0.00", "0.00", "138.00", "-136.51", "0.00", "-1.49", "0.00"],
        ["0.00", "224.40", "0.00", "138.00", "-136.51", "0.00", "-225.89", "0.00"],
        ["0.00", "0.00", "0.00", "138.00", "-136.51", "0.00", "-1.49", "0.00"],
    ],
}
"""PayPal's differ by 0.25 for each payout, from the first one on."""
ROWS["paypal"] = [
    *ROWS["stripe"][:10],
    ["0.00", "224.40", "0.00", "138.00", "-136.76", "0.00", "-225.64", "0.00"],
    ["0.00", "0.00", "0.00", "138.00", "-137.01", "0.00", "-0.99", "0.00"],
    ["0.00", "224.40", "0.00", "138.00", "-137.01", "0.00", "-225.39", "0.00"],
    ["0.00", "0.00", "0.00", "138.00", "-137.26", "0.00", "-0.74", "0.00"],
]
SAID = {
    "stripe": (
        "says no: “Your card was declined.”",
        "tries again, by a card with 3-D Secure. She opens it: “Your bank asks whether it is you”",
        "by a card without 3-D Secure, funds €500.00.",
        "is paid to TEST BANK •••• 3000 from now on",
        "sends it back: “The bank account has been closed.”",
        "Stripe's own books agree: it took €1,390.50, sent €278.10 back and €515.00 to a bank, paid €524.40 out and "
        "kept €71.51. €1.49 lie there.",
    ),
    "paypal": (
        "says no: “The instrument presented was declined by the processor or bank.”",
        "tries again, at PayPal's page. She opens it: “A payment by PayPal”",
        "is paid to PayPal i•••@example.org from now on",
        "sends it back: “The payee sent the payout back.”",
        "PayPal's own books agree: it took €1,390.50, sent €278.10 back and €515.00 to a bank, paid €524.40 out and "
        "kept €72.26. €0.74 lie there.",
    ),
}
SAID_BY_BOTH = (
    "The gateway sends its webhook three times; it counts once.",
    "€123.60 are back with Marta: her part, and her fee on it.",
    "decides: the claim is won.",
    "decides: the claim is lost. Inès bears what she got, €450.00; the marketplace bears its fees, €65.00.",
    "has it at attempt 2.",
    "The ledger sums to zero, and `upclone ledger verify` finds",
)


def clone(folder: Path) -> dict[str, str]:
    """A place where `make demo` works, and its environment."""
    folder.mkdir()
    for name in WITH_MAKE:
        (folder / name).symlink_to(ROOT / name)
    (folder / "tmp").mkdir()
    return environment(folder / "home") | {"TMPDIR": str(folder / "tmp")}


def begun(command: list[str], folder: Path, shell: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        env=shell,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


Played = dict[str, tuple[Path, int, str, str]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, simulator_process: Simulator) -> Iterator[Played]:
    """Both at once: folder, exit code, what was said. At Stripe by `make`, at PayPal with a simulator that runs."""
    places = {name: tmp_path_factory.mktemp("demos") / name for name in ROWS}
    shells = {name: clone(place) for name, place in places.items()}
    commands = {
        "stripe": ["make", "demo", "GATEWAY=stripe"],
        "paypal": [*UPCLONE, "demo", "--gateway", "paypal", "--simulator", simulator_process.address],
    }
    demos = {name: begun(commands[name], places[name], shells[name]) for name in ROWS}
    told = {name: demo.communicate(timeout=AT_MOST) for name, demo in demos.items()}
    yield {name: (places[name], demo.returncode, *told[name]) for name, demo in demos.items()}
    for place in places.values():
        swept(place / "home")


@pytest.mark.slow
class TestGateways:
    @pytest.mark.parametrize("name", ROWS)
    def test_it_ends_well_and_leaves_nothing_running(self, played: Played, name: str):
        """Exit code 0, not a word of complaint; neither server nor PostgreSQL nor `make`'s simulator stays."""
        folder, code, _, complaint = played[name]
        assert (code, complaint) == (0, "")
        assert running(folder / "home") == []
        assert list((folder / "tmp").iterdir()) == []

    @pytest.mark.parametrize("name", ROWS)
    def test_the_money_is_told_after_each_step(self, played: Played, name: str):
        """Each table sums to zero: with the gateway's fees, with what a bank took, and with what came back."""
        found = re.findall(r"^ +[\d,.−]+ .*\.\d\d.*$", played[name][2], re.MULTILINE)
        rows = [line.replace("−", "-").replace(",", "").partition("│")[0].split() for line in found]
        assert [row for row in rows if len(row) == 8] == ROWS[name]

    @pytest.mark.parametrize("name", ROWS)
    def test_everything_is_shown_that_happens_to_money(self, played: Played, name: str):
        """Declined, approved, split, given back, claimed by a bank, withdrawn, bounced; and the two books agree."""
        told = " ".join(played[name][2].split())
        for said in (*SAID[name], *SAID_BY_BOTH):
            assert said in told

    @pytest.mark.parametrize("name", ROWS)
    def test_the_papers_are_files(self, played: Played, name: str):
        """The dossier for the bank beside the contract and the invoices."""
        papers = played[name][0] / f"demo-{name}"
        assert sorted(each.name for each in papers.iterdir()) == [
            "contract.pdf", "dossier.pdf", "invoice-client.pdf", "invoice-freelancer.pdf",
        ]  # fmt: skip
        assert "Inès Beauséjour" in text_of(papers / "dossier.pdf")

    def test_nothing_happened_twice_there(self, played: Played, simulator_process: Simulator):
        """No operation had two effects, no request a wrong shape; this simulator was not the demo's to stop."""
        assert simulator_process.repeated() == []

    def test_ctrl_c_stops_the_simulator_too(self, tmp_path: Path):
        """Interrupted while the stage is set: nobody is left, nor the file with its address."""
        shell = clone(tmp_path / "clone")
        demo = begun(["make", "demo", "GATEWAY=stripe"], tmp_path / "clone", shell | {"PYTHONUNBUFFERED": "1"})
        assert demo.stdout is not None
        for line in demo.stdout:
            if "PostgreSQL runs" in line:
                break
        assert any("tests.simulator" in each for each in running(tmp_path / "clone" / "home"))
        os.killpg(demo.pid, signal.SIGINT)
        _, said = demo.communicate(timeout=AT_MOST)
        assert demo.returncode != 0
        assert "has been stopped" in said
        assert running(tmp_path / "clone" / "home") == []
        assert list((tmp_path / "clone" / "tmp").iterdir()) == []
        swept(tmp_path / "clone" / "home")

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (["--gateway", "stripe"], "--gateway and --simulator go together"),
            (["--gateway", "stripe", "--simulator", "http://127.0.0.1:1"], "No gateway simulator answers at"),
        ],
        ids=["without", "silent"],
    )
    def test_without_a_simulator_nothing_starts(self, tmp_path: Path, given: list[str], said: str):
        """One line, before PostgreSQL is started."""
        shell = environment(tmp_path / "home")
        demo = subprocess.run(
            [*UPCLONE, "demo", *given, "--out", str(tmp_path / "papers")],
            env=shell, cwd=tmp_path, capture_output=True, text=True, timeout=AT_MOST,
        )  # fmt: skip
        assert demo.returncode != 0
        assert said in demo.stderr
        assert "Traceback" not in demo.stderr
        assert list(tmp_path.rglob("server.json")) == []
