"""The demo as people run it: a process of its own, in an empty home."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader

UPCLONE = [sys.executable, "-c", "from upclone.entrypoints.cli.program import main; main()"]
AT_MOST = 120


def environment(home: Path) -> dict[str, str]:
    """What a newcomer's shell has, with an operator's settings that the demo must leave alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPCLONE_", "DATABASE_"))}
    return kept | {
        "UPCLONE_HOME": str(home),
        "UPCLONE_PORT": "1",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/production",
        "COLUMNS": "80",
    }


def running(home: Path) -> list[str]:
    """Processes of this home: the demo's server, and its PostgreSQL wherever that keeps its data."""
    places = [str(home)]
    for stored in home.glob("*/server.json"):
        places.append(json.loads(stored.read_text())["folder"])
    found = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            mine = any(place in words for place in places) or process.environ().get("UPCLONE_HOME", "").startswith(
                str(home)
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if mine:
            found.append(f"{process.pid} {words}")
    return found


def swept(home: Path) -> None:
    """Remove clusters that lie elsewhere, because PostgreSQL's own account can't reach into pytest's folders."""
    for stored in (*home.glob("server.json"), *home.glob("*/server.json")):
        shutil.rmtree(json.loads(stored.read_text())["folder"])


def text_of(paper: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(paper).pages).replace("\xa0", " ")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    yield folder
    swept(folder)


@pytest.fixture(scope="module")
def played(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UPCLONE, "demo", "--out", str(home / "papers")],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=AT_MOST,
        start_new_session=True,
    )


