"""What examples/ shows works as shown, with nothing installed but attrs."""

import json
import subprocess
import sys
from pathlib import Path

import attr
import attrs
import pytest

ROOT = Path(__file__).parents[2]
EMBED = ROOT / "examples" / "embed.py"
# Without site-packages: the standard library, our sources, and a folder that holds attrs alone.
RUN = """
import json, runpy, sys
sys.path[1:1] = [{src!r}, {attrs!r}]
runpy.run_path({embed!r}, run_name="__main__")
def listed(name):  # one of the standard modules has the platform in its name
    return name.partition(".")[0] in sys.stdlib_module_names or name.startswith("_sysconfigdata_")
loaded = [name for name in sys.modules if not listed(name)]
print(json.dumps(loaded), file=sys.stderr)
"""


@pytest.fixture
def output(tmp_path: Path) -> tuple[str, str]:
    """What the example prints, and the names of the modules that it loaded."""
    for package in (attr, attrs):
        home = Path(package.__file__).parent
        (tmp_path / home.name).symlink_to(home)
    code = RUN.format(src=str(ROOT / "src"), attrs=str(tmp_path), embed=str(EMBED))
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-W", "error", "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, ran.stderr


def minor(line: str) -> int:
    """The amount at the end of a line of the table, in cents."""
    return int(line.split()[-2].replace(".", ""))


def test_a_deal_is_played_with_attrs_alone(output: tuple[str, str]):
    """No framework, no database, no adapter is loaded: the domain and attrs, and that is all."""
    loaded = set(json.loads(output[1])) - {"__main__"}
    assert {name for name in loaded if name.partition(".")[0] not in ("attr", "attrs")} == {
        name for name in loaded if name == "upclone" or name.startswith("upclone.domain")
    }
    assert "upclone.domain.deals.contracts" in loaded


def test_the_examples_ledger_sums_to_zero(output: tuple[str, str]):
    """Line by line as the table says: what is at the gateway is what everybody else has."""
    printed, _ = output
    told, table = printed.split("completed, its milestones approved and settled:\n")
    balances = {line.split()[0]: minor(line) for line in table.splitlines()}
    assert balances.pop("sum") == sum(balances.values()) == 0
    assert balances == {
        "gateway_clearing": -154_500,
        "escrow": 0,
        "freelancer_available": 122_550,  # 900.00 after 10 %, and 325.50 of 350.00 after 7 %: the tier of this contract
        "fee_income": 16_500,
        "refund_transit": 15_450,  # 30 % of 500.00, and the client's 3 % on it
    }
    assert [line.split()[1] for line in told.splitlines()[:5]] == ["fund", "fund", "release", "release", "refund"]


def test_the_example_can_be_read_at_a_glance():
    """Sixty lines."""
    assert len(EMBED.read_text(encoding="utf-8").splitlines()) <= 60