@pytest.mark.slow
class TestDemo:
    def test_it_ends_well_and_leaves_nothing_running(self, played: subprocess.CompletedProcess[str], home: Path):
        """Exit code 0, no word on standard error, and neither server nor PostgreSQL stays."""
        assert (played.returncode, played.stderr) == (0, "")
        assert running(home) == []

    def test_the_money_is_told_after_each_step(self, played: subprocess.CompletedProcess[str]):
        """Each table sums to zero, and shows what the tables of moves and the fees say, to the cent."""
        rows = [
            line.replace("−", "-").replace(",", "").replace("│", "").split()
            for line in played.stdout.splitlines()
            if "│" in line and "escrow" not in line
        ]
        assert rows == [
            ["309.00", "0.00", "0.00", "0.00", "-309.00", "0.00", "0.00", "0.00"],
            ["0.00", "270.00", "0.00", "39.00", "-309.00", "0.00", "0.00", "0.00"],
            ["515.00", "270.00", "0.00", "39.00", "-824.00", "0.00", "0.00", "0.00"],
            ["0.00", "720.00", "0.00", "104.00", "-824.00", "0.00", "0.00", "0.00"],
            ["0.00", "974.40", "0.00", "138.00", "-1112.40", "0.00", "123.60", "0.00"],
            ["154.50", "974.40", "0.00", "138.00", "-1266.90", "0.00", "123.60", "0.00"],
            ["0.00", "974.40", "0.00", "138.00", "-1112.40", "0.00", "278.10", "0.00"],
            ["0.00", "974.40", "0.00", "138.00", "-1112.40", "0.00", "278.10", "0.00"],
            ["0.00", "0.00", "0.00", "138.00", "-138.00", "0.00", "278.10", "974.40"],
        ]

    def test_the_books_sum_to_zero_and_agree_with_the_gateways(self, played: subprocess.CompletedProcess[str]):
        """The last act proves the ledger row by row, and the gateway's own totals."""
        assert re.search(r"^ +gateway_clearing +−138\.00$", played.stdout, re.MULTILINE)
        assert re.search(r"^ +sum +0\.00$", played.stdout, re.MULTILINE)
        told = " ".join(played.stdout.split())
        assert "✓ The ledger sums to zero, and `upclone ledger verify` finds 15 entries, 33 postings" in told
        assert "✓ The gateway's own books agree: it took €1,390.50, sent €278.10 back and paid €974.40 out." in told

    def test_people_find_each_other_and_come_to_terms(self, played: subprocess.CompletedProcess[str]):
        """Letters prove addresses, review holds a telephone number back, a slip is forgiven, terms come in rounds."""
        told = " ".join(played.stdout.split())
        for said in (
            "proves the address, and describes skills: python, e-commerce, postgresql.",
            "holds it back: A phone number",
            "takes “bookshp” for “bookshop”, and finds it.",
            "is recommended Inès:",
            "counters: €1,200.00 in three milestones.",
            "accepts. The contract has exactly these terms",
        ):
            assert said in told

    def test_without_a_terminal_there_is_no_colour_and_no_line_too_long(self, played: subprocess.CompletedProcess[str]):
        """80 columns are 80 columns."""
        assert "\x1b" not in played.stdout
        spoken = [line for line in played.stdout.splitlines() if "/" not in line]
        assert max(map(len, spoken)) <= 80

    def test_the_papers_are_files(self, played: subprocess.CompletedProcess[str], home: Path):
        """The signed contract and both invoices, with the letters of their names."""
        contract = text_of(home / "papers" / "contract.pdf")
        assert "Marta Łęcka" in contract
        assert "Inès Beauséjour" in contract
        assert contract.count("Signed these terms") == 2
        assert "1,112.40 EUR" in text_of(home / "papers" / "invoice-client.pdf")
        assert "974.40 EUR" in text_of(home / "papers" / "invoice-freelancer.pdf")

    def test_nothing_of_the_operators_is_touched(self, played: subprocess.CompletedProcess[str], home: Path):
        """The demo lives in a folder of its own: the home itself gets no database."""
        assert sorted(path.name for path in home.iterdir()) == ["demo", "demo.lock", "papers"]

    def test_ctrl_c_stops_what_it_started(self, played: subprocess.CompletedProcess[str], home: Path):
        """A second demo in the same home, interrupted in its middle: exit code 130, and nobody is left."""
        demo = subprocess.Popen(
            [*UPCLONE, "demo", "--out", str(home / "papers")],
            env=environment(home) | {"PYTHONUNBUFFERED": "1"},
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert demo.stdout is not None
        for line in demo.stdout:
            if "Two signatures" in line:
                break
        assert len(running(home)) >= 3
        os.killpg(demo.pid, signal.SIGINT)
        _, said = demo.communicate(timeout=AT_MOST)
        assert demo.returncode == 130
        assert "has been stopped" in said
        assert running(home) == []

    def test_a_failure_says_what_it_was_and_leaves_nothing(self, tmp_path: Path):
        """The server's log can't be written: exit code 1, the reason, and PostgreSQL is stopped again."""
        (tmp_path / "demo" / "serve.log").mkdir(parents=True)
        (tmp_path / "demo").chmod(0o711)
        failed = subprocess.run(
            [*UPCLONE, "demo", "--out", str(tmp_path / "papers")],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=AT_MOST,
        )
        assert failed.returncode == 1
        assert "serve.log" in failed.stderr
        assert "Traceback" not in failed.stderr
        assert failed.stderr.splitlines()[-1] == "none", "the server's last words stand on lines of their own"
        assert "PostgreSQL runs" in failed.stdout
        assert running(tmp_path) == []
        swept(tmp_path)

    @pytest.mark.parametrize(
        ("base", "papers", "said"),
        [("file/below", "papers", "choose another UPCLONE_HOME"), ("home", "file/below", "give --out")],
        ids=["home", "papers"],
    )
    def test_what_cannot_be_written_is_said_before_anything_starts(
        self, tmp_path: Path, base: str, papers: str, said: str
    ):
        """A read-only clone, an account without a home: one line, exit code 1, and no PostgreSQL was started."""
        (tmp_path / "file").touch()
        refused = subprocess.run(
            [*UPCLONE, "demo", "--out", str(tmp_path / papers)],
            env=environment(tmp_path / base),
            capture_output=True,
            text=True,
            timeout=AT_MOST,
        )
        assert refused.returncode == 1
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
        assert "PostgreSQL" not in refused.stdout
        assert list(tmp_path.rglob("server.json")) == []
